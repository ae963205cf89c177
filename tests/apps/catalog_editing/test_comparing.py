"""Two versions compared: exact counts, before and after, and nothing that a reader may not see."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.urls import reverse

from terrier.apps.catalog.views.editing import comparing
from terrier.lake import compare as lake_compare
from terrier.lake.engine import TooLong

NEWER = [
    ("S1", "96001", "Fanfare", "1500.00", "2024-03-01", "03 99 99 99 99"),
    ("S2", "96002", "Judo", "800.00", "2024-05-12", None),
    ("S4", "96003", "Chorale", "300.00", "2025-01-10", None),
]


@pytest.fixture
def shown(client, draft, add_version):
    add_version(draft, NEWER)

    def get(query: str = "?de=1&a=2", who=None):
        if who is not None:
            client.force_login(who.user)
        return client.get(reverse("dataset-compare", args=[draft.slug]) + query)

    return get


def counts(answer) -> tuple[int, int, int, int]:
    found = answer.context["comparison"]
    return found.added, found.removed, found.changed, found.unchanged


def test_a_contributor_sees_every_difference(shown, town):
    answer = shown(who=town.contributor)
    assert counts(answer) == (1, 1, 1, 1)
    page = answer.content.decode()
    assert "modifiée" in page
    assert "03 85 00 00 01" in page
    assert "03 99 99 99 99" in page
    assert "<del>" in page


@pytest.mark.parametrize(
    ("lines", "name"), [("ajoutees", "Chorale"), ("retirees", "Théâtre"), ("modifiees", "Fanfare")]
)
def test_rows_are_told_apart_by_words(shown, town, lines, name):
    answer = shown(f"?de=1&a=2&lignes={lines}", who=town.contributor)
    assert [line.cells[2].get("text") for line in answer.context["lines"]] == [name]


def test_the_order_of_the_numbers_does_not_matter(shown, town):
    assert counts(shown("?de=2&a=1", who=town.contributor)) == (1, 1, 1, 1)
    assert counts(shown("", who=town.contributor)) == (1, 1, 1, 1)


def test_a_masked_column_neither_shows_nor_counts(shown, open_to):
    open_to("public", masked=["telephone", "montant"])
    answer = shown()
    assert counts(answer) == (1, 1, 0, 2)
    page = answer.content.decode()
    assert "03 9" not in page
    assert "Téléphone" not in page
    assert "Montant" not in page


def test_a_masked_key_is_not_told_by_the_matching(shown, open_to):
    open_to("public", masked=["numero"])
    answer = shown()
    assert not answer.context["comparison"].keyed
    assert "S1" not in answer.content.decode()


def test_rows_of_other_communes_neither_show_nor_count(shown, open_to, town):
    open_to("internal", territory="insee")
    answer = shown(who=town.neighbour)
    assert counts(answer) == (0, 0, 0, 1)
    for name in ("Fanfare", "Chorale", "Théâtre"):
        assert name not in answer.content.decode()


def test_a_draft_is_compared_by_its_contributors_only(shown, town):
    assert shown().status_code == 404
    assert shown(who=town.neighbour).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"), [("?de=1&a=9", 404), ("?de=x&a=2", 400), ("?de=1&a=2&page=7", 404)]
)
def test_what_does_not_exist_is_not_compared(shown, town, query, status):
    assert shown(query, who=town.contributor).status_code == status


def test_a_withdrawn_version_is_not_compared(shown, town, draft):
    draft.versions.filter(number=1).update(gone_reason="erreur")
    assert shown(who=town.contributor).status_code == 410


def test_a_single_version_has_nothing_to_compare(client, town, draft):
    client.force_login(town.contributor.user)
    page = client.get(reverse("dataset-compare", args=[draft.slug])).content.decode()
    assert "Une seule version" in page


def test_the_same_version_twice_changed_nothing(shown, town):
    page = shown("?de=2&a=2", who=town.contributor).content.decode()
    assert "Rien n’a changé" in page


def test_the_page_of_the_dataset_leads_to_what_changed(client, shown, open_to, draft):
    open_to("public")
    page = client.get(reverse("dataset", args=[draft.slug])).content.decode()
    assert f"/jeux/{draft.slug}/comparer/?de=1&amp;a=2" in page
    assert "de=0" not in page


def test_versions_too_large_to_compare_are_said_so_with_the_remedy(shown, town, monkeypatch):
    @contextmanager
    def no_time(*, seconds):
        raise TooLong("La question a dépassé son temps.")
        yield

    monkeypatch.setattr(lake_compare, "cursor", no_time)
    answer = shown(who=town.contributor)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "trop grandes pour être comparées ici" in page
    assert "téléchargez les deux versions" in page
    assert "Colonne par colonne" not in page


def test_counts_stand_where_the_rows_take_too_long(shown, town, monkeypatch):
    def too_long(*_asked):
        raise TooLong("Ces versions sont trop grandes.")

    monkeypatch.setattr(comparing, "differences", too_long)
    answer = shown(who=town.contributor)
    assert counts(answer) == (1, 1, 1, 1)
    page = answer.content.decode()
    assert "Ces versions sont trop grandes." in page
    assert "<del>" not in page
