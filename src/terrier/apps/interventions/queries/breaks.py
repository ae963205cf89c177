"""The register of breaks and leaks, and its file as the RAEPA geostandard lays it out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from terrier.domain.upkeep.repairs import (
    FIELDS,
    SUPPORT_PIPE,
    UNKNOWN_FAILURE,
    projection_of_register,
)
from terrier.web.spreadsheet_cells import harmless

from ..models import Intervention
from ..places import LINES, WGS84, projecting

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset
    from terrier.apps.catalog.queries import Opened

    from ..querysets import InterventionQuerySet
    from .log import LogEntry


def register_of(opened: Opened) -> InterventionQuerySet:
    """Give the breaks and leaks of one table."""
    return Intervention.objects.filter(table=opened.stored.table).standing().breaks()


def number_of(one: Intervention) -> str:
    """Give the identifier of a repair: the one that it came with, else its number here."""
    return one.brought_key or f"TERRIER-{one.pk}"


def as_raepa(entries: Iterable[LogEntry], opened: Opened) -> Iterator[str]:
    """Write repairs with the fields of the standard, coordinates in metres.

    The type of what was repaired is said of lines only: for a point or an area, the shape does not
    tell a fitting from a structure. The date stays empty while nothing was repaired.
    """
    dataset: Dataset = opened.dataset
    there = projecting(WGS84, projection_of_register(dataset.owner.root().projected_crs))
    support = SUPPORT_PIPE if opened.stored.geometry_type in LINES else ""
    yield _line(FIELDS)
    for entry in entries:
        one = entry.intervention
        x = y = ""
        if one.latitude is not None:
            x, y = (f"{v:.3f}" for v in there.transform(one.longitude, one.latitude))
        yield _line(
            [
                harmless(number_of(one)),
                x,
                y,
                support,
                one.failure or UNKNOWN_FAILURE,
                harmless(one.row_key),
                one.repaired_on.isoformat() if one.repaired_on else "",
                harmless(dataset.owner.name),
            ]
        )


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
