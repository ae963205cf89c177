"""What a definition gives, computed before anything is saved: its report and its first rows."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.store import store
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader
from terrier.domain.matching.definition import Definition, Several, Summary
from terrier.domain.matching.report import MatchReport
from terrier.lake import crossing as lake
from terrier.lake import rows, windows
from terrier.lake.engine import TooLong
from terrier.lake.filters import Box
from terrier.lake.relation import Relation, RelationColumn

from ..columns import result_of
from . import sides

ROWS = 20
MOST_ROWS = 300_000
"""Rows of the left table up to which the result is written to show its beginning."""
SECONDS = 15.0
"""Longest time that writing it may take, then that of its report alone."""
MOST_ON_THE_MAP = 400
TOLD, MET = 2, 4
"""Values of an example."""
WORLD = Box(-180, -90, 180, 90)


@dataclass(frozen=True)
class Example:
    """A left row that meets several right rows."""

    row: tuple[str, ...]
    """Its first values."""
    met: tuple[str, ...]
    """What it would take from each."""


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
    located: int = 0
    """Objects of the result that have a place."""
    example: Example | None = None
    """A row that meets several, where there is one among the first."""


def preview(reader: Reader, definition: Definition, root: Organisation) -> Preview:
    """Compute a definition for somebody who sees both tables whole; nothing is kept.

    Where the table is long, or the result takes long to write, the report alone is given.

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
        written = None
        if rows.count(left.relation) <= MOST_ROWS:
            with suppress(TooLong):
                written = lake.write(*tables, folder / "preview.parquet", seconds=SECONDS)
        if written is None:
            return Preview(*titles, _measured(*tables))
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
            *_features(made),
            _example(opened, definition, folder)
            if written.report.left.several and written.report.pairs <= MOST_ROWS
            else None,
        )


def _measured(*tables: Any) -> MatchReport:
    try:
        return lake.measure(*tables, seconds=SECONDS)
    except TooLong as error:
        raise TooLong(
            _(
                "Mesurer ce croisement prend plus de %(seconds)d secondes. Limitez-le à un "
                "périmètre, choisissez une clé plus précise, ou une distance ou une période plus "
                "courte."
            )
            % {"seconds": SECONDS},
            message=error.message,
        ) from error


def _example(sides_: sides.Sides, definition: Definition, folder: Path) -> Example | None:
    """Find a row that meets several, among the first of a table with a row for each meeting."""
    value = next((b for b in definition.brought if b.summary is Summary.VALUE), None)
    if value is None:
        return None
    each = replace(definition, several=Several.EACH, brought=(value,))
    left = sides_.left.relation
    written = lake.write(
        left, sides_.right.relation, each, sides_.ground, (), folder / "each.parquet"
    )
    names = tuple(RelationColumn(name, name, kind) for name, kind in written.columns)
    page = rows.page(Relation(written.path, names), size=rows.MAX_SIZE)
    for same, group in groupby(page.rows, key=lambda row: row[1:-1]):
        met = [str(row[-1]) for row in group if row[-1] is not None]
        if len(met) > 1:
            told = [str(v) for v in same if v is not None]
            return Example(tuple(told[:TOLD]), tuple(met[:MET]))
    return None


def _features(made: Relation) -> tuple[tuple[dict[str, Any], ...], int]:
    if not made.has_geometry:
        return (), 0
    window = windows.features(made, WORLD, limit=MOST_ON_THE_MAP)
    return tuple(json.loads(window.geojson)["features"]), window.matched
