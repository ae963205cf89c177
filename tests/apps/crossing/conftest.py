"""Collection points crossed with the communes, in the small territory of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terrier.apps.catalog.models import Dataset
from terrier.apps.crossing.actions import defining
from terrier.apps.crossing.models import Crossing
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import Brought, Definition, KeyPair, Side, Summary
from tests.apps.catalog.conftest import Bins, bins
from tests.crossings import COMMUNES, counted_by_commune, one_for_each

__all__ = ["COMMUNES", "bins"]


def points(dataset: Dataset) -> Side:
    """Give the table of collection points."""
    return Side(dataset.pk, "points")


def by_commune(dataset: Dataset) -> Definition:
    """Count the points of each commune by its code, and add their tonnage up."""
    code, tonnage = (Bins.column(dataset, name).stable_id for name in ("commune", "tonnage"))
    total = Brought("tonnes", "Tonnage", Summary.SUM, tonnage, unit="t")
    return counted_by_commune(points(dataset), code, "points", total)


def with_commune(dataset: Dataset) -> Definition:
    """Bring the name and population of its commune to each point."""
    return one_for_each(
        points(dataset),
        COMMUNES,
        KeyPair(Bins.column(dataset, "commune").stable_id, "code"),
        Brought("nom_commune", "Nom de la commune", Summary.VALUE, "name"),
        Brought("population", "Population", Summary.VALUE, "population"),
    )


@pytest.fixture
def cross(place) -> Callable[..., Crossing]:
    """Make a crossing as an administrator of the root, and compute it."""
    actor = place.member("Croisée", Role.ADMINISTRATOR)

    def make(definition: Definition, title: str = "Croisement") -> Crossing:
        crossing = defining.create(actor, reader_of(actor), place.root, title, definition)
        drain()
        crossing.refresh_from_db()
        return crossing

    make.actor = actor
    return make
