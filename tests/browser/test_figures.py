"""« Montre-moi » as people meet it: by the keyboard, and on a telephone without JavaScript."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import expect

from terrier.domain.figures import DARK
from tests.browser.axe import violations

PAGE = "/jeux/tonnages-de-dechets-par-commune/"
SVG = "{http://www.w3.org/2000/svg}"


def _downloaded(page, name: str) -> bytes:
    with page.expect_download() as awaited:
        page.get_by_role("link", name=name).press("Enter")
    return Path(awaited.value.path()).read_bytes()


def test_a_question_is_changed_heard_shared_and_taken_away_with_the_keyboard(open_page):
    page = open_page()
    page.goto("/montre-moi/")
    assert violations(page) == []
    example = page.locator(".question-examples a").filter(has_text="tonnage")
    example.first.press("Enter")
    expect(page.locator("terrier-chart[data-drawn]")).to_be_visible()
    finding = page.locator(".finding").inner_text()
    groups = page.get_by_label("Premier regroupement")
    groups.press_sequentially("par c")
    page.wait_for_url(lambda address: "par=code_insee" in address)
    # The answer took the place of the other; who types stays where they were, and hears it.
    expect(page.locator(".finding")).not_to_have_text(finding)
    assert page.evaluate("document.activeElement.id") == "q-par-1"
    told = page.locator("#question [role=status]").inner_text()
    assert "par commune" in told
    assert page.locator(".finding").inner_text() in told
    tab = page.get_by_role("link", name="Barres de parts")
    tab.press("Enter")
    drawing = page.locator("terrier-chart[data-drawn] .drawing")
    drawing.press("ArrowRight")
    expect(page.locator(".pointed-at")).to_contain_text("(1 sur ")
    assert violations(page) == []
    page.get_by_text("Voir le SQL").press("Enter")
    expect(page.locator("#sql")).to_contain_text("GROUP BY")
    table = _downloaded(page, "tableau (CSV)")
    assert table.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";")
    assert head[0] == "Commune"
    assert "Code Insee de la commune" in head
    assert {row[0] for row in rows} == {"Aubrac", "Le Bourg", "Cormes"}
    drawn = _downloaded(page, "dessin (SVG)")
    picture = ElementTree.fromstring(drawn)
    assert "par commune" in picture.findtext(f"{SVG}title")
    assert "Barres" in picture.findtext(f"{SVG}desc")
    assert b"href=" not in drawn
    points = _downloaded(page, "image (PNG)")
    assert struct.unpack(">I", points[16:20])[0] == 2 * round(float(picture.get("width")))
    shared = page.locator("#adresse").inner_text()
    finding = page.locator(".finding").inner_text()
    other = open_page()
    other.goto(shared)
    expect(other.locator(".finding")).to_have_text(finding)


def test_a_question_on_a_dark_telephone_without_javascript(open_page):
    page = open_page(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, color_scheme="dark"
    )
    page.goto(PAGE)
    page.get_by_role("link", name="Poser une question").click()
    page.get_by_label("Premier regroupement").select_option("flux")
    page.get_by_label("Second regroupement").select_option("")
    page.get_by_text("Ne garder qu’une partie des lignes").click()
    page.get_by_label("Où", exact=True).select_option("annee")
    page.get_by_label("Valeur", exact=True).fill("2024")
    page.get_by_role("button", name="Montrer").click()
    assert "f.annee=eq:2024" in page.url
    expect(page.locator(".finding")).to_contain_text("Ordures ménagères")
    narrow = page.locator("terrier-chart > .narrow svg")
    expect(narrow).to_be_visible()
    expect(page.locator("terrier-chart > .wide svg")).to_be_hidden()
    colours = {mark.get_attribute("fill") or "" for mark in narrow.locator("path[fill]").all()}
    assert any(DARK.mark in colour for colour in colours)
    for part in (page.locator("main"), narrow):
        assert part.bounding_box()["width"] <= 320
    page.get_by_text("Les chiffres").click()
    expect(page.get_by_role("rowheader", name="Emballages")).to_be_visible()
    page.get_by_role("link", name="(retirer ce filtre)").click()
    assert "f.annee" not in page.url
