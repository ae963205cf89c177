"""From an address to the printed plan, with the keyboard alone; without JavaScript; at 320 px."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_tasks import tab_to

NUMBER = re.compile(r"20\d\d-[2-9A-Z]{4}-[2-9A-Z]{4}")


def test_from_an_address_to_the_plan_with_the_keyboard_alone(open_page):
    page = open_page("administrator")
    page.goto("/")
    tab_to(page, "Que y a-t-il sous cette rue ?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sous-nos-pieds/")
    tab_to(page, "Adresse ou coordonnées")
    page.keyboard.type("9 rue du Moulin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sous-nos-pieds/?q=*")
    tab_to(page, "9 Rue du Moulin Aubrac")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("20 m autour de 9 Rue du Moulin")
    expect(page.get_by_text(NUMBER).first).to_be_visible()
    known = page.get_by_role("row").filter(has_text="Eau potable d’Aubrac, version 1")
    expect(known).to_contain_text("Régie des eaux")
    expect(page.get_by_text("Aucun service « électricité » n’est déclaré")).to_be_visible()
    # The map takes the place of the drawing, which is kept for paper.
    page.locator(".dig-drawing").scroll_into_view_if_needed()
    expect(page.locator(".dig-drawing canvas.maplibregl-canvas")).to_be_visible()
    expect(page.locator(".map-still")).to_be_hidden()
    expect(page.get_by_role("list", name="Légende de la carte")).to_contain_text("classe A")
    page.emulate_media(media="print")
    shown = page.get_by_role("img", name=re.compile("Réseaux connus et zones mal connues"))
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") > 0
    page.emulate_media(media="screen")
    tab_to(page, "Imprimer le plan (PDF)")
    # Beside a PDF the browser looks for an icon that the site does not name there.
    page.watch.excuse(r"404 \(Not Found\)")
    with page.expect_response("**/plan.pdf?**") as waited:
        page.keyboard.press("Enter")
    printed = page.context.request.get(waited.value.url)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF-")


def test_a_zone_drawn_with_the_keyboard_is_answered(open_page):
    page = open_page("administrator")
    page.goto("/sous-nos-pieds/")
    page.get_by_text("Un dessin ou des coordonnées").click()
    point = page.get_by_role("button", name="Poser un point au centre")
    point.focus()
    field = page.get_by_label("Emprise", exact=True)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile('"Point"'))
    page.get_by_role("button", name="Recommencer").click()
    expect(field).to_have_value("")
    field.fill(
        "POLYGON ((4.82 46.5199, 4.8203 46.5199, 4.8203 46.5201, 4.82 46.5201, 4.82 46.5199))"
    )
    field.locator("xpath=ancestor::form").get_by_role("button", name="Établir la réponse").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("emprise dessinée")


def test_without_javascript_on_a_telephone(open_page):
    page = open_page(
        "administrator", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.goto("/sous-nos-pieds/?q=46.52;4.8202")
    page.get_by_role("button", name="Établir la réponse ici").click()
    expect(page.get_by_role("heading", name="Ce que l’on ne sait pas")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Réseaux connus"))).to_be_visible()
    wide = page.locator("main").bounding_box()["width"]
    assert wide <= 320
    page.goto("/sous-nos-pieds/")
    page.get_by_text("Un dessin ou des coordonnées").click()
    page.get_by_label("Emprise", exact=True).fill("POINT (4 4)")
    page.locator("form:has(#trace)").get_by_role("button", name="Établir la réponse").click()
    page.watch.excuse("400")
    expect(page.get_by_role("alert")).to_contain_text("hors du territoire")
    expect(page.get_by_label("Emprise", exact=True)).to_have_value("POINT (4 4)")
