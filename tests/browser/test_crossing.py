"""Two raw files crossed by a secretary: proposed, measured, kept, two lines matched by hand."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_pages import AXE, RULES
from tests.browser.test_tasks import tab_to

SENTENCE = "Factures d'énergie par « Bâtiment » avec Bâtiments publics"


def said_by_axe(page) -> list[str]:
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def wait_for_report(page) -> None:
    """Read again until the worker has computed."""
    for _ in range(60):
        if page.get_by_text("Recalculé le").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the crossing is never computed")


def test_from_the_proposed_sentence_to_two_matches_by_hand_with_the_keyboard_alone(open_page):
    page = open_page("secretary")
    page.goto("/jeux/factures-denergie/")
    tab_to(page, SENTENCE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(SENTENCE)
    expect(
        page.get_by_role("heading", name="83 % des lignes ont une correspondance")
    ).to_be_visible()
    assert said_by_axe(page) == []
    tab_to(page, "Titre du croisement")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Factures et surfaces")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/croisements/\d+/$"))
    kept = page.url
    wait_for_report(page)
    assert said_by_axe(page) == []
    tab_to(page, "Voir les lignes sans correspondance")
    page.keyboard.press("Enter")
    expect(page.get_by_text("6 lignes sans rien en face")).to_be_visible()
    assert said_by_axe(page) == []
    for called, name in (("HÔTEL DE VILLE", "Mairie d'Aubrac"), ("SALLE DE SPORT", "Gymnase")):
        page.goto(f"{kept}restes/left/")
        line = page.get_by_role("row").filter(has_text=called).first
        line.get_by_role("link", name=re.compile("Rapprocher à la main")).focus()
        page.keyboard.press("Enter")
        tab_to(page, "Chercher dans")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_url("**q=*")
        assert said_by_axe(page) == []
        tab_to(page, name)
        page.keyboard.press("Enter")
        page.wait_for_url("**/restes/left/")
    page.goto(kept)
    for _ in range(60):
        if page.get_by_role("heading", name="100 % des lignes ont une correspondance").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("6 lignes sont rapprochées à la main.")).to_be_visible()
    page.goto("/croisements/")
    expect(page.get_by_role("link", name="Factures et surfaces")).to_be_visible()


def test_without_javascript_on_a_telephone(open_page):
    """Composed by hand: the other table, the columns, what to bring; measured, then kept."""
    page = open_page("secretary", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/jeux/batiments-publics/")
    page.get_by_role("link", name="Composer moi-même").click()
    other = page.get_by_label("L’autre jeu de données")
    other.select_option(value=other.locator("option", has_text="Factures").get_attribute("value"))
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Par une valeur commune").check()
    page.locator("#g1").select_option(index=1)
    page.locator("#d1").select_option(index=2)
    page.locator("[name=r1][value=letters]").check()
    page.locator("[name=apporte][value='count:']").check()
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(
        page.get_by_role("heading", name="83 % des lignes ont une correspondance")
    ).to_be_visible()
    assert page.locator("main").bounding_box()["width"] <= 320
    page.get_by_label("Titre du croisement").fill("Factures par bâtiment")
    page.get_by_role("button", name="Enregistrer ce croisement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Factures par bâtiment")
    assert page.locator("main").bounding_box()["width"] <= 320
