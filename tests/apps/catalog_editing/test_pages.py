"""The editing pages, without JavaScript: what they show, to whom, and what they do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Column, Correction, Dataset
from terrier.apps.territories.queries import PUBLIC

PAGES = {
    "dataset-describe": "contributor",
    "dataset-columns": "contributor",
    "dataset-corrections": "contributor",
    "dataset-policy": "publisher",
    "dataset-publish": "publisher",
    "dataset-withdraw": "publisher",
}


@pytest.fixture
def signed_in(client, town):
    def do(who: str):
        client.force_login(town.people[who].user)
        return client

    return do


def address(name: str, dataset: Dataset) -> str:
    return reverse(name, args=[dataset.slug])


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("name", "least"), PAGES.items())
def test_pages_open_to_the_least_role_that_may_act(signed_in, draft, name, least):
    shown = signed_in(least).get(address(name, draft))
    assert shown.status_code == 200
    assert "Subventions aux associations" in text(shown)
    below = "reader" if least == "contributor" else "contributor"
    assert signed_in(below).get(address(name, draft)).status_code == (
        404 if below == "reader" else 403
    )


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_the_public_to_sign_in(client, open_to, name):
    dataset = open_to("public")
    answer = client.get(address(name, dataset))
    assert answer.status_code == 302
    assert "/compte/" in answer["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_refuse_readers_and_neighbours_of_an_open_dataset(signed_in, open_to, name):
    dataset = open_to("public")
    for who in ("reader", "neighbour"):
        for method in ("get", "post"):
            assert getattr(signed_in(who), method)(address(name, dataset)).status_code == 403


def test_the_description_comes_filled_in_with_what_is_known(signed_in, draft, town):
    page = text(signed_in("contributor").get(address("dataset-describe", draft)))
    assert "Déjà remplis pour vous" in page
    assert f'value="{town.place.first.name}"' in page
    assert 'value="2024-03-01"' in page
    assert 'value="2024-11-30"' in page
    draft.refresh_from_db()
    assert draft.covers_from is None


def test_a_description_is_saved(signed_in, draft):
    sent = {"title": "Subventions 2024", "keywords": "vie, sport, vie", "licence": "etalab-2.0"}
    answer = signed_in("contributor").post(address("dataset-describe", draft), sent)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.keywords, draft.licence) == (
        "Subventions 2024",
        ["vie", "sport"],
        "etalab-2.0",
    )


def test_a_wrong_description_is_shown_again_with_the_reason(signed_in, draft):
    sent = {"title": "X", "covers_from": "2024-05-01", "covers_to": "2024-01-01"}
    page = text(signed_in("contributor").post(address("dataset-describe", draft), sent))
    assert "finit avant de commencer" in page
    draft.refresh_from_db()
    assert draft.title == "Subventions aux associations"


def test_columns_are_saved_by_the_page(signed_in, draft, column):
    form = {}
    for one in Column.objects.filter(table__dataset=draft):
        form |= {f"{one.stable_id}-label": one.label, f"{one.stable_id}-concept": one.concept}
    form[f"{column('montant').stable_id}-label"] = "Montant voté"
    form[f"{column('montant').stable_id}-unit"] = "€"
    answer = signed_in("contributor").post(address("dataset-columns", draft), form)
    assert answer.status_code == 302
    assert column("montant").label == "Montant voté"
    assert column("insee").concept == "commune_code"


def test_an_audience_is_chosen_in_plain_words(signed_in, open_to, town):
    dataset = open_to("internal")
    page = text(signed_in("publisher").get(address("dataset-policy", dataset)))
    assert "tout le monde, sans compte" in page
    assert str(town.place.second) in page
    sent = {
        "visibility": "restricted",
        "shared_with": [town.place.second.pk],
        "territory_column": "",
        "revision": dataset.policy_revision,
    }
    answer = signed_in("publisher").post(address("dataset-policy", dataset), sent, follow=True)
    assert f"{town.place.first}, {town.place.second}." in text(answer)
    dataset.refresh_from_db()
    assert sight_of(town.neighbour.reader, dataset).visible


def test_an_old_form_does_not_overwrite_a_newer_choice(signed_in, open_to):
    dataset = open_to("internal")
    sent = {"visibility": "restricted", "territory_column": "", "revision": 1}
    page = text(signed_in("publisher").post(address("dataset-policy", dataset), sent))
    assert "entre-temps" in page
    dataset.refresh_from_db()
    assert dataset.visibility == "internal"


def test_opening_to_the_public_leads_to_the_check_list(signed_in, open_to):
    dataset = open_to("internal")
    sent = {"visibility": "public", "territory_column": "", "revision": dataset.policy_revision}
    page = text(signed_in("publisher").post(address("dataset-policy", dataset), sent))
    assert "passez par la page « Publier »" in page
    dataset.refresh_from_db()
    assert not sight_of(PUBLIC, dataset).visible


def test_the_check_list_says_what_is_missing_and_who_is_in_it(signed_in, draft):
    page = text(signed_in("publisher").get(address("dataset-publish", draft)))
    assert "Il manque :" in page
    assert "Compléter la description" in page
    assert "ressemble à des numéros de téléphone" in page
    assert "03 85 00 00 01" in page


@pytest.mark.parametrize(("choice", "masked"), [("masquer", True), ("publier", False)])
def test_publication_asks_for_each_column(signed_in, open_to, column, choice, masked):
    dataset = open_to("internal")
    sent = {"visibility": "public", "revision": dataset.policy_revision}
    refused = signed_in("publisher").post(address("dataset-publish", dataset), sent)
    assert "semblent parler de personnes" in text(refused)
    dataset.refresh_from_db()
    assert not sight_of(PUBLIC, dataset).visible
    sent[column("telephone").stable_id] = choice
    assert signed_in("publisher").post(address("dataset-publish", dataset), sent).status_code == 302
    dataset.refresh_from_db()
    assert sight_of(PUBLIC, dataset).visible
    assert column("telephone").masked is masked


def test_a_dataset_goes_back_to_draft(signed_in, open_to):
    dataset = open_to("public")
    assert signed_in("contributor").post(address("dataset-unpublish", dataset)).status_code == 403
    assert signed_in("publisher").post(address("dataset-unpublish", dataset)).status_code == 302
    dataset.refresh_from_db()
    assert dataset.published_at is None


def test_a_withdrawn_dataset_says_why_at_its_address(signed_in, client, open_to):
    dataset = open_to("public")
    sent = {"reason": "contenait des adresses privées"}
    signed_in("publisher").post(address("dataset-withdraw", dataset), sent)
    client.logout()
    answer = client.get(address("dataset", dataset))
    assert answer.status_code == 410
    assert "contenait des adresses privées" in text(answer)


def test_a_value_is_mended_from_the_page_of_its_row(signed_in, draft, column):
    page = reverse("dataset-correct", args=[draft.slug, "subventions", 1])
    choices = text(signed_in("contributor").get(page))
    assert f"{page}?colonne=montant" in choices
    assert f"{page}?colonne=numero" not in choices
    form = signed_in("contributor").get(f"{page}?colonne=montant")
    assert 'value="1200,50"' in text(form)
    sent = {"value": "1250", "reason": "délibération", "expected": "1200.50"}
    answer = signed_in("contributor").post(f"{page}?colonne=montant", sent)
    assert answer.status_code == 302
    made = Correction.objects.get()
    assert (made.row_key, made.column, made.value) == ("S1", column("montant"), "1250.00")
    listed = text(signed_in("contributor").get(address("dataset-corrections", draft)))
    assert "délibération" in listed


def test_an_empty_value_is_recognised_when_it_is_mended(signed_in, draft):
    page = reverse("dataset-correct", args=[draft.slug, "subventions", 2]) + "?colonne=telephone"
    assert 'name="was_empty" value="True"' in text(signed_in("contributor").get(page))
    sent = {"value": "03 85 00 00 02", "reason": "appelé", "expected": "", "was_empty": "True"}
    assert signed_in("contributor").post(page, sent).status_code == 302
    assert Correction.objects.get().expected is None


def test_a_table_without_key_says_why_it_is_not_corrected(signed_in, draft):
    stored = draft.current.tables.get()
    stored.has_key = False
    stored.save()
    page = reverse("dataset-correct", args=[draft.slug, "subventions", 1])
    assert "pas de clé" in text(signed_in("contributor").get(page))
    assert "pas de clé" in text(signed_in("contributor").get(address("dataset-corrections", draft)))


@pytest.mark.parametrize(
    ("name", "state"), [("correction-keep", "active"), ("correction-accept", "withdrawn")]
)
def test_a_conflict_is_settled_on_the_page(signed_in, draft, column, name, state):
    made = Correction.objects.create(
        table=draft.tables.get(),
        row_key="S1",
        column=column("montant"),
        expected="1200.50",
        value="1250.00",
        found="1300.00",
        reason="délibération",
        state=Correction.State.CONFLICT,
    )
    page = text(signed_in("contributor").get(address("dataset-corrections", draft)))
    assert "À trancher" in page
    assert "1\xa0300,00" in page
    assert "1\xa0250,00" in page
    settle = reverse(name, args=[draft.slug, made.pk])
    assert signed_in("contributor").get(settle).status_code == 405
    assert signed_in("contributor").post(settle).status_code == 302
    made.refresh_from_db()
    assert made.state == state


def test_a_correction_is_settled_through_its_own_dataset_only(signed_in, draft, column):
    made = Correction.objects.create(
        table=draft.tables.get(), row_key="S1", column=column("objet"), reason="x"
    )
    other = Dataset.objects.create(slug="autre", title="Autre", owner=draft.owner)
    answer = signed_in("contributor").post(
        reverse("correction-withdraw", args=[other.slug, made.pk])
    )
    assert answer.status_code == 404


def test_an_old_version_is_restored_after_a_question(signed_in, draft, add_version):
    add_version(draft, [("S9", "96001", "Nouveau", "1", "2024-01-01", None)])
    page = reverse("dataset-restore", args=[draft.slug, 1])
    assert "redevient celui que chacun lit" in text(signed_in("contributor").get(page))
    assert draft.versions.count() == 2
    assert signed_in("contributor").post(page).status_code == 302
    draft.refresh_from_db()
    assert (draft.current.number, draft.current.tables.get().records) == (3, 3)
    assert AuditEntry.objects.first().action == "version.restore"
    again = reverse("dataset-restore", args=[draft.slug, 3])
    assert signed_in("contributor").post(again).status_code == 409


def test_readers_restore_nothing(signed_in, open_to, add_version):
    dataset = open_to("public")
    add_version(dataset)
    page = reverse("dataset-restore", args=[dataset.slug, 1])
    assert signed_in("reader").post(page).status_code == 403
    assert dataset.versions.count() == 2
