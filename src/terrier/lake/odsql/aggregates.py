"""Functions that make one value of many rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Number
from terrier.lake.odsql.pieces import NUMERIC, SPATIAL, TEMPORAL, Kind, Piece
from terrier.lake.questions.pieces import MIDDLES

if TYPE_CHECKING:
    from terrier.domain.odsql.model import Call, Expression

Arguments = tuple["Expression", ...]
Aggregate = Callable[["Call", Piece | None, Arguments], Piece]


def _count(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    if more:
        raise Malformed("count() attend un champ, ou une étoile.")
    if measured is None:
        if call.distinct:
            raise Malformed("count(distinct …) attend un champ.")
        return Piece("count(*)", Kind.INTEGER)
    what = "DISTINCT " if call.distinct else ""
    return Piece(f"count({what}{measured.sql})", Kind.INTEGER, measured.params)


def _sum(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    number = _measured(call, measured, more, NUMERIC)
    # Compensated summation: the total does not depend on the order of the rows.
    name = "fsum" if number.kind is Kind.NUMBER else "sum"
    return Piece(f"{name}({number.sql})", number.kind, number.params)


def _mean(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    number = _measured(call, measured, more, NUMERIC)
    return Piece(f"avg({number.sql})", Kind.NUMBER, number.params)


def _extreme(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    found = _measured(call, measured, more, NUMERIC | TEMPORAL)
    return Piece(f"{call.name}({found.sql})", found.kind, found.params)


def _median(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    number = _measured(call, measured, more, NUMERIC)
    # DuckDB's median cuts the middle of two decimals to the digits of the column.
    middle = f"list_sum(quantile_disc({number.sql}, {MIDDLES})) / 2"
    return Piece(f"CAST({middle} AS DOUBLE)", Kind.NUMBER, number.params)


def _percentile(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    number = _measured(call, measured, (), NUMERIC)
    match more:
        case (Number(share),) if 0 <= share <= 100:
            # A constant for DuckDB, and a number of ours once it is a float.
            sql = f"quantile_cont(CAST({number.sql} AS DOUBLE), {float(share) / 100!r})"
            return Piece(sql, Kind.NUMBER, number.params)
    raise Malformed("percentile() s’écrit comme percentile(champ, 90), de 0 à 100.")


def _envelope(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    place = _measured(call, measured, more, SPATIAL)
    sql = f"ST_ConvexHull(ST_Collect(list({place.sql}) FILTER ({place.sql} IS NOT NULL)))"
    return Piece(sql, Kind.SHAPE, place.params * 2)


def _bbox(call: Call, measured: Piece | None, more: Arguments) -> Piece:
    place = _measured(call, measured, more, SPATIAL)
    return Piece(f"ST_Extent_Agg({place.sql})", Kind.SHAPE, place.params)


def _measured(
    call: Call, measured: Piece | None, more: Arguments, kinds: frozenset[Kind]
) -> Piece:  # fmt: skip
    if measured is None or more or call.distinct:
        raise Malformed(f"{call.name}() attend un champ, et un seul.")
    return measured.require(kinds, f"{call.name}()")


AGGREGATES: dict[str, Aggregate] = {
    "count": _count,
    "sum": _sum,
    "avg": _mean,
    "min": _extreme,
    "max": _extreme,
    "median": _median,
    "percentile": _percentile,
    "envelope": _envelope,
    "bbox": _bbox,
}
