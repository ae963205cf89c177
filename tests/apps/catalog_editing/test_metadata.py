"""A dataset is made, described and withdrawn; each act leaves its trace."""

from __future__ import annotations

from datetime import date

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.actions.columns import describe_columns
from terrier.apps.catalog.actions.metadata import (
    create_dataset,
    update_metadata,
    withdraw_dataset,
)
from terrier.apps.catalog.authority import dataset_for, sight_of, version_for
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.kernel.errors import Conflict, Gone, Invalid, NotFound, Refused


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


def test_a_new_dataset_is_a_draft_of_its_contributors(town):
    made = create_dataset(
        *town.contributor, town.place.first, "Bornes à incendie", description="Toutes."
    )
    assert made.slug == "bornes-a-incendie"
    assert made.published_at is None
    assert made.visibility == "internal"
    assert sight_of(town.contributor.reader, made).contributes
    assert not sight_of(town.reader.reader, made).visible
    assert not sight_of(PUBLIC, made).visible
    entry = last_entry()
    assert (entry.action, entry.object_id, entry.organisation_id) == (
        "dataset.create",
        str(made.pk),
        town.place.first.pk,
    )
    assert entry.actor == town.contributor.user


def test_two_datasets_of_one_title_have_two_addresses(town):
    slugs = [create_dataset(*town.contributor, town.place.first, "Budget").slug for _ in range(3)]
    assert slugs == ["budget", "budget-2", "budget-3"]


@pytest.mark.parametrize("who", ["reader", "neighbour"])
def test_only_contributors_of_the_owner_make_datasets(town, who):
    with pytest.raises(Refused, match="contribution"):
        create_dataset(*town.people[who], town.place.first, "Budget")
    assert not Dataset.objects.exists()


def test_nothing_is_made_while_looking_as_somebody(town):
    user, reader = town.contributor
    with pytest.raises(Refused, match="comme"):
        create_dataset(user, reader.seen_as(PUBLIC), town.place.first, "Budget")


def test_an_empty_title_is_refused_in_words(town):
    with pytest.raises(Invalid, match="titre"):
        create_dataset(*town.contributor, town.place.first, "  ")


def test_a_description_is_changed_with_before_and_after(town, draft):
    changed = update_metadata(
        *town.contributor, draft, description="Voté en mars.", theme="finances", keywords=["vie"]
    )
    assert changed == ["description", "theme", "keywords"]
    assert draft.description == "Voté en mars."
    entry = last_entry()
    assert entry.action == "dataset.describe"
    assert entry.detail["fields"]["theme"] == {"before": "", "after": "finances"}


def test_a_description_that_changes_nothing_leaves_no_trace(town, draft):
    count = AuditEntry.objects.count()
    assert update_metadata(*town.contributor, draft, title=draft.title) == []
    assert AuditEntry.objects.count() == count


def test_a_period_that_ends_before_it_begins_is_refused(town, draft):
    with pytest.raises(Invalid, match="période"):
        update_metadata(
            *town.contributor, draft, covers_from=date(2024, 5, 1), covers_to=date(2024, 1, 1)
        )
    draft.refresh_from_db()
    assert draft.covers_from is None


def test_who_sees_is_no_part_of_the_description(town, draft):
    with pytest.raises(TypeError, match="visibility"):
        update_metadata(*town.publisher, draft, visibility="public")


def test_readers_describe_nothing(town, open_to):
    dataset = open_to("public")
    for who in ("reader", "neighbour"):
        with pytest.raises(Refused):
            update_metadata(*town.people[who], dataset, title="À moi")
    with pytest.raises(Refused):
        describe_columns(*town.reader, dataset, {})


def test_a_draft_does_not_exist_for_the_others(town, draft):
    for act in (
        lambda who: update_metadata(*who, draft, title="À moi"),
        lambda who: describe_columns(*who, draft, {}),
        lambda who: withdraw_dataset(*who, draft, "pour rien"),
    ):
        with pytest.raises(NotFound):
            act(town.neighbour)


def test_columns_are_described_by_their_stable_id(town, draft, column):
    montant = column("montant")
    changed = describe_columns(
        *town.contributor, draft, {montant.stable_id: {"label": "Montant voté", "unit": "€"}}
    )
    assert [c.label for c in changed] == ["Montant voté"]
    entry = last_entry()
    assert entry.action == "columns.describe"
    assert entry.detail["columns"][montant.stable_id]["label"] == {
        "before": "Montant",
        "after": "Montant voté",
    }


def test_a_column_without_label_and_an_unknown_one_are_refused(town, draft, column):
    with pytest.raises(Invalid, match="libellé"):
        describe_columns(*town.contributor, draft, {column("objet").stable_id: {"label": " "}})
    with pytest.raises(Conflict):
        describe_columns(*town.contributor, draft, {"000000000000": {"label": "x"}})


def test_the_column_that_limits_rows_stays_a_commune_code(town, open_to, column):
    dataset = open_to("internal", territory="insee")
    with pytest.raises(Invalid, match="code de commune"):
        describe_columns(*town.contributor, dataset, {column("insee").stable_id: {"concept": ""}})


def test_a_withdrawn_dataset_answers_with_the_reason(town, open_to):
    dataset = open_to("public")
    with pytest.raises(Refused):
        withdraw_dataset(*town.contributor, dataset, "doublon")
    with pytest.raises(Invalid):
        withdraw_dataset(*town.publisher, dataset, "  ")
    withdraw_dataset(*town.publisher, dataset, "doublon du jeu « Aides »")
    with pytest.raises(Gone, match="doublon"):
        dataset_for(PUBLIC, dataset.slug)
    with pytest.raises(Gone, match="doublon"):
        version_for(dataset, 1)
    assert last_entry().action == "dataset.withdraw"


def test_a_withdrawn_dataset_is_changed_no_more(town, open_to):
    dataset = open_to("public")
    withdraw_dataset(*town.publisher, dataset, "doublon")
    with pytest.raises(Gone, match="doublon"):
        update_metadata(*town.publisher, dataset, title="Encore")
    with pytest.raises(Gone, match="doublon"):
        withdraw_dataset(*town.publisher, dataset, "autre raison")


def test_a_withdrawn_dataset_still_does_not_exist_for_strangers(town, open_to):
    dataset = open_to("restricted")
    withdraw_dataset(*town.publisher, dataset, "doublon")
    with pytest.raises(NotFound):
        dataset_for(PUBLIC, dataset.slug)
