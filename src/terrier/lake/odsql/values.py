"""Expressions as SQL: fields and functions from allow-lists, values bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from terrier.domain.odsql.building import read_moment
from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import (
    Arithmetic,
    Call,
    Expression,
    Field,
    Moment,
    Negative,
    Null,
    Number,
    Star,
    Text,
    Truth,
)
from terrier.lake.odsql import dates, places, texts
from terrier.lake.odsql.aggregates import AGGREGATES
from terrier.lake.odsql.pieces import NUMERIC, TEMPORAL, Kind, Piece, Scope, joined

if TYPE_CHECKING:
    from datetime import date


def value(node: Expression, scope: Scope) -> Piece:
    """Compile an expression.

    Raises
    ------
    Malformed
        It names what is not there, or puts together what does not go together.
    """
    known = scope.keys.get(node)
    if known is not None:
        return known
    match node:
        case Field(name):
            return scope.of(name)
        case Call():
            return _call(node, scope)
        case Arithmetic():
            return _arithmetic(node, scope)
        case Negative(operand):
            number = _number(value(operand, scope))
            return Piece(f"(-{number.sql})", number.kind, number.params)
        case _:
            return literal(node)


def literal(node: Expression) -> Piece:
    """Bind a value."""
    match node:
        case Text(text):
            return Piece("CAST(? AS TEXT)", Kind.TEXT, (text,))
        case Number(int() as whole):
            return Piece("CAST(? AS HUGEINT)", Kind.INTEGER, (whole,))
        case Number(amount):
            return Piece("?", Kind.DECIMAL, (amount,))
        case Truth(said):
            return Piece("CAST(? AS BOOLEAN)", Kind.BOOLEAN, (said,))
        case Moment(when):
            return moment(when)
        case Null():
            return Piece("NULL", Kind.NULL)
    raise Malformed("une comparaison, une étoile, une unité ou une géométrie ne se met pas là.")


def moment(when: date | datetime) -> Piece:
    """Bind a moment: a day begins at midnight in the zone of the question."""
    if isinstance(when, datetime):
        # As text, so that what says no zone is read in the zone of the session.
        return Piece("CAST(CAST(? AS TEXT) AS TIMESTAMPTZ)", Kind.DATETIME, (when.isoformat(),))
    return Piece("CAST(CAST(? AS TEXT) AS DATE)", Kind.DATE, (when.isoformat(),))


def together(left: Piece, right: Piece) -> tuple[Piece, Piece]:
    """Bring two values to kinds that can be compared: a text beside a date is read as one.

    Raises
    ------
    Malformed
        They cannot be compared.
    """
    for one, other in ((left, right), (right, left)):
        if one.kind in TEMPORAL and other.kind is Kind.TEXT and len(other.params) == 1:
            read = moment(read_moment(str(other.params[0])))
            return (left, read) if one is left else (read, right)
    families = [_family(left.kind), _family(right.kind)]
    if families[0] != families[1] and "null" not in families:
        left.require(right.kind, "Cette comparaison")
    return left, right


def _family(kind: Kind) -> str:
    if kind in NUMERIC:
        return "number"
    return "moment" if kind in TEMPORAL else kind.value


def _arithmetic(node: Arithmetic, scope: Scope) -> Piece:
    found = _number(value(node.first, scope))
    for operator, term in node.rest:
        right = _number(value(term, scope))
        params = joined((found, right))
        if operator == "/":
            # A division by zero gives null, as Explore says.
            sql = f"(CAST({found.sql} AS DOUBLE) / nullif(CAST({right.sql} AS DOUBLE), 0))"
            found = Piece(sql, Kind.NUMBER, params)
            continue
        whole = found.kind is right.kind is Kind.INTEGER
        type_ = "HUGEINT" if whole else "DOUBLE"
        sql = f"(CAST({found.sql} AS {type_}) {operator} CAST({right.sql} AS {type_}))"
        found = Piece(sql, Kind.INTEGER if whole else Kind.NUMBER, params)
    return found


def _number(piece: Piece) -> Piece:
    return piece.require(NUMERIC, "Un calcul")


def _call(node: Call, scope: Scope) -> Piece:
    if node.name in AGGREGATES:
        return _aggregate(node, scope)
    if node.distinct:
        raise Malformed("distinct ne va qu’avec count().")
    function = _FUNCTIONS.get(node.name)
    if function is None:
        raise Malformed(f"la fonction « {node.name[:40]} » n’existe pas ici.")
    return function(node, scope)


def _aggregate(node: Call, scope: Scope) -> Piece:
    if scope.rows is None:
        raise Malformed(f"{node.name}() va dans select ou order_by.")
    inner, *more = node.arguments or (None,)
    measured = None
    if inner is not None and not isinstance(inner, Star):
        measured = value(inner, scope.rows)
    return AGGREGATES[node.name](node, measured, tuple(more))


def _searched(node: Call, scope: Scope) -> tuple[tuple[Piece, ...], str]:
    *names, words = node.arguments or (None,)
    if not isinstance(words, Text):
        raise Malformed(f'{node.name}() finit par un texte : {node.name}(champ, "mot").')
    everywhere = not names or any(isinstance(n, Star) for n in names)
    if everywhere:
        held = (p for p in scope.fields.values() if p.kind in (Kind.TEXT, Kind.TEXTS))
        return tuple(held), words.value
    return tuple(texts.as_text(value(n, scope)) for n in names if n is not None), words.value


def _one(node: Call, scope: Scope, kinds: frozenset[Kind] | Kind) -> Piece:
    if len(node.arguments) != 1:
        raise Malformed(f"{node.name}() attend une valeur.")
    return _dated(value(node.arguments[0], scope), kinds).require(kinds, f"{node.name}()")


def _dated(piece: Piece, kinds: frozenset[Kind] | Kind) -> Piece:
    """Read a text literal as a date where a date is wanted."""
    if kinds == TEMPORAL and piece.kind is Kind.TEXT and piece.sql == "CAST(? AS TEXT)":
        return moment(read_moment(str(piece.params[0])))
    return piece


def _text_function(sql: str, kind: Kind) -> Callable[[Call, Scope], Piece]:
    def compiled(node: Call, scope: Scope) -> Piece:
        text = _one(node, scope, Kind.TEXT)
        return Piece(sql.format(text.sql), kind, text.params)

    return compiled


def _part(node: Call, scope: Scope) -> Piece:
    return dates.part(node.name, _one(node, scope, TEMPORAL))


def _date_format(node: Call, scope: Scope) -> Piece:
    match node.arguments:
        case (given, Text(layout)):
            when = _dated(value(given, scope), TEMPORAL).require(TEMPORAL, "date_format()")
            return dates.formatted(when, layout, scope.language)
    raise Malformed("date_format() s’écrit comme date_format(champ, 'dd/MM/yyyy').")


def _now(node: Call, scope: Scope) -> Piece:
    return moment(dates.moment_now(node.arguments, scope.now))


def _ifnull(node: Call, scope: Scope) -> Piece:
    if len(node.arguments) != 2:
        raise Malformed("ifnull() attend deux valeurs.")
    first, second = together(*(value(a, scope) for a in node.arguments))
    kind = second.kind if first.kind is Kind.NULL else first.kind
    if first.kind is not second.kind and kind in NUMERIC | TEMPORAL:
        kind = Kind.NUMBER if kind in NUMERIC else Kind.DATETIME
    return Piece(f"coalesce({first.sql}, {second.sql})", kind, joined((first, second)))


def _search_function(
    compiled: Callable[[tuple[Piece, ...], str], Piece],
) -> Callable[[Call, Scope], Piece]:
    return lambda node, scope: compiled(*_searched(node, scope))


def _place_function(
    compiled: Callable[[str, Piece, tuple[Expression, ...]], Piece],
) -> Callable[[Call, Scope], Piece]:
    def placed(node: Call, scope: Scope) -> Piece:
        if not node.arguments:
            raise Malformed(f"{node.name}() attend un champ de lieu.")
        place, *given = node.arguments
        return compiled(node.name, value(place, scope), tuple(given))

    return placed


def _distance(node: Call, scope: Scope) -> Piece:
    """Measure, or, with three values, filter as version 2.0 did under this name."""
    compiled = places.within_distance if len(node.arguments) == 3 else places.distance
    return _place_function(compiled)(node, scope)


_FUNCTIONS: dict[str, Callable[[Call, Scope], Piece]] = {
    "length": _text_function("length({})", Kind.INTEGER),
    "lower": _text_function("lower({})", Kind.TEXT),
    "upper": _text_function("upper({})", Kind.TEXT),
    **dict.fromkeys(dates.PARTS, _part),
    "date_format": _date_format,
    "now": _now,
    "ifnull": _ifnull,
    "search": _search_function(texts.searches),
    "suggest": _search_function(texts.suggests),
    "startswith": _search_function(texts.begins),
    "within_distance": _place_function(places.within_distance),
    "distance": _distance,
    "in_bbox": _place_function(places.in_bbox),
    **dict.fromkeys(("intersects", "disjoint", "within"), _place_function(places.relates)),
}
