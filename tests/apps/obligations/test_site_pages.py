"""The pages that the law asks for: filled in little by little, never told what is not so."""

from __future__ import annotations

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.obligations import pages
from terrier.apps.obligations.models import SitePage
from terrier.apps.obligations.prose import to_html

PUBLIC = ("/mentions-legales/", "/donnees-personnelles/", "/contact/", "/cgu-api/",
          "/repertoire-informations-publiques/", "/accessibilite/", "/reversibilite/")  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_every_page_answers_everybody_before_anything_is_written(client, place, address):
    text = client.get(address).content.decode()
    assert "<h1>" in text
    assert "Vous seul voyez ceci" not in text
    assert "à compléter" not in text.lower()


def test_pages_answer_before_there_is_a_territory(client, db):
    assert {client.get(address).status_code for address in PUBLIC} == {200}


def test_the_footer_of_every_page_leads_to_them(client, place):
    text = client.get("/").content.decode()
    for address in PUBLIC[:6]:
        assert f'href="{address}"' in text
    assert text.count("Accessibilité : non conforme") == 1


def test_what_is_missing_is_said_to_the_administrator_alone(desk, place):
    text = desk.get("/mentions-legales/").content.decode()
    assert "Vous seul voyez ceci" in text
    assert "Nom et fonction" in text
    assert "Pas encore renseigné par la collectivité." in text


def test_the_desk_counts_what_is_missing(desk, place):
    text = desk.get("/obligations/").content.decode()
    page = pages.PAGES["legal"]
    count = len(pages.missing(page, {}, pages.site_root()))
    assert count == 6
    assert f"{count} champs manquent" in text


def test_a_page_is_previewed_then_kept_and_written_on_the_trail(desk, place):
    typed = {"director": "Madame la présidente", "credits": "Photos **du service** <b>x</b>"}
    shown = desk.post("/obligations/pages/legal/", typed | {"preview": "1"}).content.decode()
    assert "pas encore enregistré" in shown
    assert "<strong>du service</strong> &lt;b&gt;x&lt;/b&gt;" in shown
    assert not SitePage.objects.exists()
    desk.post("/obligations/pages/legal/", typed)
    public = desk.get("/mentions-legales/").content.decode()
    assert "Madame la présidente" in public
    entry = AuditEntry.objects.get(action="site.page")
    assert entry.detail["changed"]["director"] == ["", "Madame la présidente"]
    desk.post("/obligations/pages/legal/", typed)
    assert AuditEntry.objects.filter(action="site.page").count() == 1


def test_the_territory_stands_in_for_what_it_knows(client, place):
    assert place.root.name in client.get("/mentions-legales/").content.decode()


def test_only_the_instance_administrator_fills_in(client, place):
    from terrier.domain.access.policy import Role

    client.force_login(place.member("Chef", Role.ADMINISTRATOR))
    assert client.get("/obligations/pages/legal/").status_code == 403
    assert client.post("/obligations/pages/legal/", {"director": "Moi"}).status_code == 403
    assert not SitePage.objects.exists()


def test_what_serves_the_platform_is_not_shown(desk, client, place):
    desk.post("/obligations/pages/contact/", {"recipients": "secret@val.example\nb@val.example"})
    assert "secret@val.example" not in client.get("/contact/").content.decode()


def test_addresses_are_checked_one_by_one(desk, place):
    answer = desk.post("/obligations/pages/contact/", {"recipients": "a@val.example\nnon"})
    assert answer.status_code == 200
    assert not SitePage.objects.exists()


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", 'href="javascript'),
        ("[x](  JAVASCRIPT:alert(1))", "href="),
        ("[x](data:text/html,<script>)", "href="),
        ("![x](https://ailleurs.example/p.png)", "<img"),
        ("# Titre", "<h1"),
        ('<a href="https://x.example" onclick="x">y</a>', "<a "),
        ("[x](//ailleurs.example)", "href="),
    ],
)
def test_prose_is_never_html(written, never):
    assert never not in to_html(written)


def test_prose_has_links_lists_and_emphasis():
    html = to_html("Voir [la page](https://val.example/a?b=1&c=2).\n\n- **un**\n- *deux*")
    assert '<a href="https://val.example/a?b=1&amp;c=2">la page</a>' in html
    assert "<li><strong>un</strong></li>" in html


def test_security_txt_says_whom_to_tell(desk, place):
    assert desk.get("/.well-known/security.txt").status_code == 404
    desk.post("/obligations/pages/contact/", {"security": "faille@val.example"})
    answer = desk.get("/.well-known/security.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Contact: mailto:faille@val.example" in lines
    assert sum(line.startswith("Expires: 20") and line.endswith("Z") for line in lines) == 1


def test_the_register_tells_what_everybody_sees_and_no_more(desk, client, place, bins):
    bins("Points ouverts", licence="etalab-2.0")
    bins("Points secrets", visibility="restricted")
    bins("=HYPERLINK(1)", slug="formule")
    for address in (
        "/repertoire-informations-publiques/",
        "/repertoire-informations-publiques.csv",
    ):
        answer = client.get(address)
        text = answer.getvalue().decode()
        assert "Points ouverts" in text
        assert "Licence Ouverte 2.0" in text
        assert "secrets" not in text
    assert "'=HYPERLINK(1)" in text
