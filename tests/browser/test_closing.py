"""From « une fuite ici » to the printed list of valves."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_tasks import tab_to
from tests.browser.waterworks import TITLE


def test_from_a_leak_to_the_printed_list(open_page):
    page = open_page("administrator")
    page.goto("/")
    page.get_by_role("link", name="Réseaux", exact=True).first.click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Fermer").click()
    page.get_by_label("Identifiant de la canalisation, rue ou adresse").fill("rue haute")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Canalisation P2").click()
    expect(page.get_by_role("heading", name="3 vannes à fermer")).to_be_visible()
    first = page.locator("ol.valves > li").first
    expect(first).to_contain_text("V3")
    expect(first).to_contain_text("état inconnu : à vérifier d’abord")
    expect(page.get_by_text("1 établissement sensible est coupé")).to_be_visible()
    # Its number stands on the map too, which is drawn once one comes near.
    page.locator("terrier-map").scroll_into_view_if_needed()
    expect(page.locator(".map-mark", has_text="3").first).to_be_visible()
    page.get_by_role("link", name="Liste pour l’équipe").click()
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    listed = page.get_by_role("table", name=re.compile("Vannes à fermer"))
    expect(listed.get_by_role("row")).to_have_count(4)
    assert not page.get_by_role("button", name="Imprimer").is_visible()


def test_a_notice_on_a_telephone_without_javascript(open_page):
    page = open_page(
        "administrator", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.goto("/reseaux/eau-du-bourg/fermer/avis/?ref=canalisations/P2")
    page.get_by_label("Jour").fill("mardi 24 novembre")
    page.get_by_label("De", exact=True).fill("8 h 30")
    page.get_by_label("À", exact=True).fill("12 h")
    page.get_by_role("button", name="Mettre à jour l’avis").click()
    expect(page.get_by_text("mardi 24 novembre, de 8 h 30 à 12 h")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_findings_are_narrowed_and_read_with_the_keyboard_alone(open_page):
    page = open_page("administrator")
    page.goto("/reseaux/eau-du-bourg/controles/")
    whole = page.get_by_role("heading", name=re.compile(r"\d+ constats?"))
    before = whole.inner_text()
    tab_to(page, "Classe de précision manquante")
    page.keyboard.press("Enter")
    page.wait_for_url("**/controles/?**")
    expect(page.get_by_role("heading", name=re.compile("R37 — Classe"))).to_be_visible()
    assert whole.inner_text() != before
    tab_to(page, "CSV")
    with page.expect_download() as waited:
        page.keyboard.press("Enter")
    assert "R37" in waited.value.path().read_text("utf-8-sig")
