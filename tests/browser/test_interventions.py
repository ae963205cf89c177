"""From a QR code to a logged intervention, on a telephone 320 px wide, with the fingers alone."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import expect

NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
SMALLEST_TARGET = 44
"""CSS pixels (WCAG 2.2, success criterion 2.5.5)."""


def photograph() -> dict:
    out = io.BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_from_the_code_of_a_label_to_the_log(open_page):
    page = open_page("secretary", **NARROW)
    page.goto("/jeux/points-de-collecte/")
    page.goto(page.get_by_role("link", name="Étiquettes à imprimer").get_attribute("href"))
    code = page.get_by_role("link", name="Ouvrir la fiche de Point 7").get_attribute("href")

    page.goto(code)
    buttons = page.locator("main .button")
    expect(buttons.first).to_have_text("Noter une intervention")
    buttons.first.tap()
    for label in ("Ce qui a été fait", "Date", "Remarque", "Photographie"):
        field = page.get_by_label(label, exact=True)
        expect(field).to_be_visible()
        assert field.bounding_box()["height"] >= SMALLEST_TARGET, label
    expect(page.get_by_label("Coût (€)")).to_be_hidden()
    assert page.get_by_label("Date", exact=True).input_value()
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    # Forgetting what was done: the form comes back, and asks for the photograph again.
    page.get_by_label("Photographie", exact=True).set_input_files(photograph())
    page.get_by_role("button", name="Enregistrer").tap()
    expect(page.get_by_text("Choisissez la photographie de nouveau")).to_be_visible()
    page.get_by_label("Ce qui a été fait").select_option("réparation")
    page.get_by_label("Remarque").fill("Charnière changée")
    page.get_by_label("Photographie", exact=True).set_input_files(photograph())
    page.get_by_text("Plus de détails").tap()
    page.get_by_label("Durée (minutes)").fill("25")
    page.get_by_role("button", name="Enregistrer").tap()

    expect(page.get_by_text("L’intervention est notée")).to_be_visible()
    log = page.locator("#interventions")
    expect(log).to_contain_text("Réparation")
    expect(log).to_contain_text("Charnière changée")
    picture = log.get_by_role("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 900)
    # The public reads the same label, and nothing of the log.
    public = open_page(**NARROW)
    public.goto(code)
    expect(public.get_by_role("heading", level=1)).to_have_text("Point 7")
    expect(public.get_by_text("Charnière")).to_have_count(0)
    expect(public.get_by_role("link", name="Se connecter pour noter")).to_be_visible()


def test_a_telephone_without_javascript_notes_as_well(open_page):
    page = open_page("secretary", **NARROW, java_script_enabled=False)
    page.goto("/jeux/points-de-collecte/t/points/lignes/3/")
    page.get_by_role("link", name="Noter une intervention").tap()
    page.get_by_label("Ce qui a été fait").select_option("contrôle")
    page.get_by_role("button", name="Enregistrer").tap()
    expect(page.locator("#interventions")).to_contain_text("Contrôle")


def test_a_document_is_joined_and_opened_on_a_telephone_without_javascript(open_page):
    page = open_page("secretary", **NARROW, java_script_enabled=False)
    page.goto("/jeux/points-de-collecte/t/points/lignes/5/")
    page.get_by_role("link", name="Joindre un document").tap()
    # Both the camera and the files: nothing forces one of them.
    field = page.get_by_label("Fichier ou photographie")
    assert field.get_attribute("capture") is None
    field.set_input_files(photograph())
    page.get_by_label("Titre").fill("Vue de la borne")
    page.get_by_role("button", name="Joindre").tap()
    documents = page.locator("#documents")
    expect(documents.get_by_role("link", name="Vue de la borne", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    documents.get_by_role("link", name="Supprimer Vue de la borne").tap()
    page.get_by_role("button", name="Supprimer le document").tap()
    expect(page.locator("#documents")).to_contain_text("Aucun document")
