"""Before a file drops a column, whoever accepts it is told what is made of that column."""

from __future__ import annotations

import pytest
from django.urls import reverse

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.catalog.uses import uses_of
from terrier.apps.crossing.actions import defining
from terrier.apps.figures.models import FigureRelease
from terrier.apps.jobs.worker import drain
from terrier.apps.stories.choices import Kind
from terrier.apps.stories.models import Indicator
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import Brought, Side, Summary
from tests.apps.imports.conftest import door
from tests.apps.stories.conftest import Desk
from tests.crossings import counted_by_commune

__all__ = ["door"]

pytestmark = pytest.mark.django_db(transaction=True)

FILE = "Borne;Code Insee;Tonnage;Couleur\n" + "".join(
    f"B{n};9600{n % 3 + 1};{n},5;vert\n" for n in range(12)
)
WITHOUT = "\n".join(";".join(line.split(";")[:2]) for line in FILE.splitlines()) + "\n"


@pytest.fixture
def source(door) -> Dataset:
    """Import the file of stations, as Claire, who publishes for the root."""
    return door.bring(FILE, "bornes.csv").version.dataset


def test_what_a_dropped_column_serves_for_is_named_before_it_is_accepted(
    source, door, place, client
):
    table = source.tables.get()
    ids = {c.name: c.stable_id for c in table.columns.all()}
    tonnes = Brought("tonnes", "Tonnes", Summary.SUM, ids["tonnage"])
    asked = counted_by_commune(Side(source.pk, table.name), ids["code_insee"], "bornes", tonnes)
    title = "Tonnes par commune"
    made = defining.create(door.actor, door.reader, place.root, title, asked)
    drain()
    desk = Desk(place, door.actor)
    _page(desk, "Page de la source", source, table.name, "mesure=sum:tonnage&par=borne")
    _page(desk, "Page du croisement", made.dataset, "croisement", "mesure=sum:tonnes&par=name")
    _page(desk, "Page des couleurs", source, table.name, "mesure=count&par=couleur")
    told = {
        "dataset": source.slug,
        "table": table.name,
        "question": "mesure=mean:tonnage&par=code_insee",
    }
    Indicator.objects.create(owner=place.root, position=1, label="Tonnage moyen", **told)
    released = {"audience": "internal", "policy_revision": 1, "version": 1}
    FigureRelease.objects.create(
        dataset=source, table=table.name, query="mesure=sum:tonnage", title="Le total", **released
    )

    importing = door.read(WITHOUT, "bornes.csv", dataset=source)
    client.force_login(door.actor)
    page = client.get(reverse("import", args=[importing.pk])).content.decode()
    tonnage, colour = _questions(page, table.name, "tonnage", "couleur")
    for words in (
        "Croisement « Tonnes par commune »", "Page « Page de la source »",
        "Page « Page du croisement »", "Chiffre « Tonnage moyen »", "Figure ouverte « Le total »",
    ):  # fmt: skip
        assert words in tonnage
        assert words not in colour
    assert "Page « Page des couleurs »" in colour
    assert reverse("crossing", args=[made.pk]) in tonnage
    # The crossing knows its columns by their ids, and calls what it makes of them itself.
    said = {line.partition("»")[0]: "changer de nom" in line for line in tonnage.split("<li>")[1:]}
    assert [renamed for title, renamed in said.items() if "oisement" in title] == [False, False]
    assert sum(said.values()) == len(said) - 2


def test_nothing_that_is_closed_to_the_reader_is_named(source, door, place):
    """A page of somebody else's, and the crossing of another organisation, stay unknown."""
    table = source.tables.get()
    ids = {c.name: c.stable_id for c in table.columns.all()}
    asked = counted_by_commune(Side(source.pk, table.name), ids["code_insee"], "bornes")
    crossing = defining.create(door.actor, door.reader, place.root, "Secret", asked)
    drain()
    _page(Desk(place, door.actor), "Brouillon", source, table.name, "mesure=count&par=code_insee")
    everything = uses_of(door.reader, [ids["code_insee"]])[ids["code_insee"]]
    assert {use.title for use in everything} == {"croisement « Secret »", "page « Brouillon »"}
    outsider = reader_of(place.member("Paul", Role.READER))
    assert not crossing.dataset.published_at
    assert uses_of(outsider, [ids["code_insee"]]) == {ids["code_insee"]: []}
    Column.objects.filter(stable_id=ids["code_insee"]).update(removed=True)
    assert uses_of(door.reader, [ids["code_insee"]]) == {ids["code_insee"]: []}


def _page(desk: Desk, title: str, dataset: Dataset, table: str, question: str) -> None:
    address = {"dataset": dataset.slug, "table": table, "question": question}
    desk.add(desk.page(title), Kind.CHART, **address)


def _questions(page: str, table: str, *columns: str) -> list[str]:
    """Give what the page says of each missing column."""
    parts = [page.index(f'for="renamed-{table}--{column}"') for column in columns]
    return [page[a:b] for a, b in zip(parts, [*parts[1:], page.index("Pour refuser")], strict=True)]
