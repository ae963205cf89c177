"""A question as one SELECT: keys, what is whole, « autres », rows, rows with a value, measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.questions.question import Measure, Order
from terrier.lake.questions.pieces import (
    key_sql,
    measure_sql,
    measured_column,
    part_sql,
    ranking_sql,
    value_sql,
    whole_sql,
)

if TYPE_CHECKING:
    from terrier.domain.questions.question import Question
    from terrier.lake.relation import Relation, RelationColumn

_WAYS = {Order.HIGHEST: "DESC", Order.LOWEST: "ASC"}
NOT_FROM_PARTS = frozenset({Measure.MEAN, Measure.MEDIAN})
"""Measures of the whole that those of the groups do not give."""


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

    @property
    def rank(self) -> str:
        """Write what groups are ordered by."""
        return ranking_sql(self.measure, self.name)


@dataclass(frozen=True)
class Plan:
    """What a question needs of a table."""

    keys: tuple[str, ...]
    measures: tuple[Measured, ...]
    order: Order
    first: int | None
    limit: int

    @property
    def with_whole(self) -> bool:
        """Say whether the first row is the whole: asked in the same reading of the table."""
        return bool(self.keys) and self.measures[0].measure in NOT_FROM_PARTS

    def sql(self, source: str) -> str:
        """Write the SELECT over a source: a table, or a sub-select."""
        names = [f"{key} AS k{n}" for n, key in enumerate(self.keys)]
        names += [f"{value_sql(m.column)} AS {m.value}" for m in self.measures if m.column]
        rows = f"WITH lignes AS (\n  SELECT {', '.join(names) or '1'}\n  FROM {source}\n)"
        if self.keys and (self.first is not None or self._ranked_first):
            return f"{rows}, {self._ranked()}"
        keyed = ", ".join(f"k{n}" for n in range(len(self.keys)))
        group = f"\nGROUP BY {self._sets(keyed)}" if keyed else ""
        order = f"\nORDER BY {self._whole_first}{self._order(keyed)}" if keyed else ""
        selected = ([keyed] if keyed else []) + [
            f"{self._is_whole('k0')} AS tout", "false AS autres", "count(*) AS n", "0 AS groupes",
        ]  # fmt: skip
        return (
            f"{rows}\nSELECT {', '.join(selected)}, {self._direct()}\nFROM lignes"
            f"{group}{order}\nLIMIT {self.limit + self.with_whole}"
        )

    def _sets(self, keyed: str) -> str:
        return f"GROUPING SETS (({keyed}), ())" if self.with_whole else keyed

    def _is_whole(self, key: str) -> str:
        return f"grouping({key}) = 1" if self.with_whole else "false"

    @property
    def _whole_first(self) -> str:
        return "tout DESC, " if self.with_whole else ""

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
        return f"{self.measures[0].rank} {way} NULLS LAST, {by_key}" if way else by_key

    def _ranked(self) -> str:
        """Gather the keys beyond the first N before measuring.

        Measures that add up are taken once by key and then put together; a median needs every row.
        """
        second = ", k1" if len(self.keys) == 2 else ""
        main = self.measures[0]
        whole = whole_sql(main.measure, main.column, main.value, main.filled)
        way = _WAYS.get(self.order)
        rank = ranking_sql(main.measure, whole)
        order = f"{rank} {way} NULLS LAST, k0 NULLS LAST" if way else "k0 NULLS LAST"
        last = "(SELECT count(*) FROM rangs)" if self.first is None else str(self.first)
        selected = ", ".join(
            f"coalesce(sum({m.filled}), 0) AS {m.filled}, "
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
            f"{self._is_whole('place')} AS tout, coalesce(place > {last}, false) AS autres, "
            f"coalesce(sum(n), 0) AS n, (SELECT count(*) FROM rangs) AS groupes, "
            f"{selected}\nFROM places\nGROUP BY {self._sets(f'place{second}')}"
            f"\nORDER BY {self._whole_first}place{', k1 NULLS LAST' if second else ''}"
            f"\nLIMIT {self.limit + self.with_whole}"
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
