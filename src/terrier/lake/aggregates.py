"""Exact groupings and facets of a relation."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from terrier.domain.charts.question import Measure as Measure
from terrier.domain.charts.question import Part as Part
from terrier.domain.kernel.errors import Invalid
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

MAX_GROUPS = 1000
SECONDS = 20.0


@dataclass(frozen=True)
class Grouping:
    """How rows are put together."""

    column: str
    part: Part = Part.VALUE
    width: float | None = None
    """Width of the bins; a group is then named by the lower end of its bin."""


@dataclass(frozen=True)
class Group:
    """One group, or what remains beyond the first ones."""

    keys: tuple[object, ...]
    """One value per grouping; None: rows without a value."""
    value: object
    """The measure; None where the group has no value to measure."""
    count: int
    others: bool = False
    """True where the group gathers the values beyond the first `top`."""


@dataclass(frozen=True)
class Aggregate:
    """Groups of rows with a measure, over every row that answers the filters."""

    groups: tuple[Group, ...]
    rows: int
    """Rows in all the groups."""
    others: int = 0
    """Values of the first grouping gathered under « autres »."""


def aggregate(
    relation: Relation,
    by: tuple[Grouping, ...],
    measure: Measure = Measure.COUNT,
    of: str | None = None,
    *,
    filters: Filters = NO_FILTERS,
    top: int | None = None,
) -> Aggregate:
    """Group rows by one or two columns and measure each group, exactly.

    Parameters
    ----------
    relation, filters
        What is measured.
    by
        One or two groupings.
    measure
        `count` of rows, or sum, mean, min, max, median of the column `of`.
    of
        Measured column (a number; also a date for min and max).
    top
        Keep the groups of the first grouping that measure most; the others become one group,
        measured over its own rows. Without it, groups come in the order of their keys.

    Raises
    ------
    Invalid
        A column is not available or does not suit, or there are more than 1000 groups.
    """
    if not 1 <= len(by) <= 2:
        raise Invalid("Regroupez par une ou deux colonnes.")
    sql, params = _sql(relation, by, measure, of, filters, top)
    with cursor(seconds=SECONDS) as db:
        found = db.execute(sql, params).fetchall()
    if len(found) > MAX_GROUPS:
        raise Invalid(
            f"Il y a plus de {MAX_GROUPS} groupes : filtrez, ou gardez les plus grands seulement."
        )
    width = len(by)
    groups = tuple(
        Group(tuple(row[:width]), row[width + 1], int(row[width + 2]), bool(row[width]))
        for row in found
    )
    gathered = max((int(row[width + 3]) for row in found), default=0)
    return Aggregate(groups, sum(g.count for g in groups), gathered)


def _sql(
    relation: Relation,
    by: tuple[Grouping, ...],
    measure: Measure,
    of: str | None,
    filters: Filters,
    top: int | None,
) -> tuple[str, list[object]]:
    """Give SQL for rows of: keys, whether others, measure, count, keys gathered."""
    keys = [_key(relation, grouping) for grouping in by]
    measured, value = _measured(relation, measure, of)
    source, params = select_from(relation, filters)
    names = ", ".join(f"{sql} AS _k{n}" for n, sql in enumerate(keys))
    rows = f"rows AS (SELECT {names}, {value} AS _v FROM {source})"
    if top is not None:
        return _top_sql(rows, len(keys), measure, measured, top), params
    keyed = ", ".join(f"_k{n}" for n in range(len(keys)))
    return (
        f"WITH {rows} SELECT {keyed}, false, {measured}, count(*), 0 FROM rows "
        f"GROUP BY {keyed} ORDER BY {keyed} NULLS LAST LIMIT {MAX_GROUPS + 1}"
    ), params


@dataclass(frozen=True)
class Facet:
    """The values of a column with their counts."""

    values: tuple[tuple[object, int], ...]
    """The most frequent first."""
    empty: int
    distinct: int
    rows: int

    @property
    def others(self) -> int:
        """Rows whose value is not among `values`."""
        return self.rows - self.empty - sum(count for _, count in self.values)


def facet(
    relation: Relation, column: str, *, filters: Filters = NO_FILTERS, limit: int = 20
) -> Facet:  # fmt: skip
    """Count the values of a column, leaving aside the filters on that very column.

    Raises
    ------
    Invalid
        The column is not available.
    """
    name = quote(relation.require(column).name)
    source, params = select_from(relation, filters.without(column))
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"WITH counted AS (SELECT {name} AS v, count(*) AS n FROM {source} GROUP BY ALL) "
            "SELECT v, n, coalesce(sum(n) FILTER (v IS NULL) OVER (), 0), count(v) OVER (), "
            f"sum(n) OVER () FROM counted ORDER BY v IS NULL, n DESC, v LIMIT {int(limit)}",
            params,
        ).fetchall()
    if not found:
        return Facet((), 0, 0, 0)
    values = tuple((v, int(n)) for v, n, *_ in found if v is not None)
    return Facet(values, int(found[0][2]), int(found[0][3]), int(found[0][4]))


def _key(relation: Relation, grouping: Grouping) -> str:
    column = relation.require(grouping.column)
    name = quote(column.name)
    kind = family(column.type)
    match grouping.part:
        case Part.VALUE:
            return f"CASE WHEN isfinite({name}) THEN {name} END" if kind == "double" else name
        case Part.YEAR | Part.MONTH | Part.DAY if kind in TEMPORAL:
            return f"CAST(date_trunc('{grouping.part.value}', {name}) AS DATE)"
        case Part.BINS if kind in NUMERIC and grouping.width and 0 < grouping.width < inf:
            number = f"CAST({name} AS DOUBLE)"
            width = repr(float(grouping.width))
            return f"CASE WHEN isfinite({number}) THEN floor({number} / {width}) * {width} END"
    raise Invalid(
        f"La colonne « {column.label or column.name} » ne se regroupe pas ainsi : "
        "les mois et les années vont aux dates, les tranches aux nombres."
    )


def _measured(relation: Relation, measure: Measure, of: str | None) -> tuple[str, str]:
    if measure is Measure.COUNT:
        return "count(*)", "NULL"
    if of is None:
        raise Invalid("Dites quelle colonne mesurer.")
    column = relation.require(of)
    kind = family(column.type)
    dated = kind in TEMPORAL and measure in {Measure.MIN, Measure.MAX}
    if kind not in NUMERIC and not dated:
        raise Invalid(
            f"La colonne « {column.label or column.name} » n’est pas un nombre : "
            "comptez les lignes, ou mesurez une autre colonne."
        )
    return _function(measure, kind), _finite(column, kind)


def _finite(column: RelationColumn, kind: str) -> str:
    name = quote(column.name)
    return f"CASE WHEN isfinite({name}) THEN {name} END" if kind == "double" else name


def _function(measure: Measure, kind: str) -> str:
    if measure is Measure.SUM:
        # Compensated summation: the total does not depend on the order of the rows.
        return "fsum(_v)" if kind == "double" else "sum(_v)"
    return "avg(_v)" if measure is Measure.MEAN else f"{measure.value}(_v)"


def _top_sql(rows: str, keys: int, measure: Measure, measured: str, top: int) -> str:
    """Give SQL where the keys beyond the first `top` are gathered before measuring.

    Measures that add up are taken once by key and then put together; a median needs every row.
    """
    second = ", _k1" if keys == 2 else ""
    if measure is Measure.MEDIAN:
        parts, whole = "SELECT *, 1 AS _n FROM rows", measured
    else:
        part = "sum(_v)" if measure is Measure.MEAN else measured
        parts = (
            f"SELECT _k0{second}, count(*) AS _n, count(_v) AS _c, {part} AS _v "
            f"FROM rows GROUP BY _k0{second}"
        )
        whole = _WHOLES[measure]
    return (
        f"WITH {rows}, parts AS ({parts}), ranked AS (SELECT _k0, row_number() OVER "
        f"(ORDER BY {whole} DESC NULLS LAST, _k0 NULLS LAST) AS _rank "
        f"FROM parts GROUP BY _k0), gathered AS (SELECT greatest(count(*) - {int(top)}, 0) AS _n "
        "FROM ranked), placed AS (SELECT parts.*, least(_rank, "
        f"{int(top) + 1}) AS _place FROM parts JOIN ranked "
        "ON parts._k0 IS NOT DISTINCT FROM ranked._k0) "
        f"SELECT CASE WHEN _place <= {int(top)} THEN any_value(_k0) END{second}, "
        f"_place > {int(top)}, {whole}, sum(_n), (SELECT _n FROM gathered) FROM placed "
        f"GROUP BY _place{second} ORDER BY _place{second} NULLS LAST LIMIT {MAX_GROUPS + 1}"
    )


_WHOLES = {
    Measure.COUNT: "sum(_v)",
    Measure.SUM: "sum(_v)",
    Measure.MEAN: "sum(_v) / nullif(sum(_c), 0)",
    Measure.MIN: "min(_v)",
    Measure.MAX: "max(_v)",
}
"""How the parts of one measure make the measure of the whole."""
