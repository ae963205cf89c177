"""A crossing computed: measured before anything is saved, then written as a version file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from terrier.domain.matching.definition import Definition
from terrier.domain.matching.report import MatchReport
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, LINE_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.merge import LAKE_NAMES
from terrier.lake.relation import Relation, literal
from terrier.lake.snapshot import write_sorted, write_widened

from .files import added, result
from .ground import Ground, Hand
from .hands import apply
from .meetings import check_each, measures, meet
from .plan import Plan, plan
from .report import report as counted
from .report import stand
from .sides import prepare
from .summaries import group

Progress = Callable[[str, float], None]
"""Told the step in French and the share done (0..1); it may raise, which stops the computing."""
OWN = {LINE_COLUMN, ROW_COLUMN, KEY_COLUMN, GEOMETRY_COLUMN}
"""Columns that say where a row stands, not what it says."""


@dataclass(frozen=True)
class Written:
    """The file of the new version."""

    path: Path
    records: int
    columns: tuple[tuple[str, str], ...]
    """(name, type) of the data columns, in order: those kept of the left, then those brought."""
    has_key: bool
    has_geometry: bool
    report: MatchReport


def measure(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand] = (),
    *,
    seconds: float | None = None,
) -> MatchReport:
    """Count what meets what, exactly; nothing is written.

    Parameters
    ----------
    left, right
        The two tables, of the whole or of what one reader may see.
    definition, ground, hands
        The crossing, and what it stands on.
    seconds
        Longest time that it may take; None: as long as it needs.

    Raises
    ------
    Invalid
        The definition does not suit the tables; the sentence says what would.
    TooLong
        It would take more than `seconds`.
    DoesNotAddUp
        Rows are not all accounted for: a defect, never a crossing.
    """
    asked = plan(left, right, definition, ground, hands)
    with cursor(seconds=seconds) as cur:
        return meet_all(cur, asked, brought=False)


def write(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand],
    out: Path,
    report: Progress | None = None,
    *,
    seconds: float | None = None,
) -> Written:
    """Write the result as the file of a version, complete or not at all.

    Parameters
    ----------
    left, right, definition, ground, hands
        As for `measure`.
    out
        GeoParquet file: `_line`, `_row`, `_key` (that of the left; none with `EACH`), the left
        columns that are kept, the brought columns, `geom` of the left (WGS84).
    report
        Told how far it is.
    seconds
        Longest time that it may take; None: as long as it needs.

    Raises
    ------
    Invalid, TooLong, DoesNotAddUp
        As for `measure`.
    NoRoom, TooBig
        It needs more memory or more room on the disk than there is.
    """
    tell = report or (lambda _step, _share: None)
    asked = plan(left, right, definition, ground, hands)
    with cursor(seconds=seconds) as cur:
        tell("Rapprochement des lignes", 0.1)
        match_report = meet_all(cur, asked, brought=True)
        check_each(asked, match_report.pairs)
        tell("Écriture du résultat", 0.6)
        records = _write(cur, asked, match_report, out)
        described = cur.execute(f"DESCRIBE SELECT * FROM {literal(str(out))}").fetchall()
    columns = [(name, LAKE_NAMES.get(type_, type_)) for name, type_, *_ in described]
    return Written(
        path=out,
        records=records,
        columns=tuple(column for column in columns if column[0] not in OWN),
        has_key=any(name == KEY_COLUMN for name, _ in columns),
        has_geometry=left.has_geometry,
        report=match_report,
    )


def _write(
    cur: duckdb.DuckDBPyConnection, asked: Plan, match_report: MatchReport, out: Path
) -> int:
    """Write the result: what is brought over alone, wherever the left rows stay as they lie."""
    left = asked.left
    if asked.as_it_lies and not match_report.left.outside:
        select, bound = added(cur, asked)
        written = write_widened(cur, left.path, left.names, select, bound, out)
        if written is not None:
            return written
    select, bound = result(cur, asked, match_report)
    located = left.has_geometry
    return write_sorted(cur, select, bound, out, geometry=located, in_order=located)


def meet_all(cur: duckdb.DuckDBPyConnection, asked: Plan, *, brought: bool) -> MatchReport:
    """Make `lefts`, `rights`, `meetings` and `stands`, and count them."""
    sides = prepare(cur, asked, brought=brought)
    meet(cur, asked)
    applied = apply(cur, asked, measures(asked))
    group(cur, asked, brought=brought)
    stand(cur, asked)
    return counted(cur, asked, sides, applied)
