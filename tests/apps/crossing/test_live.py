"""A crossing is computed by the system, and again whenever what it is made of changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.catalog.actions import metadata
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.crossing import inputs, live, tasks
from terrier.apps.crossing.actions import defining, hands
from terrier.apps.crossing.models import Crossing
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import drain
from terrier.apps.sources.models import Notice
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role, Sight
from terrier.domain.kernel.errors import Invalid, NotFound, Refused
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
)
from terrier.lake import rows
from tests.apps.crossing.conftest import COMMUNES, by_commune, points, with_commune

pytestmark = pytest.mark.django_db(transaction=True)


def values(dataset: Dataset) -> list[tuple[object, ...]]:
    """Read every row of the version in place, as the system does."""
    dataset.refresh_from_db()
    stored = dataset.current.tables.get()
    relation = authority.relation(Sight(visible=True), dataset, stored)
    return [row[1:] for row in rows.page(relation, size=200).rows]


def expected(number: int) -> list[tuple[object, ...]]:
    """Count and add up the points of each commune in plain Python."""
    tonnes = [[Decimal(i * 1000.5).quantize(Decimal("0.01")) for i in range(number) if i % 3 == c]
              for c in range(3)]  # fmt: skip
    return [(len(mine), sum(mine)) for mine in tonnes]


def test_from_a_definition_to_a_dataset_like_any_other(bins, cross, place):
    crossing = cross(by_commune(bins()))
    found = values(crossing.dataset)
    assert [row[0] for row in found] == ["96001", "96002", "96003"]
    assert [row[-2:] for row in found] == expected(60)
    version = crossing.dataset.current
    assert version.mode == Version.Mode.CROSSING
    assert version.receipt["crossing"]["report"]["rate"] == 1
    assert version.receipt["crossing"]["inputs"]["right"]["version"] == 1
    assert crossing.met().left.matched == 3
    assert crossing.dataset.published_at is None
    stored = version.tables.get()
    assert stored.has_key
    assert stored.geometry_type == "Polygon"


def test_a_new_version_of_a_source_makes_one_of_the_crossing(bins, cross):
    source = bins()
    crossing = cross(by_commune(source))
    bins.add_version(source, rows=30)
    bins.add_version(source, rows=45)
    assert Job.objects.filter(kind=live.COMPUTE, state=Job.State.WAITING).count() == 1
    drain()
    assert crossing.dataset.versions.count() == 2
    assert [row[-2:] for row in values(crossing.dataset)] == expected(45)
    # The ids of its columns are those of the first version.
    ids = [
        {e["name"]: e["id"] for e in version.tables.get().columns}
        for version in crossing.dataset.versions.all()
    ]
    assert ids[0] == ids[1]


def test_what_would_say_the_same_makes_no_version(bins, cross):
    source = bins()
    crossing = cross(by_commune(source))
    bins.add_version(source)
    drain()
    crossing.refresh_from_db()
    assert crossing.dataset.versions.count() == 1
    assert crossing.inputs["right"]["version"] == 2
    assert live.ask_for_what_is_stale() == 0


def test_more_crossings_are_not_more_queries(bins, cross, place, django_assert_num_queries):
    """At each arrival all crossings are looked at, and the communes told apart, once."""
    source = bins()
    reader = reader_of(cross.actor)
    for number in range(4):
        defining.create(cross.actor, reader, place.root, f"Essai {number}", by_commune(source))
    known = list(Crossing.objects.select_related("dataset"))
    assert {inputs.now(one)["right"]["version"] for one in known} == {1}
    with django_assert_num_queries(6):
        assert live.stale(known) == known


def test_the_list_says_which_are_behind_in_as_many_queries(bins, cross, client):
    """What a source changed is told for all of them at once."""
    source = bins()
    cross(by_commune(source), "Un")
    client.force_login(cross.actor)

    def looked_at() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("crossings")).content.decode()
        return len(asked), page

    looked_at()
    alone, page = looked_at()
    assert "à jour" in page
    assert "une source a changé" not in page
    for title in ("Deux", "Trois"):
        cross(by_commune(source), title)
    bins.add_version(source, rows=30)
    Job.objects.filter(kind=live.COMPUTE, state=Job.State.WAITING).delete()
    queries, page = looked_at()
    assert page.count("une source a changé") == 3
    assert queries == alone


def test_a_crossing_of_a_crossing_follows_after_it(bins, cross):
    source = bins()
    first = cross(by_commune(source), "Par commune")
    stored = {e["name"]: e["id"] for e in first.dataset.current.tables.get().columns}
    second = cross(
        Definition(
            points(source),
            Side(first.dataset.pk, "croisement"),
            Link(Kind.KEYS, (KeyPair(bins.column(source, "commune").stable_id, stored["code"]),)),
            Several.BEST,
            (Brought("autour", "Points de la commune", Summary.VALUE, stored["points"]),),
        ),
        "Chaque point",
    )
    bins.add_version(source, rows=30)
    waiting = Job.objects.filter(kind=live.COMPUTE, state=Job.State.WAITING)
    assert [j.payload["crossing_id"] for j in waiting] == [first.pk]
    drain()
    assert second.dataset.versions.count() == 2
    assert {row[-1] for row in values(second.dataset)} == {10}
    with pytest.raises(Invalid, match="à partir de lui-même"):
        defining.change(
            cross.actor,
            reader_of(cross.actor),
            first,
            Definition(
                COMMUNES,
                Side(second.dataset.pk, "croisement"),
                Link(
                    Kind.KEYS, (KeyPair("code", bins.column(second.dataset, "commune").stable_id),)
                ),
                Several.SUMMARISED,
                (Brought("n", "Nombre", Summary.COUNT),),
            ),
        )


def test_a_column_that_a_source_lost_is_said_and_what_stands_stays(bins, cross, place):
    source = bins()
    crossing = cross(by_commune(source))
    bins.column(source, "tonnage")
    stored = source.current.tables.get()
    stored.columns = [e for e in stored.columns if e["name"] != "tonnage"]
    stored.path = stored.path  # The file still has it: what counts is what the version says.
    stored.save()
    Crossing.objects.update(inputs={})
    assert live.ask_for_what_is_stale() == 1
    drain()
    crossing.refresh_from_db()
    assert "n’existe plus" in crossing.problem
    assert "« Tonnage »" in crossing.problem
    assert crossing.dataset.versions.count() == 1
    assert Notice.objects.filter(dataset=crossing.dataset, kind="crossing").count() == 1
    # It is not tried again until something changes.
    assert live.ask_for_what_is_stale() == 0


def test_a_withdrawn_source_hides_what_was_computed_from_it(bins, cross, place):
    source = bins()
    crossing = cross(by_commune(source))
    reader = reader_of(cross.actor)
    assert authority.sight_of(reader, crossing.dataset).visible
    metadata.withdraw_dataset(cross.actor, reader, source, "erreur de fichier")
    crossing.dataset.refresh_from_db()
    assert not authority.sight_of(reader, crossing.dataset).visible
    assert not Dataset.objects.visible_to(reader).filter(pk=crossing.dataset.pk).exists()
    assert tasks.upkeep(None) == {"asked": 1, "closed": 1}
    drain()
    told = set(Notice.objects.filter(dataset=crossing.dataset).values_list("sentence", flat=True))
    assert any("n’est plus ouverte à votre organisme" in sentence for sentence in told)
    assert any("a été retiré (erreur de fichier)" in sentence for sentence in told)


def test_the_owner_is_told_when_less_meets(bins, cross):
    source = bins()
    crossing = cross(with_commune(source))
    assert crossing.met().rate == 1
    hand = hands.match(cross.actor, reader_of(cross.actor), crossing, ["96001"], None, "fermée")
    drain()
    crossing.refresh_from_db()
    assert round(crossing.met().rate, 2) == 0.67
    told = Notice.objects.get(dataset=crossing.dataset)
    assert "67" in told.sentence
    assert "100" in told.sentence
    hands.withdraw(cross.actor, reader_of(cross.actor), hand)
    drain()
    crossing.refresh_from_db()
    assert crossing.met().rate == 1


def test_only_who_sees_both_whole_may_cross(bins, cross, place):
    source = bins()
    bins.mask(source)
    outsider = place.member("Lectrice", Role.READER)
    with pytest.raises(Refused, match="une partie"):
        defining.create(outsider, reader_of(outsider), place.root, "Refusé", by_commune(source))
    hidden = bins("Caché", published_at=None, slug="cache")
    with pytest.raises(NotFound):
        defining.create(outsider, reader_of(outsider), place.root, "Refusé", by_commune(hidden))
    contributor = place.member("Agente", Role.CONTRIBUTOR)
    made = defining.create(
        contributor, reader_of(contributor), place.root, "Permis", by_commune(source)
    )
    assert made.dataset.derived
