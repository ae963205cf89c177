"""Conditions as SQL: a comparison with an absent value does not hold, so its contrary does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import (
    AllOf,
    AnyOf,
    Between,
    Comparison,
    IsNull,
    IsTruth,
    Like,
    Member,
    Not,
    OneOf,
    Text,
)
from terrier.lake.odsql import texts
from terrier.lake.odsql.pieces import SPATIAL, Kind, Piece, joined
from terrier.lake.odsql.values import together, value

if TYPE_CHECKING:
    from terrier.domain.odsql.model import Expression
    from terrier.lake.odsql.pieces import Scope

_ORDERED = frozenset(Kind) - SPATIAL


def condition(node: Expression, scope: Scope) -> Piece:
    """Compile what must hold of a row; a text alone is looked for everywhere.

    Raises
    ------
    Malformed
        It is no condition, or names what is not there.
    """
    match node:
        case AllOf(parts):
            return _chain(parts, "AND", scope)
        case AnyOf(parts):
            return _chain(parts, "OR", scope)
        case Not(operand):
            held = condition(operand, scope)
            return Piece(f"(NOT coalesce({held.sql}, FALSE))", Kind.BOOLEAN, held.params)
        case Text(words):
            held_in = (p for p in scope.fields.values() if p.kind in (Kind.TEXT, Kind.TEXTS))
            return texts.contains(tuple(held_in), words)
        case Comparison(left, operator, right):
            return _compared(value(left, scope), operator, value(right, scope))
        case _:
            return _filter(node, scope)


def _filter(node: Expression, scope: Scope) -> Piece:
    match node:
        case Between(operand, low, high, with_low, with_high):
            found = value(operand, scope)
            above = _compared(found, ">=" if with_low else ">", value(low, scope))
            below = _compared(found, "<=" if with_high else "<", value(high, scope))
            return _both(above, below)
        case OneOf(operand, values):
            found = value(operand, scope)
            tests = tuple(_compared(found, "=", value(v, scope)) for v in values)
            return Piece(f"({' OR '.join(t.sql for t in tests)})", Kind.BOOLEAN, joined(tests))
        case Member(given, field):
            return _compared(scope.of(field.name), "=", value(given, scope))
        case Like(operand, Text(words)):
            return texts.contains((texts.as_text(value(operand, scope)),), words)
        case Like():
            raise Malformed('like attend un texte : champ like "mot".')
        case IsNull(operand):
            found = value(operand, scope)
            return Piece(f"({found.sql} IS NULL)", Kind.BOOLEAN, found.params)
        case IsTruth(operand, said):
            found = value(operand, scope).require(Kind.BOOLEAN, "is true")
            return Piece(f"({found.sql} IS {said})", Kind.BOOLEAN, found.params)
        case _:
            return value(node, scope).require(Kind.BOOLEAN, "Une condition")


def _chain(parts: tuple[Expression, ...], word: str, scope: Scope) -> Piece:
    found = tuple(condition(part, scope) for part in parts)
    return Piece(f"({f' {word} '.join(p.sql for p in found)})", Kind.BOOLEAN, joined(found))


def _both(one: Piece, other: Piece) -> Piece:
    return Piece(f"({one.sql} AND {other.sql})", Kind.BOOLEAN, joined((one, other)))


def _compared(left: Piece, operator: str, right: Piece) -> Piece:
    if Kind.TEXTS in (left.kind, right.kind):
        return _held(left, operator, right)
    left, right = together(left, right)
    for side in (left, right):
        side.require(_ORDERED, "une comparaison")
    return Piece(f"({left.sql} {operator} {right.sql})", Kind.BOOLEAN, joined((left, right)))


def _held(left: Piece, operator: str, right: Piece) -> Piece:
    """Compare with several texts: one of them at least must be the one."""
    several, one = (left, right) if left.kind is Kind.TEXTS else (right, left)
    one.require(Kind.TEXT, "Une comparaison")
    if operator not in ("=", "!="):
        raise Malformed("plusieurs textes ne se comparent qu’avec = ou !=.")
    held = f"list_contains({several.sql}, {one.sql})"
    sql = held if operator == "=" else f"(NOT {held})"
    return Piece(sql, Kind.BOOLEAN, joined((several, one)))
