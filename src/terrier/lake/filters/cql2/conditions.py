"""A CQL2 tree as a condition on the columns that a reader sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.crs import CRS84, ReferenceSystem
from terrier.lake.filters.cql2 import places, times
from terrier.lake.filters.cql2.scalars import (
    COMPARISONS,
    Term,
    compare,
    only,
    scalar,
    text_pattern,
)

if TYPE_CHECKING:
    from terrier.domain.ogc.cql2 import Node
    from terrier.lake.relation import Relation

Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Expression:
    """A condition ready for DuckDB."""

    sql: str
    params: tuple[Any, ...]
    columns: frozenset[str]
    """Names of the columns that it bears on."""


def compile(tree: Node, relation: Relation, crs: ReferenceSystem = CRS84) -> Expression:
    """Compile a filter to a condition on the columns of `relation.sql()`.

    Parameters
    ----------
    tree
        As `terrier.domain.ogc.cql2` reads it; nothing of it is copied into the SQL.
    relation
        The authorised relation: a column that it lacks is unknown.
    crs
        System of the geometries of the filter.

    Raises
    ------
    Invalid
        A column is not available, an operation is not offered, or a value does not suit it.
    """
    sql, params = _condition(tree, relation, crs)
    named = frozenset(name for name in _properties(tree) if relation.column(name))
    return Expression(sql, params, named)


def _properties(node: Node) -> set[str]:
    if isinstance(node, dict):
        own = {str(node["property"])} if "property" in node else set()
        return own.union(*map(_properties, node.values()))
    return set().union(*map(_properties, node)) if isinstance(node, list) else set()


def _condition(node: Node, relation: Relation, crs: ReferenceSystem) -> Sql:
    if isinstance(node, bool):
        return ("TRUE" if node else "FALSE"), ()
    operation = str(node.get("op", "")) if isinstance(node, dict) else ""
    if operation in ("and", "or"):
        return _joined(operation.upper(), node, relation, crs)
    if operation == "not":
        sql, params = _condition(only(node, 1)[0], relation, crs)
        return f"(NOT {sql})", params
    if operation in places.OPERATIONS:
        return places.meeting(operation, only(node, 2), relation, crs)
    if operation in times.OPERATIONS:
        return times.relating(operation, only(node, 2), relation)
    if operation in COMPARISONS:
        left, right = (scalar(one, relation) for one in only(node, 2))
        return compare(operation, left, right)
    if operation in _TESTS:
        return _TESTS[operation](node, relation)
    return _alone(node, relation)


def _joined(word: str, node: Node, relation: Relation, crs: ReferenceSystem) -> Sql:
    args = node.get("args")
    if not isinstance(args, list) or not args:
        raise Invalid(f"« {word} » demande au moins une condition.")
    parts = [_condition(one, relation, crs) for one in args]
    sql = f" {word} ".join(part for part, _ in parts)
    return f"({sql})", tuple(value for _, values in parts for value in values)


def _alone(node: Node, relation: Relation) -> Sql:
    """Take a column of yes and no as the condition that it is."""
    term = scalar(node, relation)
    if term.kind != "boolean":
        raise Invalid(f"{term.said} n’est pas une condition : comparez-la à une valeur.")
    return term.sql, term.params


def _between(node: Node, relation: Relation) -> Sql:
    term, low, high = (scalar(one, relation) for one in only(node, 3))
    if term.kind in ("text", "boolean"):
        raise Invalid(f"{term.said} n’est ni un nombre ni une date : BETWEEN ne s’y applique pas.")
    return _both(compare(">=", term, low), compare("<=", term, high))


def _both(one: Sql, other: Sql) -> Sql:
    return f"({one[0]} AND {other[0]})", one[1] + other[1]


def _in(node: Node, relation: Relation) -> Sql:
    wanted, listed = only(node, 2)
    if not isinstance(listed, list) or not listed:
        raise Invalid("IN demande une liste de valeurs entre parenthèses.")
    term = scalar(wanted, relation)
    parts = [compare("=", term, scalar(one, relation)) for one in listed]
    sql = " OR ".join(part for part, _ in parts)
    return f"({sql})", tuple(value for _, values in parts for value in values)


def _like(node: Node, relation: Relation) -> Sql:
    subject, model = only(node, 2)
    term, pattern = scalar(subject, relation), text_pattern(model)
    if term.kind != "text":
        raise Invalid(f"{term.said} n’est pas un texte : LIKE ne s’y applique pas.")
    return f"({term.sql} LIKE {pattern.sql} ESCAPE '\\')", term.params + pattern.params


def _is_null(node: Node, relation: Relation) -> Sql:
    subject = only(node, 1)[0]
    if places.is_geometry(subject, relation):
        return f"({places.COLUMN} IS NULL)", ()
    term: Term = scalar(subject, relation)
    return f"({term.sql} IS NULL)", term.params


_TESTS: dict[str, Callable[[Node, Relation], Sql]] = {
    "between": _between,
    "in": _in,
    "like": _like,
    "isNull": _is_null,
}
