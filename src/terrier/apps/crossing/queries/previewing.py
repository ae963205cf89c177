"""What a definition gives, computed before anything is saved: its report and its first rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from terrier.apps.catalog.store import store
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader
from terrier.domain.matching.definition import Definition
from terrier.domain.matching.report import MatchReport
from terrier.lake import crossing as lake
from terrier.lake import rows, windows
from terrier.lake.filters import Box
from terrier.lake.relation import Relation, RelationColumn

from ..columns import result_of
from . import sides

ROWS = 20
MOST_ROWS = 300_000
"""Rows of the left table up to which the result is written to show its beginning."""
MOST_ON_THE_MAP = 400
WORLD = Box(-180, -90, 180, 90)


@dataclass(frozen=True)
class Preview:
    """A definition that nobody saved yet, with what it meets and makes."""

    definition: Definition
    left_title: str
    right_title: str
    report: MatchReport
    columns: tuple[RelationColumn, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    """The first of the result; none where the table is too long to be written twice."""
    total: int | None = None
    features: tuple[dict[str, Any], ...] = ()
    """Some objects of the result, as GeoJSON."""


def preview(reader: Reader, definition: Definition, root: Organisation) -> Preview:
    """Compute a definition for somebody who sees both tables whole; nothing is kept.

    Raises
    ------
    Refused, NotFound
        The person does not see both tables whole.
    Invalid
        The definition cannot be computed: the sentence says why and what to do.
    """
    with store().workshop() as folder:
        opened = sides.for_person(reader, definition, root, folder)
        left, right = opened.left, opened.right
        result = result_of(None, definition, opened)
        tables = (left.relation, right.relation, definition, opened.ground, ())
        titles = (definition, left.title, right.title)
        if rows.count(left.relation) > MOST_ROWS:
            return Preview(*titles, lake.measure(*tables))
        written = lake.write(*tables, folder / "preview.parquet")
        labels = {c.name: c for c in result.columns}
        columns = tuple(
            RelationColumn(
                name, name, kind, labels[name].label, labels[name].unit, labels[name].concept
            )
            for name, kind in written.columns
        )
        made = Relation(written.path, columns, written.has_geometry, written.has_key)
        page = rows.page(made, size=ROWS)
        return Preview(
            *titles,
            written.report,
            columns,
            tuple(row[1:] for row in page.rows),
            page.total,
            _features(made),
        )


def _features(made: Relation) -> tuple[dict[str, Any], ...]:
    if not made.has_geometry:
        return ()
    window = windows.features(made, WORLD, limit=MOST_ON_THE_MAP)
    return tuple(json.loads(window.geojson)["features"])
