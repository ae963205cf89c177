"""The five tasks that a town-hall secretary does without documentation, through the screens alone.

Each begins on the home page and goes on by what stands written there.
"""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import expect

WASTE = "Tonnages de déchets par commune"
PRIVATE = "Bornes de tri"


def test_import_a_file_and_repair_its_two_bad_rows(open_page, site):
    page = open_page("secretary")
    page.goto("/")
    page.get_by_role("link", name="J’ai un fichier").first.click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Déposez vos fichiers ici").click()
    chooser.value.set_files(site.folder / "subventions-2025.csv")
    # The organisation that she works for is proposed.
    owner = page.get_by_label("Organisme propriétaire")
    assert owner.evaluate("list => list.selectedOptions[0].text") == "Val Clair"
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ce que Terrier a lu")
    expect(page.get_by_text("Une question")).to_be_visible()
    page.get_by_label("Type de Montant").select_option("nombre à virgule")
    page.get_by_role("button", name="Importer", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Récépissé")
    expect(page.get_by_text("mille deux cents").first).to_be_visible()
    page.get_by_role("link", name="Réparer ces 2 lignes").click()
    page.get_by_label("Valeur de la ligne 19, colonne Montant").fill("1 200,00")
    page.get_by_label("Valeur de la ligne 44, colonne Montant").fill("620,00")
    page.get_by_role("button", name="Reconstruire avec ces valeurs").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Récépissé")
    rejected = page.get_by_role("row").filter(has_text="rejetés").first
    expect(rejected).to_contain_text("0")
    page.get_by_role("link", name="Voir les données").click()
    page.get_by_label("Filtrer : Numéro").fill("S017")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("row").filter(has_text="S017")).to_contain_text("200,00")


def test_find_last_year_s_tonnage_of_a_commune(open_page):
    page = open_page()
    find(page, "déchets", WASTE)
    page.get_by_label("Filtrer : Année").fill("2025")
    page.get_by_label("Filtrer : Commune").fill("aubrac")
    page.get_by_role("button", name="Filtrer").click()
    rows = page.locator("#table tbody tr").filter(has_text="2025")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Ordures ménagères")).to_contain_text("105,5")


def test_make_a_dataset_visible_to_the_communes_only(open_page):
    page = open_page("secretary")
    find(page, "bornes", PRIVATE)
    address = page.url
    page.get_by_role("link", name="Qui peut voir").click()
    page.get_by_role("radio", name=re.compile("Interne.*dans ses communes")).check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("enregistré")
    elected = open_page("reader")
    elected.goto(address)
    expect(elected.get_by_role("heading", level=1)).to_contain_text(PRIVATE)
    public = open_page()
    public.goto("/catalogue/")
    expect(public.get_by_role("link", name=WASTE)).to_be_visible()
    expect(public.get_by_text(PRIVATE)).to_have_count(0)
    public.watch.excuse("404")
    assert public.goto(address).status == 404


def test_download_for_excel_by_keyboard_alone(open_page):
    page = open_page()
    page.goto("/")
    tab_to(page, "Chercher un jeu de données")
    page.keyboard.type("déchets")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/**")
    tab_to(page, WASTE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/jeux/**")
    tab_to(page, "Télécharger")
    page.keyboard.press("Enter")
    tab_to(page, "CSV pour Excel")
    with page.expect_download() as waited:
        page.keyboard.press("Enter")
    raw = waited.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 44
    assert rows[0]["Commune"] == "Aubrac"
    assert rows[0]["Tonnage (t)"] == "101,5"


def test_see_what_changed_since_the_last_version(open_page):
    page = open_page()
    find(page, "tonnages", WASTE)
    page.get_by_role("link", name="Ce qui a changé").first.click()
    expect(page.get_by_text("9 lignes ajoutées")).to_be_visible()
    changed = page.get_by_role("row").filter(has_text="Le Bourg")
    expect(changed).to_contain_text("143,5")
    expect(changed).to_contain_text("150,0")
    page.get_by_role("link", name="Retirées").click()
    expect(page.get_by_role("row").filter(has_text="Aubrac")).to_contain_text("44,5")
    page.get_by_role("link", name="Ajoutées").click()
    expect(page.get_by_role("row").filter(has_text="2025")).to_have_count(9)


def test_judge_a_criterion_with_the_keyboard_alone(open_page):
    page = open_page("administrator")
    page.goto("/obligations/accessibilite/2/")
    tab_to(page, "État")
    page.keyboard.type("non a")
    tab_to(page, "Enregistrer et passer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3. Couleurs")
    page.goto("/obligations/accessibilite/2/")
    expect(page.get_by_label("État").first).to_have_value("non applicable")


def find(page, words: str, title: str) -> None:
    """Search from the home page, and open what is found."""
    page.goto("/")
    page.get_by_label("Chercher un jeu de données").fill(words)
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def tab_to(page, name: str, most: int = 120) -> None:
    """Press the tab key until what has the focus bears a name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const at = document.activeElement;
            return at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || ""; }"""
        )
        if name in found:
            return
    raise AssertionError(f"the tab key never reaches « {name} »")
