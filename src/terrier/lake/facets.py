"""The values of a column with their exact counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

SECONDS = 20.0


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
