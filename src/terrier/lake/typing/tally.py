"""Candidates counted on every row, in one pass: the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from terrier.domain.tabular.grammars import MISSING_TOKENS, contract
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.grammars.dates import DATE_MONTH_FIRST
from terrier.lake.relation import literal, quote
from terrier.lake.typing import render
from terrier.lake.typing.survey import Candidate

EXACT_DOUBLE_DIGITS = 15
"""Every decimal number of 15 significant digits survives a double (IEEE 754, binary64)."""
LARGEST_BIGINT = 18
LARGEST_DECIMAL = 38
FEW_DECIMALS = 4


@dataclass(frozen=True)
class Tally:
    """One candidate counted on all rows of its column."""

    filled: int
    """Cells with a value, missing tokens apart."""
    empty: int
    missing: int
    """Cells that hold a missing token."""
    fits: int
    whole: int = 0
    """Most digits before the point (a sign counts as one)."""
    fraction: int = 0
    significant: int = 0
    hint: int = 0
    """Values that also read otherwise: month first for a date, thousands for `1.234`."""

    @property
    def misfits(self) -> int:
        """Count the values that do not fit."""
        return self.filled - self.fits


def tally(
    cur: duckdb.DuckDBPyConnection, staged: Path, candidates: Mapping[str, Candidate | None]
) -> dict[str, Tally]:
    """Count candidates on all rows (None: the column is text, only its cells are counted)."""
    if not candidates:
        return {}
    inner = [p for i, (name, c) in enumerate(candidates.items()) for p in _cells(i, name, c)]
    outer = [p for i, (name, c) in enumerate(candidates.items()) for p in _counts(i, name, c)]
    row = cur.execute(
        f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} "
        f"FROM read_parquet({literal(str(staged))}))"
    ).fetchone()
    numbers = [int(n or 0) for n in row or ()]
    return {
        column: _read(numbers[i * _PER_COLUMN : (i + 1) * _PER_COLUMN])
        for i, column in enumerate(candidates)
    }


_PER_COLUMN = 8


def _cells(rank: int, name: str, candidate: Candidate | None) -> list[str]:
    """Render what is read once per cell: the raw value, and whether or how it is read."""
    column = quote(name)
    if candidate is None:
        return [f"{column} AS v{rank}"]
    chosen, options = candidate.grammar, candidate.options
    if _is_number(candidate):
        return [f"{column} AS v{rank}", f"{render.rewritten(column, chosen, options)} AS t{rank}"]
    return [f"{column} AS v{rank}", f"{render.fits(column, chosen, options)} AS f{rank}"]


def _is_number(candidate: Candidate) -> bool:
    return candidate.grammar.reading is Reading.NUMBER or candidate.grammar.type == "DOUBLE"


def _counts(rank: int, name: str, candidate: Candidate | None) -> list[str]:
    raw, text = f"v{rank}", f"t{rank}"
    empty = render.is_empty(raw)
    if candidate is None:
        return ["count(*)", f"count_if({empty})", "0", "0", "0", "0", "0", "0"]
    fits = f"{text} IS NOT NULL" if _is_number(candidate) else f"f{rank}"
    counts = [
        "count(*)",
        f"count_if(CASE WHEN {fits} THEN false ELSE {empty} END)",
        f"count_if(CASE WHEN {fits} THEN false ELSE {render.is_token(raw, MISSING_TOKENS)} END)",
        f"count_if({fits})",
    ]
    if not _is_number(candidate):
        return [*counts, "0", "0", "0", _hint(raw, candidate)]
    whole, fraction = render.whole_digits(text), render.fraction_digits(text)
    long = f"strlen({text}) > {EXACT_DOUBLE_DIGITS}"
    return [
        *counts,
        f"max({whole})",
        f"max({fraction})",
        f"max(CASE WHEN {long} THEN {render.significant_digits(text)} END)",
        _hint(raw, candidate),
    ]


def _hint(column: str, candidate: Candidate) -> str:
    match candidate.grammar.id:
        case "date_day_first":
            return f"count_if({render.fits(column, DATE_MONTH_FIRST, {})})"
        case "decimal_dot":
            return f"count_if({render.matches(column, THOUSANDS_OR_DECIMALS)})"
        case _:
            return "0"


THOUSANDS_OR_DECIMALS = (
    rf"{contract.OUTER_SPACES}[1-9][0-9]{{0,2}}\.[0-9]{{3}}{contract.OUTER_SPACES}"
)


def _read(numbers: list[int]) -> Tally:
    rows, empty, missing, fits, whole, fraction, significant, hint = numbers
    significant = significant or whole + fraction
    return Tally(rows - empty - missing, empty, missing, fits, whole, fraction, significant, hint)


def number_type(measured: Tally) -> str | None:
    """Choose a type that loses no digit of any value; None where there is none.

    Few decimals give a DECIMAL, many give a DOUBLE where fifteen significant digits are enough.
    """
    if measured.fraction == 0:
        return "BIGINT" if measured.whole <= LARGEST_BIGINT else _wide(measured)
    digits = measured.whole + measured.fraction
    if measured.fraction <= FEW_DECIMALS and digits <= LARGEST_BIGINT:
        return f"DECIMAL(18,{measured.fraction})"
    if measured.significant <= EXACT_DOUBLE_DIGITS:
        return "DOUBLE"
    return _wide(measured)


def _wide(measured: Tally) -> str | None:
    if measured.whole + measured.fraction > LARGEST_DECIMAL:
        return None
    return f"DECIMAL(38,{measured.fraction})"
