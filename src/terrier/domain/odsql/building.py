"""From the tree of the parser to expressions."""

# ruff: noqa: D102 - each method of the builder bears the name of its rule of the grammar.

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lark import Token, v_args
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import (
    AllOf,
    AnyOf,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Expression,
    Field,
    IsNull,
    IsTruth,
    Item,
    Like,
    Member,
    Moment,
    Negative,
    Not,
    Null,
    Number,
    OneOf,
    Order,
    Pattern,
    Quantity,
    Shape,
    Star,
    Text,
    Truth,
)

MAX_DIGITS = 18
"""Digits of a number literal that any column can be compared with."""
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_DAY = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_OPERATORS = {":": "=", "==": "=", "<>": "!="}


class Builder(Transformer_NonRecursive):  # type: ignore[type-arg]
    """Builds expressions from the leaves up; each method bears the name of a rule."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def condition(self, parts: list[Any]) -> Any:
        return parts[0]

    grouped = condition

    def items(self, parts: list[Any]) -> tuple[Item, ...]:
        return tuple(parts)

    @v_args(meta=True)
    def item(self, meta: Meta, parts: list[Any]) -> Item:
        expression, _as, alias = parts
        if alias is not None:
            return Item(expression, alias, named=True)
        if isinstance(expression, Field):
            return Item(expression, expression.name)
        return Item(expression, self._text[meta.start_pos : meta.end_pos])

    def orders(self, parts: list[Any]) -> tuple[Order, ...]:
        return tuple(parts)

    def order(self, parts: list[Any]) -> Order:
        expression, *ways = parts
        descending = any(way is not None and way.type == "DESC" for way in ways)
        if isinstance(expression, Negative):
            return Order(expression.operand, not descending)
        return Order(expression, descending)

    def name(self, parts: list[Any]) -> str:
        token = parts[0]
        if token.type == "QUOTED_NAME":
            return _unescaped(token[1:-1])
        return str(token)

    def star(self, _parts: list[Any]) -> Star:
        return Star()

    def any_of(self, parts: list[Any]) -> AnyOf:
        return AnyOf(_expressions(parts))

    def all_of(self, parts: list[Any]) -> AllOf:
        return AllOf(_expressions(parts))

    def negated(self, parts: list[Any]) -> Expression:
        *nots, operand = parts
        return Not(operand) if len(nots) % 2 else operand

    def compared(self, parts: list[Any]) -> Comparison:
        left, operator, right = parts
        return Comparison(left, _OPERATORS.get(str(operator), str(operator)), right)

    def range(self, parts: list[Any]) -> tuple[str, Expression, Expression, str]:
        opening, low, _to, high, closing = parts
        return str(opening), low, high, str(closing)

    def between(self, parts: list[Any]) -> Between:
        operand, (opening, low, high, closing) = parts[0], parts[-1]
        return Between(operand, low, high, opening == "[", closing == "]")

    def not_between(self, parts: list[Any]) -> Not:
        return Not(self.between(parts))

    def one_of(self, parts: list[Any]) -> OneOf:
        operand, *values = _expressions(parts)
        return OneOf(operand, tuple(values))

    def not_one_of(self, parts: list[Any]) -> Not:
        return Not(self.one_of(parts))

    def member(self, parts: list[Any]) -> Member:
        return Member(parts[0], Field(parts[-1]))

    def not_member(self, parts: list[Any]) -> Not:
        return Not(self.member(parts))

    def like(self, parts: list[Any]) -> Like:
        return Like(parts[0], parts[-1])

    def not_like(self, parts: list[Any]) -> Not:
        return Not(self.like(parts))

    def is_null(self, parts: list[Any]) -> IsNull:
        return IsNull(parts[0])

    def is_not_null(self, parts: list[Any]) -> Not:
        return Not(IsNull(parts[0]))

    def is_truth(self, parts: list[Any]) -> IsTruth:
        return IsTruth(parts[0], parts[-1].type == "TRUE")

    def is_not_truth(self, parts: list[Any]) -> Not:
        return Not(self.is_truth(parts))

    def arithmetic(self, parts: list[Any]) -> Arithmetic:
        first, *rest = parts
        pairs = zip(rest[::2], rest[1::2], strict=True)
        return Arithmetic(first, tuple((str(operator), term) for operator, term in pairs))

    def signed(self, parts: list[Any]) -> Expression:
        operand: Expression = parts[-1]
        signs = parts[:-1]
        if sum(sign.type == "MINUS" for sign in signs) % 2 == 0:
            return operand
        if isinstance(operand, Number):
            return Number(-operand.value)
        return Negative(operand)

    def call(self, parts: list[Any]) -> Call:
        name, distinct, *arguments = parts
        given = tuple(a for a in arguments if a is not None)
        return Call(str(name).lower(), given, distinct is not None)

    def prefix(self, parts: list[Any]) -> Pattern:
        return Pattern(str(parts[0])[:-1])

    def field(self, parts: list[Any]) -> Field:
        return Field(parts[0])

    def text(self, parts: list[Any]) -> Text:
        return Text(_unescaped(parts[0][1:-1]))

    def number(self, parts: list[Any]) -> Number:
        return Number(_number(parts[0]))

    def quantity(self, parts: list[Any]) -> Quantity:
        amount = re.match(r"[\d.]+", parts[0])
        digits = amount.group() if amount else "0"
        return Quantity(Decimal(_number(digits)), parts[0][len(digits) :].strip())

    def moment(self, parts: list[Any]) -> Moment:
        return Moment(read_moment(_between_quotes(parts[0])))

    def shape(self, parts: list[Any]) -> Shape:
        return Shape(_between_quotes(parts[0]))

    def true(self, _parts: list[Any]) -> Truth:
        return Truth(True)

    def false(self, _parts: list[Any]) -> Truth:
        return Truth(False)

    def null(self, _parts: list[Any]) -> Null:
        return Null()


def read_moment(text: str) -> date | datetime:
    """Read a year, a month, a day or a moment, ISO 8601 or with slashes.

    Raises
    ------
    Malformed
        It is none.

    Examples
    --------
    >>> read_moment("2018/04")
    datetime.date(2018, 4, 1)
    """
    try:
        if day := _DAY.fullmatch(text.strip()):
            return date(int(day[1]), int(day[2] or 1), int(day[3] or 1))
        return datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError as wrong:
        raise Malformed(
            f"« {text[:40]} » n’est pas une date : écrivez par exemple date'2024-02-03' "
            "ou date'2024-02-03T14:30:00'."
        ) from wrong


def _expressions(parts: list[Any]) -> tuple[Expression, ...]:
    """Leave the words of the language aside."""
    return tuple(p for p in parts if not isinstance(p, Token))


def _number(token: str) -> int | Decimal:
    value = Decimal(token)
    wide = len(value.as_tuple().digits) > MAX_DIGITS
    if wide or abs(value.adjusted()) > MAX_DIGITS:
        raise Malformed(f"« {token[:40]} » a plus de {MAX_DIGITS} chiffres.")
    return int(value) if token.isdigit() else Decimal(f"{value:f}")


def _between_quotes(token: str) -> str:
    quote = token[-1]
    return token[token.index(quote) + 1 : -1]


def _unescaped(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        escaped = found[1]
        return chr(int(escaped[1:], 16)) if len(escaped) == 5 else _CONTROLS.get(escaped, escaped)

    return _ESCAPED.sub(meant, text)
