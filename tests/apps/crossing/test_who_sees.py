"""Who sees a crossing follows from who sees what it is made of, at the moment of reading."""

from __future__ import annotations

import pytest

from terrier.apps.catalog import authority
from terrier.apps.catalog.actions import policy
from terrier.apps.catalog.models import Column, Dataset, Release, VersionTable
from terrier.apps.catalog.views.editing.opening import visible_by
from terrier.apps.crossing.actions import defining, purging, releasing
from terrier.apps.figures import actions as figures
from terrier.apps.figures.figure import FigureAddress
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from terrier.domain.matching.definition import Brought, Several, Summary
from terrier.lake import rows, tiles
from tests.apps.crossing.conftest import by_commune, with_commune
from tests.apps.crossing.test_live import values

pytestmark = pytest.mark.django_db(transaction=True)


def publish(dataset: Dataset, visibility: str = "public") -> None:
    dataset.refresh_from_db()
    dataset.published_at, dataset.visibility = dataset.created_at, visibility
    dataset.policy_revision += 1
    dataset.save()


def seen(reader, dataset: Dataset):
    """Give the relation that a reader has of the version in place; None: nothing."""
    dataset.refresh_from_db()
    sight = authority.sight_of(reader, dataset)
    return (
        authority.relation(sight, dataset, dataset.current.tables.get()) if sight.visible else None
    )


def test_public_only_where_every_source_is(bins, cross):
    source = bins(visibility="internal")
    crossing = cross(by_commune(source))
    publish(crossing.dataset)
    assert seen(PUBLIC, crossing.dataset) is None
    assert not Dataset.objects.visible_to(PUBLIC).exists()
    crossing.dataset.refresh_from_db()
    told = visible_by(crossing.dataset)
    assert f"tout le monde. Sa source « {source.title} » n’est pas ouverte à tous" in told
    publish(source)
    assert visible_by(crossing.dataset) == "Visible par : tout le monde."
    assert len(rows.page(seen(PUBLIC, crossing.dataset), size=10).rows) == 3


def test_restricting_a_source_shows_at_once_and_leaves_nothing_stale(bins, cross, client):
    source = bins()
    crossing = cross(by_commune(source))
    publish(crossing.dataset)
    address = f"/jeux/{crossing.dataset.slug}/"
    assert client.get(address).status_code == 200
    before = crossing.dataset.policy_revision
    actor = cross.actor
    source.refresh_from_db()
    policy.change_policy(
        actor,
        reader_of(actor),
        source,
        policy.Wanted(Visibility.INTERNAL),
        revision=source.policy_revision,
    )
    assert client.get(address).status_code == 404
    crossing.dataset.refresh_from_db()
    assert crossing.dataset.policy_revision > before


def test_a_masked_column_masks_what_it_has_a_part_in(bins, cross, place):
    source = bins()
    crossing = cross(with_commune(source))
    publish(crossing.dataset)
    bins.mask(source, "telephone")
    names = {c.name for c in seen(PUBLIC, crossing.dataset).columns}
    assert "telephone" not in names
    assert "nom_commune" in names
    # The key of the meeting tells of everything that is brought over it.
    bins.mask(source, "commune")
    names = {c.name for c in seen(PUBLIC, crossing.dataset).columns}
    assert not names & {"commune", "telephone", "nom_commune", "population"}
    agent = reader_of(place.member("Agente", Role.CONTRIBUTOR))
    assert "commune" in {c.name for c in seen(agent, crossing.dataset).columns}


def on_the_map(dataset: Dataset) -> frozenset[str]:
    """Give the columns that the map archive of the version in place holds."""
    stored = dataset.current.tables.get()
    return tiles.archive_info(authority.store().path(stored.archive)).attributes


def test_a_map_archive_holds_nothing_that_a_source_masks(bins, cross):
    """What was drawn for maps before a column was masked below, or was released, is drawn again."""
    source = bins(visibility="internal")
    crossing = cross(with_commune(source))
    summed = cross(by_commune(source), "Par commune")
    actor, reader = cross.actor, reader_of(cross.actor)
    releasing.release(actor, reader, summed, "utile à tous")
    drain()
    for dataset, column in ((crossing.dataset, "actif"), (summed.dataset, "tonnes")):
        dataset.refresh_from_db()
        assert column in on_the_map(dataset)
    ids = {bins.column(source, name).stable_id for name in ("actif", "tonnage")}
    wanted = policy.Wanted(Visibility.INTERNAL, masked=frozenset(ids))
    source.refresh_from_db()
    policy.change_policy(actor, reader, source, wanted, revision=source.policy_revision)
    assert not VersionTable.objects.filter(version__current_of__derived=True).exclude(archive="")
    drain()
    assert "actif" not in on_the_map(crossing.dataset)
    assert "telephone" not in on_the_map(crossing.dataset)
    assert "tonnes" not in on_the_map(summed.dataset)
    # A release shows what the sources mask; taken back, it shows it no more.
    summed.refresh_from_db()
    releasing.confirm(actor, reader, summed)
    drain()
    assert "tonnes" in on_the_map(summed.dataset)
    releasing.close(actor, reader, summed)
    drain()
    assert "tonnes" not in on_the_map(summed.dataset)


def test_row_limits_are_carried_by_the_code_or_hide_the_whole(bins, cross, place):
    source = bins()
    each, summed = cross(with_commune(source), "Chacun"), cross(by_commune(source), "Par commune")
    for crossing in (each, summed):
        publish(crossing.dataset)
    bins.limit(source)
    local = reader_of(place.member("Locale", Role.READER, place.second))
    assert len(rows.page(seen(local, each.dataset), size=100).rows) == 20
    mine = rows.page(seen(local, summed.dataset), size=10).rows
    assert [row[1] for row in mine] == ["96002"]
    assert rows.page(seen(PUBLIC, each.dataset), size=10).rows == ()
    # Without the code in the result, nothing says whose a row is.
    lost = with_commune(source)
    kept = tuple(c.stable_id for c in Column.objects.filter(table__dataset=source, name="nom"))
    other = cross(type(lost)(**{**lost.__dict__, "kept": kept}), "Sans code")
    publish(other.dataset)
    assert seen(local, other.dataset) is None
    assert not Dataset.objects.visible_to(local).filter(pk=other.dataset.pk).exists()


def test_a_changed_definition_still_guards_its_earlier_versions(bins, cross, place):
    closed, opened = bins("Fermé", visibility="internal"), bins("Ouvert")
    crossing = cross(by_commune(closed))
    defining.change(cross.actor, reader_of(cross.actor), crossing, by_commune(opened))
    drain()
    publish(crossing.dataset)
    assert crossing.asked().right.dataset == opened.pk
    assert seen(PUBLIC, crossing.dataset) is None


def test_erased_rows_leave_what_was_computed_from_them(bins, cross):
    source = bins()
    crossing = cross(by_commune(source))
    bins.add_version(source, rows=30)
    drain()
    dataset = crossing.dataset
    assert dataset.versions.count() == 2
    purging.mark(source)
    crossing.refresh_from_db()
    dataset.refresh_from_db()
    assert [v.gone_reason != "" for v in dataset.versions.order_by("number")] == [True, False]
    from terrier.apps.crossing.live import ask_for_what_is_stale

    assert ask_for_what_is_stale() == 1
    drain()
    dataset.refresh_from_db()
    gone = [bool(v.gone_reason) for v in dataset.versions.order_by("number")]
    assert gone == [True, True, False]
    assert len(values(dataset)) == 3


class TestRelease:
    """An aggregate opened wider than its sources."""

    def test_small_cells_are_gone_before_it_opens(self, bins, cross, place):
        source = bins(visibility="internal", rows=11)
        crossing = cross(by_commune(source))
        publish(crossing.dataset)
        releasing.release(
            cross.actor, reader_of(cross.actor), crossing, "utile à tous", threshold=4
        )
        assert seen(PUBLIC, crossing.dataset) is None
        drain()
        # 4, 4 and 3 points: the three is hidden, and a four that would give it back.
        found = rows.page(seen(PUBLIC, crossing.dataset), size=10).rows
        assert found[2][-2] is None
        assert sorted(str(row[-2]) for row in found) == ["4", "None", "None"]
        assert [row[-1] is None for row in found] == [row[-2] is None for row in found]
        assert [c.name for c in seen(PUBLIC, crossing.dataset).columns][-1] == "tonnes"
        first = crossing.dataset.versions.order_by("number").first()
        assert first.gone_reason

    def test_the_total_of_few_values_is_gone_too(self, bins, cross):
        """Of each commune all the points are there, and the tonnage of one or two."""
        source = bins(visibility="internal")
        bins.add_version(source, rows=90, weighed=4)
        crossing = cross(by_commune(source))
        publish(crossing.dataset)
        releasing.release(cross.actor, reader_of(cross.actor), crossing, "utile à tous")
        drain()
        found = rows.page(seen(PUBLIC, crossing.dataset), size=10).rows
        assert [row[-1] for row in found] == [None] * 3
        assert "effectif_pour_ouverture" not in str(seen(PUBLIC, crossing.dataset).columns)

    def test_its_definition_is_frozen_and_a_new_policy_suspends_it(self, bins, cross):
        source = bins(visibility="internal")
        crossing = cross(by_commune(source))
        publish(crossing.dataset)
        actor, reader = cross.actor, reader_of(cross.actor)
        releasing.release(actor, reader, crossing, "utile à tous")
        drain()
        with pytest.raises(Conflict, match="figée"):
            defining.change(actor, reader, crossing, with_commune(source))
        source.refresh_from_db()
        policy.change_policy(
            actor,
            reader,
            source,
            policy.Wanted(
                Visibility.INTERNAL, masked=frozenset({bins.column(source, "telephone").stable_id})
            ),
            revision=source.policy_revision,
        )
        assert seen(PUBLIC, crossing.dataset) is None
        crossing.refresh_from_db()
        releasing.confirm(actor, reader, crossing)
        assert seen(PUBLIC, crossing.dataset) is not None
        releasing.close(actor, reader, crossing)
        assert seen(PUBLIC, crossing.dataset) is None

    def test_nothing_else_of_the_same_rows_is_open(self, bins, cross):
        source = bins(visibility="internal")
        crossing = cross(by_commune(source))
        publish(crossing.dataset)
        given = {"audience": "public", "reason": "utile à tous"}
        asked = FigureAddress(source.slug, "", "par=commune")
        actor, reader = cross.actor, reader_of(cross.actor)
        told = figures.release(actor, reader, asked, **given)
        with pytest.raises(Invalid, match=f"de « {source.title} »"):
            releasing.release(actor, reader, crossing, "utile à tous")
        figures.withdraw(actor, reader, told)
        with pytest.raises(Invalid, match="attendez la prochaine version"):
            releasing.release(actor, reader, crossing, "utile à tous")
        bins.add_version(source, rows=30)
        drain()
        crossing.refresh_from_db()
        releasing.release(actor, reader, crossing, "utile à tous")
        drain()
        with pytest.raises(Invalid, match="Un résultat des mêmes lignes est déjà ouvert"):
            figures.release(actor, reader, asked, **given)
        second = cross(by_commune(source), "Encore par commune")
        publish(second.dataset)
        with pytest.raises(Invalid, match=f"de « {crossing.dataset.title} », ou l’a été"):
            releasing.release(actor, reader, second, "utile à tous")
        crossing.refresh_from_db()
        releasing.close(actor, reader, crossing)
        drain()
        with pytest.raises(Invalid, match="N’en ouvrez qu’un des deux"):
            releasing.release(actor, reader, second, "utile à tous")
        crossing.refresh_from_db()
        releasing.release(actor, reader, crossing, "utile à tous")
        releasing.close(actor, reader, crossing)
        bins.add_version(source, rows=31)
        releasing.release(actor, reader, second, "utile à tous")

    def test_a_new_version_of_a_source_asks_for_a_review(self, bins, cross):
        source = bins(visibility="internal")
        crossing = cross(by_commune(source))
        publish(crossing.dataset)
        releasing.release(cross.actor, reader_of(cross.actor), crossing, "utile à tous")
        drain()
        assert Release.objects.get().review_since is None
        bins.add_version(source, rows=30)
        drain()
        assert Release.objects.get().review_since is not None
        assert seen(PUBLIC, crossing.dataset) is not None

    def test_only_an_aggregate_and_only_by_who_may_publish_each_source(self, bins, cross, place):
        source = bins(visibility="internal", owner=place.first)
        crossing = cross(by_commune(source))
        publisher = place.member("Publieuse", Role.PUBLISHER, place.second)
        with pytest.raises((NotFound, Refused)):
            releasing.release(publisher, reader_of(publisher), crossing, "pour voir")
        single = cross(with_commune(source), "Chacun")
        with pytest.raises(Invalid, match="résumé"):
            releasing.release(cross.actor, reader_of(cross.actor), single, "pour voir")
        telling = by_commune(source)
        greatest = Brought(
            "plus", "Plus haut", Summary.MAX, bins.column(source, "tonnage").stable_id
        )
        telling = type(telling)(**{**telling.__dict__, "brought": (greatest,)})
        assert telling.several is Several.SUMMARISED
        third = cross(telling, "Le plus haut")
        with pytest.raises(Invalid, match="une seule ligne"):
            releasing.release(cross.actor, reader_of(cross.actor), third, "pour voir")
