"""Groups: by the value of an expression, or by ranges of numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Call, Moment, Number, Quantity, Star
from terrier.lake.json_text import iso_text
from terrier.lake.odsql.pieces import NUMERIC, SPATIAL, TEMPORAL, Kind, Params, Piece
from terrier.lake.odsql.values import literal, value

if TYPE_CHECKING:
    from terrier.domain.odsql.model import Expression, Item
    from terrier.lake.odsql.pieces import Scope

MAX_BOUNDS = 100
_UNITS = {
    "ms": "millisecond", "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week",
    "M": "month", "q": "quarter", "y": "year",
}  # fmt: skip
_SINGLE = frozenset({"week", "month", "quarter", "year"})
"""Units that Explore takes one at a time."""


@dataclass(frozen=True)
class Key:
    """What rows are grouped by."""

    label: str
    expression: Expression
    group: Piece
    """Computed for each row; what groups are sorted by."""
    shown: str = "{0}"
    """SQL of what answers give, from the column that holds `group`."""
    shown_kind: Kind | None = None
    shown_params: Params = ()
    only: str = ""
    """SQL of which groups are kept, from the same column."""


def key(item: Item, scope: Scope) -> Key:
    """Compile an expression that rows are grouped by.

    Raises
    ------
    Malformed
        It does not make groups.
    """
    expression = item.expression
    if isinstance(expression, Call) and expression.name == "range":
        return _range(item.label, expression, scope)
    if isinstance(expression, Call) and expression.name == "geo_cluster":
        raise Malformed("geo_cluster() n’est pas offert : regroupez par une commune, par exemple.")
    found = value(expression, scope)
    if found.kind in SPATIAL:
        raise Malformed("les lieux ne se regroupent pas.")
    if found.kind is Kind.TEXTS:
        # A row with several values belongs to the group of each.
        several = f"CASE WHEN len({found.sql}) > 0 THEN {found.sql} ELSE [NULL] END"
        found = Piece(f"unnest({several})", Kind.TEXT, found.params * 2)
    return Key(item.label, expression, found)


def _range(label: str, call: Call, scope: Scope) -> Key:
    if len(call.arguments) < 2:
        raise Malformed("range() s’écrit comme range(champ, 10) ou range(champ, *, 10, 20, *).")
    measured = value(call.arguments[0], scope).require(NUMERIC | TEMPORAL, "range()")
    steps = call.arguments[1:]
    match steps:
        case (Number(width),) if measured.kind in NUMERIC:
            return _equal_numbers(label, call, measured, Decimal(width))
        case (Quantity(amount, unit),) if measured.kind in TEMPORAL:
            return _equal_times(label, call, measured, amount, unit)
    return _steps(label, call, measured, steps)


def _equal_numbers(label: str, call: Call, measured: Piece, width: Decimal) -> Key:
    if width <= 0:
        raise Malformed("range() attend une largeur plus grande que zéro.")
    decimals = max(0, -int(width.as_tuple().exponent))
    # 0.3 / 0.1 is a little less than 3: the ninth decimal decides.
    ratio = f"CAST({measured.sql} AS DOUBLE) / CAST(? AS DOUBLE)"
    place = f"CAST(floor(round({ratio}, 9)) AS HUGEINT)"
    lower = f"CAST(CAST({{0}} AS DOUBLE) * ? AS DECIMAL(38, {decimals}))"
    upper = f"CAST((CAST({{0}} AS DOUBLE) + 1) * ? AS DECIMAL(38, {decimals}))"
    return Key(
        label,
        call,
        Piece(place, Kind.INTEGER, (*measured.params, float(width))),
        f"'[' || {lower} || ', ' || {upper} || '['",
        Kind.TEXT,
        (float(width), float(width)),
        "{0} IS NOT NULL",
    )


def _equal_times(label: str, call: Call, measured: Piece, amount: Decimal, unit: str) -> Key:
    name = _UNITS.get(unit) or unit.removesuffix("s")
    if name not in _UNITS.values() or amount != int(amount) or not 1 <= amount <= 10_000:
        raise Malformed("range() sur une date attend une durée comme 1 day, 6 hours ou 1 month.")
    if amount > 1 and name in _SINGLE:
        raise Malformed(f"range() prend une seule unité « {name} » à la fois.")
    start = f"date_trunc('{name}', CAST({measured.sql} AS TIMESTAMPTZ))"
    if amount > 1:
        step = f"INTERVAL {int(amount)} {name}"
        start = f"time_bucket({step}, CAST({measured.sql} AS TIMESTAMPTZ))"
    lower = iso_text("{0}", "TIMESTAMPTZ")
    # A quarter is no unit of an interval, three months are.
    after = "INTERVAL 3 month" if name == "quarter" else f"INTERVAL {int(amount)} {name}"
    upper = iso_text(f"({{0}} + {after})", "TIMESTAMPTZ")
    shown = f"'[' || {lower} || ', ' || {upper} || '['"
    group = Piece(start, Kind.DATETIME, measured.params)
    return Key(label, call, group, shown, Kind.TEXT, (), "{0} IS NOT NULL")


def _steps(label: str, call: Call, measured: Piece, steps: tuple[Expression, ...]) -> Key:
    below, above = isinstance(steps[0], Star), isinstance(steps[-1], Star)
    bounds = steps[below : len(steps) - above]
    wanted = Number if measured.kind in NUMERIC else Moment
    if not bounds or len(bounds) > MAX_BOUNDS or not all(isinstance(b, wanted) for b in bounds):
        raise Malformed(f"range() attend de 1 à {MAX_BOUNDS} bornes de la sorte du champ.")
    pieces = [literal(bound) for bound in bounds]
    tests: list[str] = [f"WHEN {measured.sql} IS NULL THEN NULL"]
    params: list[object] = [*measured.params]
    for rank, piece in enumerate(pieces):
        tests.append(f"WHEN {measured.sql} < {piece.sql} THEN {rank}")
        params += [*measured.params, *piece.params]
    place = f"CASE {' '.join(tests)} ELSE {len(pieces)} END"
    return Key(
        label,
        call,
        Piece(place, Kind.INTEGER, tuple(params)),
        "(?::VARCHAR[])[{0} + 1]",
        Kind.TEXT,
        (_labels(bounds, measured.kind is Kind.INTEGER),),
        f"{{0}} BETWEEN {0 if below else 1} AND {len(pieces) - (not above)}",
    )


def _labels(bounds: tuple[Expression, ...], whole: bool) -> list[str]:
    """Name the ranges from under the first bound to over the last, as Explore does.

    Whole numbers have an end that belongs to the range: `[10, 49]`, and `[50, *]`.
    """
    names = [_named(bound) for bound in bounds]
    lows = ["*", *names]
    if not whole:
        return [f"[{low}, {high}[" for low, high in zip(lows, [*names, "*"], strict=True)]
    ends = [_before(bound) for bound in bounds]
    return [f"[{low}, {high}]" for low, high in zip(lows, [*ends, "*"], strict=True)]


def _named(bound: Expression) -> str:
    match bound:
        case Number(amount):
            return f"{amount:f}" if isinstance(amount, Decimal) else str(amount)
        case Moment(when):
            return when.isoformat()
    return ""


def _before(bound: Expression) -> str:
    if isinstance(bound, Number):
        return str(-int(-bound.value // 1) - 1)
    return ""
