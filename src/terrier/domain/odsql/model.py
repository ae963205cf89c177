"""Expressions of ODSQL as values: what was asked, and nothing of how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Field:
    """The name of a field, or of an alias."""

    name: str


@dataclass(frozen=True)
class Pattern:
    """Every field whose name begins so: `pop*`."""

    prefix: str


@dataclass(frozen=True)
class Star:
    """Everything: `*`."""


@dataclass(frozen=True)
class Text:
    """A text between quotes."""

    value: str


@dataclass(frozen=True)
class Number:
    """A number as it was written: an integer, or a decimal."""

    value: int | Decimal


@dataclass(frozen=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Null:
    """The absence of a value."""


@dataclass(frozen=True)
class Moment:
    """A date literal; without an hour it is a day."""

    value: date | datetime


@dataclass(frozen=True)
class Shape:
    """A geometry literal, WKT or GeoJSON, WGS84 longitude then latitude; not yet read."""

    text: str


@dataclass(frozen=True)
class Quantity:
    """A number with its unit: `10km`, `1 day`."""

    amount: Decimal
    unit: str


@dataclass(frozen=True)
class Call:
    """A function; which ones exist is not said here."""

    name: str
    """Lower-case."""
    arguments: tuple[Expression, ...]
    distinct: bool = False


@dataclass(frozen=True)
class Arithmetic:
    """Terms of one precedence, from left to right: `a + b - c`, `a * b / c`."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Negative:
    """The opposite of a number."""

    operand: Expression


@dataclass(frozen=True)
class Comparison:
    """`=`, `!=`, `<`, `<=`, `>` or `>=` between two expressions."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True)
class Between:
    """A value in a range whose ends belong to it or not: `x in [1..10[`."""

    operand: Expression
    low: Expression
    high: Expression
    with_low: bool
    with_high: bool


@dataclass(frozen=True)
class OneOf:
    """A value among several: `x in ("a", "b")`."""

    operand: Expression
    values: tuple[Expression, ...]


@dataclass(frozen=True)
class Member:
    """A value among those of a field of several: `"a" in keyword`."""

    value: Expression
    field: Field


@dataclass(frozen=True)
class Like:
    """Words that a text holds."""

    operand: Expression
    words: Expression


@dataclass(frozen=True)
class IsNull:
    """A value is absent."""

    operand: Expression


@dataclass(frozen=True)
class IsTruth:
    """A yes-or-no is the one that is said."""

    operand: Expression
    value: bool


@dataclass(frozen=True)
class Not:
    """The contrary."""

    operand: Expression


@dataclass(frozen=True)
class AllOf:
    """Every condition holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """One condition at least holds."""

    parts: tuple[Expression, ...]


Expression = (
    Field | Pattern | Star | Text | Number | Truth | Null | Moment | Shape | Quantity | Call
    | Arithmetic | Negative | Comparison | Between | OneOf | Member | Like | IsNull | IsTruth
    | Not | AllOf | AnyOf
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """An expression that is selected or grouped by, under the name that answers give it."""

    expression: Expression
    label: str
    """The alias, or the very words of the expression."""
    named: bool = False
    """True where the person chose the label."""


@dataclass(frozen=True)
class Order:
    """An expression that rows are sorted by."""

    expression: Expression
    descending: bool = False
