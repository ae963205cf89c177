"""A question as one SELECT: keys, whether « autres », rows, rows with a value, measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.questions.question import Measure, Order
from terrier.lake.questions.pieces import (
    key_sql,
    measure_sql,
    measured_column,
    part_sql,
    value_sql,
    whole_sql,
)

if TYPE_CHECKING:
    from terrier.domain.questions.question import Question
    from terrier.lake.relation import Relation, RelationColumn

_WAYS = {Order.HIGHEST: "DESC", Order.LOWEST: "ASC"}


@dataclass(frozen=True)
class Measured:
    """One measure, with the names that its values bear in the SQL."""

    measure: Measure
    column: RelationColumn | None
    value: str
    """`v` or `w`, in the rows."""
    name: str
    """`mesure` or `contre`, in the answer."""

    @property
    def filled(self) -> str:
        """Name the number of rows with a value."""
        return f"n_{self.value}"


@dataclass(frozen=True)
class Plan:
    """What a question needs of a table."""

    keys: tuple[str, ...]
    measures: tuple[Measured, ...]
    order: Order
    first: int | None
    limit: int

    def sql(self, source: str) -> str:
        """Write the SELECT over a source: a table, or a sub-select."""
        names = [f"{key} AS k{n}" for n, key in enumerate(self.keys)]
        names += [f"{value_sql(m.column)} AS {m.value}" for m in self.measures if m.column]
        rows = f"WITH lignes AS (\n  SELECT {', '.join(names) or '1'}\n  FROM {source}\n)"
        if self.keys and (self.first is not None or self._ranked_first):
            return f"{rows}, {self._ranked()}"
        keyed = ", ".join(f"k{n}" for n in range(len(self.keys)))
        group = f"\nGROUP BY {keyed}" if keyed else ""
        order = f"\nORDER BY {self._order(keyed)}" if keyed else ""
        selected = ([keyed] if keyed else []) + ["false AS autres", "count(*) AS n", "0 AS groupes"]
        return (
            f"{rows}\nSELECT {', '.join(selected)}, {self._direct()}\nFROM lignes"
            f"{group}{order}\nLIMIT {self.limit}"
        )

    @property
    def _ranked_first(self) -> bool:
        return len(self.keys) == 2 and self.order in _WAYS

    def _direct(self) -> str:
        return ", ".join(
            f"{'count(*)' if m.column is None else f'count({m.value})'} AS {m.filled}, "
            f"{measure_sql(m.measure, m.column, m.value)} AS {m.name}"
            for m in self.measures
        )

    def _order(self, keyed: str) -> str:
        by_key = ", ".join(f"{key} NULLS LAST" for key in keyed.split(", "))
        way = _WAYS.get(self.order)
        return f"mesure {way} NULLS LAST, {by_key}" if way else by_key

    def _ranked(self) -> str:
        """Gather the keys beyond the first N before measuring.

        Measures that add up are taken once by key and then put together; a median needs every row.
        """
        second = ", k1" if len(self.keys) == 2 else ""
        main = self.measures[0]
        whole = whole_sql(main.measure, main.column, main.value, main.filled)
        way = _WAYS.get(self.order)
        order = f"{whole} {way} NULLS LAST, k0 NULLS LAST" if way else "k0 NULLS LAST"
        last = "(SELECT count(*) FROM rangs)" if self.first is None else str(self.first)
        selected = ", ".join(
            f"sum({m.filled}) AS {m.filled}, "
            f"{whole_sql(m.measure, m.column, m.value, m.filled)} AS {m.name}"
            for m in self.measures
        )
        return (
            f"parts AS (\n  {self._parts(second)}\n), rangs AS (\n"
            f"  SELECT k0, row_number() OVER (ORDER BY {order}) AS rang FROM parts GROUP BY k0\n"
            "), places AS (\n"
            f"  SELECT parts.*, least(rang, {last} + 1) AS place\n"
            "  FROM parts JOIN rangs ON parts.k0 IS NOT DISTINCT FROM rangs.k0\n)\n"
            f"SELECT CASE WHEN place <= {last} THEN any_value(k0) END AS k0{second}, "
            f"place > {last} AS autres, sum(n) AS n, (SELECT count(*) FROM rangs) AS groupes, "
            f"{selected}\nFROM places\nGROUP BY place{second}\nORDER BY place"
            f"{', k1 NULLS LAST' if second else ''}\nLIMIT {self.limit}"
        )

    def _parts(self, second: str) -> str:
        if any(m.measure is Measure.MEDIAN for m in self.measures):
            filled = ", ".join(
                f"{'1' if m.column is None else f'CAST({m.value} IS NOT NULL AS INTEGER)'}"
                f" AS {m.filled}"
                for m in self.measures
            )
            return f"SELECT *, 1 AS n, {filled} FROM lignes"
        parts = ", ".join(
            f"{'count(*)' if m.column is None else f'count({m.value})'} AS {m.filled}, "
            f"{part_sql(m.measure, m.column, m.value)} AS {m.value}"
            for m in self.measures
        )
        return f"SELECT k0{second}, count(*) AS n, {parts} FROM lignes GROUP BY k0{second}"


def plan(relation: Relation, question: Question, *, limit: int) -> Plan:
    """Find what a question needs of a table, and check that it is there.

    Raises
    ------
    Invalid
        A column is not available, or does not suit.
    """
    measures = [_measured(relation, question.measure, question.of, "v", "mesure")]
    if question.against:
        measures.append(_measured(relation, *question.against, "w", "contre"))
    return Plan(
        keys=tuple(key_sql(relation, grouping) for grouping in question.by),
        measures=tuple(measures),
        order=question.order,
        first=question.first,
        limit=limit,
    )


def _measured(relation: Relation, measure: Measure, of: str, value: str, name: str) -> Measured:
    return Measured(measure, measured_column(relation, measure, of), value, name)
