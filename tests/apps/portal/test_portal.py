"""Home, communes, organisations, and the pages about the site."""

from __future__ import annotations

import pytest
from django.conf import settings as live
from django.db import DatabaseError, connection
from django.utils import timezone

from terrier.apps.jobs.models import WorkerBeat
from terrier.apps.operations import health
from terrier.apps.portal import queries
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.domain.access.policy import Role


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestHome:
    def test_three_doors_search_and_map(self, client, place):
        page = text_of(client.get("/"))
        for door in ("/importer/", "/ma-commune/", "/ici/"):
            assert f'<a href="{door}">' in page
        assert 'action="/catalogue/" method="get"' in page
        assert page.count('<a href="/communes/9600') == 3

    def test_before_any_territory(self, client, db):
        assert client.get("/").status_code == 200

    def test_figures_count_what_the_reader_sees(self, place, bins):
        bins("Ouvert")
        bins("Interne", visibility="internal")
        bins("Brouillon", published_at=None)
        assert queries.overview(PUBLIC).datasets == 1
        assert queries.overview(PUBLIC).records == 60
        lise = reader_of(place.member("Lise", Role.READER))
        seen = queries.overview(lise)
        assert (seen.datasets, seen.records, seen.partly_seen) == (2, 120, 0)
        assert (seen.communes, seen.inhabitants) == (3, 600)

    def test_rows_of_a_limited_dataset_are_not_counted(self, client, place, bins):
        bins.limit(bins("Limites"))
        lise = place.member("Lise", Role.READER, place.first)
        seen = queries.overview(reader_of(lise))
        assert (seen.datasets, seen.records, seen.partly_seen) == (1, 0, 1)
        client.force_login(lise)
        assert "sans compter un jeu de données" in text_of(client.get("/"))

    def test_hidden_titles_stay_hidden(self, client, place, bins):
        bins("Ouvert")
        bins("Secret", visibility="internal")
        page = text_of(client.get("/"))
        assert "Ouvert" in page
        assert "Secret" not in page

    def test_queries_do_not_grow_with_datasets(
        self, client, place, bins, django_assert_max_num_queries
    ):
        for n in range(6):
            bins(f"Jeu {n}")
        with django_assert_max_num_queries(15):
            client.get("/")


def test_the_context_of_every_page_costs_two_queries(client, place, django_assert_num_queries):
    """The territory, and the audit that the mention of accessibility follows from."""
    with django_assert_num_queries(2):
        client.get("/a-propos/")


class TestCommunes:
    def test_search_without_accents(self, client, place):
        Commune.objects.filter(code="96003").update(name="Échallon")
        assert [c.name for c in client.get("/communes/?q=echal").context["communes"]] == [
            "Échallon"
        ]
        assert "Aucune commune" in text_of(client.get("/communes/?q=zzz"))

    def test_a_page_tells_what_is_known_of_it(self, client, place, bins):
        bins("Points de collecte")
        bins("Secret", visibility="internal")
        page = text_of(client.get("/communes/96002/"))
        assert "20 lignes sur la commune" in page
        assert "Commune du Bourg" in page
        assert "Secret" not in page
        assert 'aria-current="page"' in page

    def test_an_unknown_code_is_said(self, client, place):
        answer = client.get("/communes/75056/")
        assert answer.status_code == 404
        assert "75056" in text_of(answer)

    def test_my_commune(self, client, place):
        assert client.get("/ma-commune/")["Location"] == "/communes/"
        client.force_login(place.member("Lise", Role.READER, place.second))
        assert client.get("/ma-commune/")["Location"] == "/communes/96002/"
        client.force_login(place.member("Anne", Role.READER))
        assert client.get("/ma-commune/")["Location"] == "/communes/"


class TestOrganisations:
    def test_the_tree_is_public(self, client, place):
        page = text_of(client.get("/organismes/"))
        assert page.index("Val Clair") < page.index("Commune du Bourg")
        assert "Nouvel organisme" not in page

    def test_a_page_shows_visible_data_only(self, client, place, bins):
        bins("Ouvert", owner=place.first)
        bins("Secret", owner=place.first, visibility="internal")
        page = text_of(client.get(f"/organismes/{place.first.slug}/"))
        assert "1 jeu de données ouvert à votre lecture" in page
        assert "Secret" not in page
        assert "/membres/" not in page

    def test_administrators_find_their_tools(self, client, place):
        client.force_login(place.member("Bruno", Role.ADMINISTRATOR, place.first))
        assert "/modifier/" in text_of(client.get(f"/organismes/{place.first.slug}/"))
        assert "/modifier/" not in text_of(client.get(f"/organismes/{place.second.slug}/"))


class TestHealth:
    def test_all_well(self, client, db):
        WorkerBeat.objects.create(name="one")
        answer = client.get("/sante", HTTP_ACCEPT="application/json")
        assert answer.status_code == 200
        assert set(answer.json()["checks"]) == {"database", "store", "worker", "disk"}
        assert "Tout fonctionne" in text_of(client.get("/sante"))

    def test_a_silent_worker(self, client, db):
        WorkerBeat.objects.create(name="one", at=timezone.now() - 2 * health.SILENCE)
        answer = client.get("/sante", HTTP_ACCEPT="application/json")
        assert answer.status_code == 503
        assert not answer.json()["checks"]["worker"]["healthy"]

    def test_a_store_that_cannot_be_written(self, client, db, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("")
        monkeypatch.setattr(live, "STORE", tmp_path / "file" / "store")
        checks = client.get("/sante", HTTP_ACCEPT="application/json").json()["checks"]
        assert not checks["store"]["healthy"]

    def test_without_database_the_answer_is_plain(self, client, db, monkeypatch):
        def broken(*_args):
            raise DatabaseError

        with monkeypatch.context() as down:
            down.setattr(connection, "cursor", broken)
            answer = client.get("/sante")
        assert answer.status_code == 503
        assert not answer.json()["checks"]["database"]["healthy"]

    def test_no_secret_and_no_path(self, client, db):
        text = client.get("/sante", HTTP_ACCEPT="application/json").content.decode()
        assert str(live.STORE) not in text
        assert live.SECRET_KEY not in text


@pytest.mark.parametrize(
    "path",
    ["/a-propos/", "/aide/", "/plan-du-site/", "/accessibilite/", "/mentions-legales/",
     "/donnees-personnelles/"],
)  # fmt: skip
def test_pages_about_the_site(client, place, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1
