"""Who sees what: masks, limits, publication; today's policy governs every version."""

from __future__ import annotations

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.actions.policy import Wanted, change_policy
from terrier.apps.catalog.actions.publication import publish, unpublish
from terrier.apps.catalog.authority import relation, sight_of, version_for
from terrier.apps.catalog.models import Column, Version, VersionTable
from terrier.apps.catalog.queries.publishing import suspected_columns
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Visibility
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from terrier.lake import rows

from .conftest import COLUMNS

PUBLISHED = Wanted(Visibility.PUBLIC)


def relation_of(reader, dataset, number=None):
    version = version_for(dataset, number)
    return relation(sight_of(reader, dataset), dataset, version.tables.get())


def values_of(reader, dataset, name, number=None):
    seen = relation_of(reader, dataset, number)
    place = [c.name for c in seen.columns].index(name) + 1
    return [row[place] for row in rows.page(seen).rows]


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


def test_a_masked_column_is_as_if_it_did_not_exist(town, open_to):
    dataset = open_to("public", masked=["telephone"])
    seen = relation_of(PUBLIC, dataset)
    assert "telephone" not in [c.name for c in seen.columns]
    assert not seen.whole
    assert seen.archive is None
    with pytest.raises(Invalid):
        seen.require("telephone")
    assert "telephone" in [c.name for c in relation_of(town.contributor.reader, dataset).columns]


def test_the_key_does_not_tell_what_a_mask_withholds(town, open_to):
    dataset = open_to("public", masked=["telephone"])
    assert relation_of(PUBLIC, dataset).has_key
    open_to("public", masked=["telephone", "numero"])
    seen = relation_of(PUBLIC, dataset)
    assert not seen.has_key
    assert rows.one(seen, 1).key is None
    assert relation_of(town.contributor.reader, dataset).has_key


def test_a_key_of_unknown_columns_is_withheld_with_any_mask(open_to):
    dataset = open_to("public", masked=["telephone"])
    Version.objects.update(plan={})
    dataset.refresh_from_db()
    assert not relation_of(PUBLIC, dataset).has_key


def test_a_row_limit_gives_each_reader_their_communes(town, open_to):
    dataset = open_to("internal", territory="insee")
    assert values_of(town.reader.reader, dataset, "numero") == ["S1"]
    assert values_of(town.neighbour.reader, dataset, "numero") == ["S2"]
    assert values_of(town.contributor.reader, dataset, "numero") == ["S1", "S2", "S3"]
    assert values_of(town.administrator.reader, dataset, "numero") == ["S1", "S2", "S3"]


def test_the_limit_holds_when_its_column_is_masked(town, open_to):
    dataset = open_to("internal", territory="insee", masked=["insee"])
    assert values_of(town.neighbour.reader, dataset, "numero") == ["S2"]
    assert "insee" not in [c.name for c in relation_of(town.neighbour.reader, dataset).columns]


def test_a_limited_public_dataset_shows_the_public_no_row(open_to):
    dataset = open_to("public", territory="insee")
    assert values_of(PUBLIC, dataset, "numero") == []


def test_todays_policy_governs_old_versions(town, open_to, add_version):
    dataset = open_to("internal")
    assert values_of(town.reader.reader, dataset, "telephone", 1)[0] == "03 85 00 00 01"
    add_version(dataset)
    open_to("internal", masked=["telephone"], territory="insee")
    old = relation_of(town.neighbour.reader, dataset, 1)
    assert "telephone" not in [c.name for c in old.columns]
    assert values_of(town.neighbour.reader, dataset, "numero", 1) == ["S2"]


def test_an_old_version_without_the_limiting_column_shows_no_row(town, open_to):
    dataset = open_to("internal", territory="insee")
    stored = Version.objects.get(dataset=dataset).tables.get()
    stored.columns = [c for c in stored.columns if c["name"] != "insee"]
    stored.save()
    assert values_of(town.neighbour.reader, dataset, "numero") == []


def test_every_change_raises_the_revision_and_leaves_its_trace(town, open_to, column):
    dataset = open_to("internal")
    revision = dataset.policy_revision
    open_to("restricted", shared_with=[town.place.second])
    assert dataset.policy_revision == revision + 1
    entry = last_entry()
    assert entry.action == "policy.change"
    assert entry.detail["visibility"] == {"before": "internal", "after": "restricted"}
    assert entry.detail["shared_with"]["after"] == [town.place.second.pk]
    assert sight_of(town.neighbour.reader, dataset).visible
    open_to("restricted", shared_with=[town.place.second], masked=["telephone"])
    assert last_entry().detail == {
        "masked": {"before": [], "after": [column("telephone").stable_id]}
    }


def test_asking_for_what_is_changes_nothing(town, open_to):
    dataset = open_to("internal")
    count, revision = AuditEntry.objects.count(), dataset.policy_revision
    open_to("internal")
    assert (AuditEntry.objects.count(), dataset.policy_revision) == (count, revision)


@pytest.mark.parametrize("who", ["reader", "contributor", "neighbour"])
def test_lesser_roles_open_nothing(town, open_to, who):
    dataset = open_to("internal")
    person, revision = town.people[who], dataset.policy_revision
    acts = (
        lambda: change_policy(*person, dataset, Wanted(Visibility.RESTRICTED), revision=revision),
        lambda: publish(*person, dataset, PUBLISHED, revision=revision),
        lambda: unpublish(*person, dataset, revision=revision),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    dataset.refresh_from_db()
    assert (dataset.visibility, dataset.policy_revision) == ("internal", revision)


def test_looking_as_somebody_opens_nothing(town, open_to):
    dataset = open_to("internal")
    user, reader = town.administrator
    with pytest.raises(Refused):
        change_policy(
            user, reader.seen_as(reader), dataset, Wanted(Visibility.RESTRICTED), revision=2
        )


def test_two_people_do_not_overwrite_each_other(town, open_to):
    dataset = open_to("internal")
    with pytest.raises(Conflict, match="entre-temps"):
        change_policy(
            *town.publisher,
            dataset,
            Wanted(Visibility.RESTRICTED),
            revision=dataset.policy_revision - 1,
        )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"visibility": "internal"}, Wanted(Visibility.PUBLIC)),
        ({"visibility": "public", "masked": ["telephone"]}, Wanted(Visibility.PUBLIC)),
        ({"visibility": "public", "territory": "insee"}, Wanted(Visibility.PUBLIC)),
    ],
)
def test_more_for_the_public_goes_through_publication(town, open_to, before, after):
    dataset = open_to(before.pop("visibility"), **before)
    with pytest.raises(Invalid, match="Publier"):
        change_policy(*town.publisher, dataset, after, revision=dataset.policy_revision)


def test_less_for_the_public_needs_no_publication(open_to):
    dataset = open_to("public")
    open_to("public", masked=["telephone"])
    assert not sight_of(PUBLIC, dataset).whole
    open_to("internal")
    assert not sight_of(PUBLIC, dataset).visible


def test_only_a_column_of_commune_codes_limits_rows(town, open_to, column):
    dataset = open_to("internal")
    for stable_id in (column("objet").stable_id, "000000000000"):
        with pytest.raises(Invalid):
            change_policy(
                *town.publisher,
                dataset,
                Wanted(Visibility.INTERNAL, territory_column=stable_id),
                revision=dataset.policy_revision,
            )


def test_what_does_not_exist_is_neither_masked_nor_shared_with(town, open_to):
    dataset = open_to("internal")
    for wanted in (
        Wanted(Visibility.INTERNAL, masked=frozenset({"000000000000"})),
        Wanted(Visibility.RESTRICTED, shared_with=frozenset({10**6})),
    ):
        with pytest.raises(Invalid):
            change_policy(*town.publisher, dataset, wanted, revision=dataset.policy_revision)


def test_a_mask_forgets_the_archives_of_every_version(open_to, add_version, jobs):
    dataset = open_to("internal")
    add_version(dataset)
    VersionTable.objects.update(archive="tuiles.pmtiles")
    before = jobs().count("catalog.archive")
    open_to("internal", territory="insee")
    assert set(VersionTable.objects.values_list("archive", flat=True)) == {"tuiles.pmtiles"}
    open_to("internal", territory="insee", masked=["telephone"])
    assert set(VersionTable.objects.values_list("archive", flat=True)) == {""}
    assert jobs().count("catalog.archive") == before + 2


def test_a_publication_asks_for_a_description(town, draft):
    with pytest.raises(Invalid, match="licence"):
        publish(*town.publisher, draft, PUBLISHED, revision=draft.policy_revision)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_publication_asks_about_persons(town, open_to, column):
    dataset = open_to("internal")
    with pytest.raises(Invalid, match="Téléphone"):
        publish(*town.publisher, dataset, PUBLISHED, revision=dataset.policy_revision)
    assert not sight_of(PUBLIC, dataset).visible
    stable_id = column("telephone").stable_id
    publish(
        *town.publisher,
        dataset,
        PUBLISHED,
        revision=dataset.policy_revision,
        acknowledged=frozenset({stable_id}),
    )
    assert sight_of(PUBLIC, dataset).whole
    entry = last_entry()
    assert entry.action == "dataset.publish"
    assert entry.detail["acknowledged"] == [
        {"id": stable_id, "label": "Téléphone", "kind": "phone"}
    ]


def test_a_masked_column_needs_no_acknowledgement(town, open_to, column):
    dataset = open_to("internal")
    wanted = Wanted(Visibility.PUBLIC, masked=frozenset({column("telephone").stable_id}))
    publish(*town.publisher, dataset, wanted, revision=dataset.policy_revision)
    assert sight_of(PUBLIC, dataset).masked == {column("telephone").stable_id}
    assert last_entry().detail["acknowledged"] == []


def test_values_about_persons_are_found_under_any_header(town, draft, add_version):
    add_version(draft, [("S1", "96001", "écrire à jean@val.example", "1", "2024-01-01", None)])
    found = {s.column.name: s.suspicion for s in suspected_columns(town.publisher.reader, draft)}
    assert found["objet"].kind == "email"
    assert found["objet"].examples == ("écrire à jean@val.example",)
    assert set(found) == {"objet", "telephone"}


def test_a_column_suspected_by_its_name_is_shown_with_its_values(town, draft, column):
    renamed = column("objet")
    renamed.label = "Nom du bénéficiaire"
    renamed.save()
    found = {s.column.name: s.suspicion for s in suspected_columns(town.publisher.reader, draft)}
    assert found["objet"].kind == "person_name"
    assert found["objet"].examples == ("Fanfare", "Judo", "Théâtre")


def test_columns_of_old_versions_are_judged_by_their_names(town, draft, add_version, column):
    add_version(draft, [("S1", "96001", "x", "1", "2024-01-01", None)], columns=COLUMNS[:-1])
    found = suspected_columns(town.publisher.reader, draft)
    assert [(s.column.name, s.column.removed) for s in found] == [("telephone", True)]


def test_an_empty_dataset_is_not_published(town, draft):
    draft.current = None
    draft.save()
    with pytest.raises(Invalid):
        publish(
            *town.publisher,
            draft,
            Wanted(Visibility.INTERNAL),
            revision=draft.policy_revision,
        )


def test_a_publication_is_taken_back(town, open_to):
    dataset = open_to("public")
    unpublish(*town.publisher, dataset, revision=dataset.policy_revision)
    assert not sight_of(PUBLIC, dataset).visible
    assert sight_of(town.contributor.reader, dataset).visible
    assert last_entry().action == "dataset.unpublish"


def test_a_draft_is_refused_as_if_it_did_not_exist(town, draft):
    for who in ("reader", "neighbour"):
        with pytest.raises(NotFound):
            publish(*town.people[who], draft, PUBLISHED, revision=draft.policy_revision)


def test_a_new_column_starts_masked_where_there_are_masks(town, open_to, add_version, column):
    dataset = open_to("internal", masked=["telephone"])
    Column.objects.filter(name="objet").update(name="libelle_ancien")
    add_version(dataset)
    assert column("objet").masked
    assert not column("montant").masked
