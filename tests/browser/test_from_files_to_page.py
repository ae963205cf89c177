"""The way of a person who is no expert, from two raw files to a page that everybody reads.

With the keyboard alone; axe looks at every screen on the way.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.raw_files import BUILDINGS, CALLED, READINGS, buildings, gas_of, readings

CROSSED, STORY = "Le gaz de nos bâtiments", "Chauffer nos bâtiments"
LOOKS = 60


@pytest.fixture
def files(tmp_path):
    """Write the two files as a spreadsheet of a town hall does."""
    (tmp_path / BUILDINGS).write_bytes(buildings().encode("cp1252"))
    (tmp_path / READINGS).write_bytes(readings().encode("cp1252"))
    return tmp_path


def test_from_two_raw_files_to_a_published_infographic(open_page, files):
    page = open_page("secretary")
    bring(page, files / BUILDINGS)
    bring(page, files / READINGS)
    cross(page)
    match_two_by_hand(page)
    publish_among_members(page)
    ask(page)
    tell(page)
    read_as_anybody(open_page, page.url)


def bring(page, file):
    """Import a file as it is proposed."""
    page.goto("/importer/")
    with page.expect_file_chooser() as chooser:
        press(page.locator("input[type=file]"))
    chooser.value.set_files(file)
    press(page.get_by_role("button", name="Lire le fichier"))
    expect(heading(page)).to_contain_text("ce que Terrier a lu")
    looked_at(page)
    press(page.get_by_role("button", name="Importer", exact=True).first)
    expect(heading(page)).to_contain_text("Récépissé")
    press(page.get_by_role("link", name="Voir les données"))
    expect(page.locator("#table")).to_be_visible()


def cross(page):
    """Take the proposed sentence; the exact figures are said before anything is kept."""
    sentence = re.compile(r"par SIRET avec Patrimoine \(environ \d+ %\)")
    wait_until(page, page.get_by_role("link", name=sentence))
    looked_at(page)
    press(page.get_by_role("link", name=sentence))
    # 30 of 41: two buildings are called by words, one is not in the other file.
    expect(page.get_by_role("heading", name="73 % des lignes")).to_be_visible()
    looked_at(page)
    write(page.get_by_label("Titre du croisement"), CROSSED)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(CROSSED)
    wait_until(page, page.get_by_text("recalculé tout seul"))
    looked_at(page)


def match_two_by_hand(page):
    """Say which buildings the two names are; the crossing is computed again by the worker."""
    kept = page.url
    press(page.get_by_role("link", name="Voir les lignes sans correspondance").first)
    expect(page.get_by_text(re.compile("11 lignes.* sans rien en face"))).to_be_visible()
    looked_at(page)
    for rank, called in CALLED.items():
        line = page.get_by_role("listitem").filter(has_text=called).first
        press(line.get_by_role("link", name="Rapprocher à la main"))
        building = f"Gymnase n° {rank // 4 + 1}"
        write(page.get_by_label("Chercher dans"), building)
        page.keyboard.press("Enter")
        page.wait_for_url("**q=*")
        looked_at(page)
        press(page.get_by_role("button", name=building))
        page.wait_for_url("**/restes/left/")
    expect(page.get_by_text(re.compile("5 lignes.* sans rien en face"))).to_be_visible()
    page.goto(kept)
    wait_until(page, page.get_by_role("heading", name="88 % des lignes"))
    expect(page.get_by_text("6 lignes sont rapprochées à la main.")).to_be_visible()


def publish_among_members(page):
    """Publish the crossing to the members of the territory: its rows stay theirs."""
    press(page.get_by_role("link", name="Voir les données"))
    press(page.get_by_role("link", name="Publier").first)
    expect(heading(page)).to_contain_text("Publier")
    press(page.get_by_role("radio", name=re.compile("Interne")), "Space")
    press(page.get_by_role("button", name="Publier"))
    expect(heading(page)).to_have_text(CROSSED)


def ask(page):
    """Change the pieces of the sentence, then the way it is drawn."""
    press(page.get_by_role("link", name="Poser une question"))
    expect(heading(page)).to_have_text("Montre-moi…")
    for piece, words in (
        ("La mesure", "le total de la consommation"),
        ("Premier regroupement", "par usage"),
    ):
        page.get_by_label(piece).focus()
        page.keyboard.type(words)
    expect(page.locator("#question .finding")).to_contain_text("« Gymnase » représente")
    looked_at(page)
    press(page.get_by_role("link", name="Barres de parts"))
    expect(page.locator(".figure-forms [aria-current]")).to_have_text("Barres de parts")


def tell(page):
    """Take the figure to a new page, see what others would not, open this result, publish."""
    press(page.get_by_role("link", name="Ajouter à une page"))
    expect(page.get_by_label("La montrer comme")).to_have_value("chart")
    looked_at(page)
    write(page.get_by_label("Titre de la nouvelle page"), STORY)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(f"Modifier « {STORY} »")
    looked_at(page)
    press(page.get_by_role("link", name="Publier"))
    press(page.get_by_role("radio", name="Tout le monde"), "Space")
    press(page.get_by_role("button", name="Publier"))
    expect(page.get_by_role("heading", name="Ce que ces lecteurs ne verraient pas")).to_be_visible()
    looked_at(page)
    press(page.get_by_role("checkbox", name="Ouvrir ce seul résultat"), "Space")
    write(page.get_by_label("Pourquoi ouvrir"), "Rapport annuel")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(STORY)
    looked_at(page)


def read_as_anybody(open_page, address: str):
    """Without an account nor JavaScript: the drawing, what it says, its table; then on paper."""
    page = open_page(java_script_enabled=False)
    page.goto(address)
    figure = page.locator(".story-block")
    expect(figure.locator("svg").first).to_be_visible()
    expect(figure.locator(".finding")).to_contain_text("« Gymnase » représente")
    figure.locator("summary").click()
    row = figure.get_by_role("row").filter(has_text="Gymnase")
    assert f"{gas_of('Gymnase'):.1f}".replace(".", ",") in re.sub(r"\s", "", row.inner_text())
    paper = page.request.get(f"{address}pdf/").body()
    assert paper.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/Lang", b"pdfuaid"):
        assert mark in paper
    assert page.request.get("/jeux/le-gaz-de-nos-batiments/").status == 404


def heading(page):
    """Give the title of the screen."""
    return page.get_by_role("heading", level=1)


def press(wanted, key: str = "Enter"):
    """Bring the focus to something, as the tab key does, and press a key on it."""
    wanted.focus()
    expect(wanted).to_be_focused()
    wanted.page.keyboard.press(key)


def write(field, words: str):
    """Write in a field in place of what is there."""
    field.focus()
    field.page.keyboard.press("ControlOrMeta+a")
    field.page.keyboard.type(words)


def wait_until(page, wanted):
    """Read a screen again until the worker has brought what is awaited."""
    for _ in range(LOOKS):
        if wanted.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"never there: {wanted}")


def looked_at(page):
    """Let axe look at a screen."""
    assert violations(page) == [], page.url
