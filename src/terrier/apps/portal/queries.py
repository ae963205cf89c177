"""What the home page and the pages of places gather."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from terrier.apps.catalog.background import BACKGROUND
from terrier.apps.catalog.queries import Entry, newest
from terrier.apps.catalog.search import normalise
from terrier.apps.territories.drawing import Drawing, draw
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.access.policy import Reader

EVERY = 10_000
"""More datasets than one instance will hold."""
SHOWN = 4


@dataclass(frozen=True)
class Overview:
    """The territory and its data in a few figures, for one reader."""

    communes: int
    inhabitants: int
    datasets: int
    records: int
    """Rows of the datasets that the reader sees whole; others are not counted."""
    partly_seen: int
    """Datasets whose rows are not in `records`, because the reader sees only some of them."""
    updated_at: datetime | None
    newest: tuple[Entry, ...]
    freshest: tuple[Entry, ...]
    """The last brought up to date: those that have a second version and are not new."""


def overview(reader: Reader) -> Overview:
    """Gather the home page; datasets are read once."""
    territory = Commune.objects.aggregate(count=Count("pk"), people=Sum("population"))
    known = newest(reader, EVERY)
    told = [e for e in known if _worth_announcing(e)]
    created = sorted(told, key=lambda e: e.dataset.created_at, reverse=True)[:SHOWN]
    renewed = [e for e in told if e.dataset.current.number > 1 and e not in created]
    counted = [e.records for e in known]
    return Overview(
        communes=territory["count"],
        inhabitants=territory["people"] or 0,
        datasets=len(known),
        records=sum(n for n in counted if n is not None),
        partly_seen=counted.count(None),
        updated_at=known[0].dataset.current.created_at if known else None,
        newest=tuple(created),
        freshest=tuple(renewed[:SHOWN]),
    )


def _worth_announcing(entry: Entry) -> bool:
    """Leave out drafts, and what is there only to be drawn under maps."""
    return entry.dataset.published_at is not None and entry.dataset.slug not in BACKGROUND


def communes_named(q: str) -> list[Commune]:
    """List communes, those whose name or code holds the words when there are some."""
    words = normalise(q).split()
    found = Commune.objects.defer("outline").order_by("name__plain")
    return [c for c in found if all(w in normalise(f"{c.name} {c.code}") for w in words)]


def territory_drawing(root: Organisation | None) -> Drawing | None:
    """Draw every commune."""
    return draw(Commune.objects.all(), root.projected_crs) if root else None


def root_of_territory() -> Organisation | None:
    """Give the root whose projection the maps use."""
    return Organisation.objects.filter(parent=None).order_by("pk").first()
