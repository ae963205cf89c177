"""A question in ODSQL: the clauses that were asked, read and put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import (
    AllOf,
    AnyOf,
    Call,
    Expression,
    Field,
    Item,
    Not,
    Order,
    Text,
)


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

    @property
    def filtered(self) -> frozenset[str]:
        """Name the fields that rows are chosen by; `*` where words are looked for everywhere."""
        chosen = {choice.facet for choice in (*self.refine, *self.exclude)}
        nodes = [node for expression in self.where for node in _inside(expression)]
        names = {node.name for node in nodes if isinstance(node, Field)}
        everywhere = any(map(_everywhere, self.where)) or any(
            _everywhere(node) for node in nodes if not isinstance(node, Text)
        )
        return frozenset(chosen | names | ({"*"} if everywhere else set()))


AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "median", "percentile", "envelope", "bbox"}
)
"""Functions that make one value of many rows."""
SEARCHES = frozenset({"search", "suggest", "startswith"})
"""Functions that look for words, everywhere where they name no field."""


def _aggregates(expression: Expression) -> bool:
    """Say whether an aggregate function stands anywhere inside."""
    return any(isinstance(n, Call) and n.name in AGGREGATES for n in _inside(expression))


def _everywhere(node: object) -> bool:
    """Say whether words are looked for in every field."""
    match node:
        case Text():
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(isinstance(part, Text) for part in parts)
        case Not(operand):
            return isinstance(operand, Text)
        case Call(name, arguments) if name in SEARCHES:
            return not any(isinstance(a, Field) for a in arguments)
    return False


def _inside(expression: Expression) -> Iterator[object]:
    """Give an expression and everything that it is made of."""
    waiting: list[object] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        elif is_dataclass(node):
            yield node
            waiting += [getattr(node, part.name) for part in fields(node)]
