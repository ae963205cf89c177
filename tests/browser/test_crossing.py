"""A crossing composed by hand, on a telephone and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import expect


def test_without_javascript_on_a_telephone(open_page):
    """Composed by hand: the other table, the columns, what to bring; measured, then kept."""
    page = open_page("secretary", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/jeux/batiments-publics/")
    page.get_by_role("link", name="Composer moi-même").click()
    other = page.get_by_label("L’autre jeu de données")
    other.select_option(value="factures-denergie/factures")
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
