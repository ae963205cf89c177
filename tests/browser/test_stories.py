"""A page of three blocks, from a dataset to its PDF, with the keyboard and without JavaScript."""

from __future__ import annotations

from tests.browser.axe import violations

PAGE = "La page des points"


def press(page, role: str, name: str) -> None:
    """Reach a control with the keyboard, and use it."""
    wanted = page.get_by_role(role, name=name).first
    wanted.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_secretary_builds_a_page_of_three_blocks(open_page):
    page = open_page("administrator")
    page.goto("/infographies/nouvelle/")
    page.get_by_label("Titre").fill(PAGE)
    press(page, "button", "Créer la page")
    press(page, "link", "Texte")
    page.get_by_label("Texte").fill("## Pourquoi\n\nNous **comptons** nos points.")
    press(page, "button", "Aperçu")
    assert page.locator(".story-preview strong").inner_text() == "comptons"
    press(page, "button", "Enregistrer")
    for kind in ("Chiffre clé", "Graphique"):
        press(page, "link", kind)
        page.get_by_label("Chercher un jeu de données").fill("points")
        press(page, "button", "Chercher")
        page.locator(".entry-list a").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        page.get_by_label("Titre").fill(f"Le {kind.lower()}")
        press(page, "button", "Enregistrer")
    assert page.locator(".story-tools").count() == 3
    assert violations(page) == []
    press(page, "button", "Monter le bloc 3")
    titles = page.locator(".story-editor h2").all_inner_texts()
    assert titles[1:] == ["Le graphique", "Le chiffre clé"]
    press(page, "link", "Publier")
    page.get_by_role("radio", name="Tout le monde").focus()
    page.keyboard.press("Space")
    press(page, "button", "Publier")
    if page.get_by_text("Ce que ces lecteurs ne verraient pas").count():
        page.get_by_label("Publier quand même").check()
        press(page, "button", "Publier")
    assert page.locator("h1").inner_text() == PAGE
    assert violations(page) == []
    address = page.url
    paper = page.request.get(f"{address}pdf/")
    assert paper.body().startswith(b"%PDF")
    plain = open_page("public", java_script_enabled=False, viewport={"width": 320, "height": 700})
    plain.goto(address)
    assert plain.locator(".story-block").count() == 3
    assert plain.evaluate("document.documentElement.scrollWidth") <= 320
    frame = plain.request.get(f"{address}integrer/")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    # On another site, the code that is copied gives the frame the height of what it shows.
    code = page.locator("code", has_text="<iframe").first.text_content()
    host = open_page("public", viewport={"width": 320, "height": 700})
    document = {"content_type": "text/html; charset=utf-8", "body": code}
    host.route("**/ailleurs/", lambda asked: asked.fulfill(**document))
    host.goto("/ailleurs/")
    host.wait_for_function("""() => {
        const frame = document.querySelector("iframe"), inside = frame.contentDocument?.body;
        if (!inside?.classList.contains("story-frame")) return false;
        return Number(frame.height) === Math.ceil(inside.getBoundingClientRect().height);
    }""")
