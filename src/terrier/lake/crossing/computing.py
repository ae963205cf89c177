"""A crossing computed: measured before anything is saved, then written as a version file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from terrier.domain.matching.definition import Definition
from terrier.domain.matching.report import MatchReport
from terrier.lake.relation import Relation

from .ground import Ground, Hand

Progress = Callable[[str, float], None]
"""Told the step in French and the share done (0..1); it may raise, which stops the computing."""


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
    raise NotImplementedError


def write(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand],
    out: Path,
    report: Progress | None = None,
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

    Raises
    ------
    Invalid, DoesNotAddUp
        As for `measure`.
    """
    raise NotImplementedError
