"""Values chosen among those of a facet, or set aside."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.lake.odsql.pieces import NUMERIC, SPATIAL, TEMPORAL, Kind, Piece

if TYPE_CHECKING:
    from terrier.domain.odsql.question import Question, Refinement
    from terrier.lake.odsql.pieces import Scope

_PERIOD = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:T.*)?")
_TRUTHS = {"true": True, "1": True, "vrai": True, "false": False, "0": False, "faux": False}


def refined(question: Question, scope: Scope, *, leaving: str = "") -> list[Piece]:
    """Compile what is chosen and set aside; several values of one facet: one of them at least.

    Parameters
    ----------
    question, scope
        What is asked, and where.
    leaving
        A facet whose own choices do not count.
    """
    chosen: dict[str, list[Piece]] = {}
    for choice in question.refine:
        if choice.facet != leaving:
            chosen.setdefault(choice.facet, []).append(_held(choice, scope))
    found = [_any(tests) for tests in chosen.values()]
    for choice in question.exclude:
        held = _held(choice, scope)
        found.append(Piece(f"NOT coalesce({held.sql}, FALSE)", Kind.BOOLEAN, held.params))
    return found


def _any(tests: list[Piece]) -> Piece:
    sql = " OR ".join(test.sql for test in tests)
    return Piece(f"({sql})", Kind.BOOLEAN, tuple(v for test in tests for v in test.params))


def _held(choice: Refinement, scope: Scope) -> Piece:
    field = scope.of(choice.facet)
    if field.kind in SPATIAL:
        raise Malformed(f"« {choice.facet[:63]} » n’est pas un facet.")
    if field.kind is Kind.TEXTS:
        return Piece(f"list_contains({field.sql}, ?)", Kind.BOOLEAN, (*field.params, choice.value))
    if field.kind in TEMPORAL:
        return _during(field, choice.value)
    value: object = choice.value
    if field.kind in NUMERIC:
        value = _number(choice.value)
    elif field.kind is Kind.BOOLEAN:
        value = _TRUTHS.get(choice.value.casefold())
    return Piece(f"({field.sql} = ?)", Kind.BOOLEAN, (*field.params, value))


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or len(text) > 30 or abs(value.adjusted()) > 18:
        raise Malformed(f"« {text[:30]} » n’est pas un nombre.")
    return value


def _during(field: Piece, text: str) -> Piece:
    """Say that a date lies in a year, a month or a day: `2024`, `2024/03`, `2024/03/12`."""
    found = _PERIOD.fullmatch(text.strip())
    try:
        year, month, day = (int(n) if n else 0 for n in found.groups()) if found else (0, 0, 0)
        first = date(year, month or 1, day or 1)
        year_after, month_after = (year, month + 1) if month else (year + 1, 1)
        if month_after > 12:
            year_after, month_after = year + 1, 1
        last = date.fromordinal(first.toordinal() + 1) if day else date(year_after, month_after, 1)
    except (ValueError, OverflowError) as wrong:
        raise Malformed(f"« {text[:30]} » n’est ni une année, ni un mois, ni un jour.") from wrong
    as_date = "CAST(CAST(? AS TEXT) AS DATE)"
    return Piece(
        f"({field.sql} >= {as_date} AND {field.sql} < {as_date})",
        Kind.BOOLEAN,
        (*field.params, first.isoformat(), *field.params, last.isoformat()),
    )
