"""A question in ODSQL: the clauses that were asked, read and put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Call, Expression, Item, Order


@dataclass(frozen=True)
class Refinement:
    """A value chosen among those of a facet."""

    facet: str
    value: str

    @classmethod
    def read(cls, text: str) -> Refinement:
        """Read `theme:Eau`, the value between quotes or not.

        Raises
        ------
        Malformed
            There is no colon.

        Examples
        --------
        >>> Refinement.read('theme:"Eau"')
        Refinement(facet='theme', value='Eau')
        """
        facet, colon, value = text.partition(":")
        if not colon or not facet:
            raise Malformed(f"« {text[:60]} » : écrivez le facet et sa valeur, theme:Eau.")
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
        return cls(facet.strip(), value[1:-1] if quoted else value)


@dataclass(frozen=True)
class Question:
    """What is asked of rows, apart from how many of them are wanted."""

    select: tuple[Item, ...] = ()
    where: tuple[Expression, ...] = ()
    """Every one must hold."""
    group_by: tuple[Item, ...] = ()
    order_by: tuple[Order, ...] = ()
    refine: tuple[Refinement, ...] = ()
    exclude: tuple[Refinement, ...] = ()
    timezone: str = "UTC"
    """An IANA name that exists; moments are read and written in it."""
    language: str = "fr"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def aggregated(self) -> bool:
        """Say whether rows are put together."""
        return bool(self.group_by) or any(_aggregates(i.expression) for i in self.select)


AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "median", "percentile", "envelope", "bbox"}
)
"""Functions that make one value of many rows."""


def _aggregates(expression: Expression) -> bool:
    """Say whether an aggregate function stands anywhere inside."""
    waiting: list[object] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call) and node.name in AGGREGATES:
            return True
        if isinstance(node, tuple):
            waiting += node
        elif hasattr(node, "__dataclass_fields__"):
            waiting += [getattr(node, name) for name in node.__dataclass_fields__]
    return False
