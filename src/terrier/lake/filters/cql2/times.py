"""Temporal predicates of CQL2 (OGC 21-065r2, section 7.6): instants and intervals, both written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters.cql2.scalars import Term, compare, scalar
from terrier.lake.filters.values import TEMPORAL

if TYPE_CHECKING:
    from terrier.domain.ogc.cql2 import Node
    from terrier.lake.relation import Relation

Sql = tuple[str, tuple[Any, ...]]

OPERATIONS = {
    "t_after": "s1>e2",
    "t_before": "e1<s2",
    "t_contains": "s1<s2 e1>e2",
    "t_disjoint": "",
    "t_during": "s1>s2 e1<e2",
    "t_equals": "s1=s2 e1=e2",
    "t_finishedBy": "s1<s2 e1=e2",
    "t_finishes": "s1>s2 e1=e2",
    "t_intersects": "s1<=e2 e1>=s2",
    "t_meets": "e1=s2",
    "t_metBy": "s1=e2",
    "t_overlappedBy": "s1>s2 s1<e2 e1>e2",
    "t_overlaps": "s1<s2 e1>s2 e1<e2",
    "t_startedBy": "s1=s2 e1>e2",
    "t_starts": "s1=s2 e1<e2",
}
"""What holds between the starts and the ends of both (Allen's relations).

`t_disjoint` is that `t_intersects` does not hold.
"""


@dataclass(frozen=True)
class _Open:
    """The open end of an interval."""

    sign: int
    """-1 before all time, 1 after it."""


End = Term | _Open


def relating(operation: str, args: list[Node], relation: Relation) -> Sql:
    """Compile a predicate between two instants or intervals.

    Raises
    ------
    Invalid
        One of them is not a time.
    """
    if operation == "t_disjoint":
        sql, params = relating("t_intersects", args, relation)
        return f"(NOT {sql})", params
    ends: dict[str, End] = {}
    for number, node in enumerate(args, start=1):
        ends[f"s{number}"], ends[f"e{number}"] = _span(node, relation)
    parts = []
    for rule in OPERATIONS[operation].split():
        sign = rule[2:-2]
        parts.append(_compare(sign, ends[rule[:2]], ends[rule[-2:]]))
    sql = " AND ".join(part for part, _ in parts)
    return f"({sql})", tuple(value for _, values in parts for value in values)


def _span(node: Node, relation: Relation) -> tuple[End, End]:
    if not (isinstance(node, dict) and "interval" in node):
        moment = _moment(node, relation)
        return moment, moment
    bounds = node["interval"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise Invalid(
            "INTERVAL demande un début et une fin, par exemple INTERVAL('2024-01-01', '..')."
        )
    start, end = (
        _Open(sign) if bound == ".." else _moment(bound, relation)
        for sign, bound in zip((-1, 1), bounds, strict=True)
    )
    return start, end


def _moment(node: Node, relation: Relation) -> Term:
    if isinstance(node, str):
        node = {"date" if len(node) == 10 else "timestamp": node}
    term = scalar(node, relation)
    if term.kind not in TEMPORAL:
        raise Invalid(f"{term.said} n’est pas une date : comparez-la sans fonction de temps.")
    return term


def _compare(sign: str, one: End, other: End) -> Sql:
    if isinstance(one, Term) and isinstance(other, Term):
        return compare(sign, one, other)
    ranks = [end.sign if isinstance(end, _Open) else 0 for end in (one, other)]
    holds = {
        "=": ranks[0] == ranks[1],
        "<": ranks[0] < ranks[1],
        ">": ranks[0] > ranks[1],
        "<=": ranks[0] <= ranks[1],
        ">=": ranks[0] >= ranks[1],
    }[sign]
    # Whether a row without a date is in an interval, be it open, is unknown.
    finite = one if isinstance(one, Term) else other
    if not holds or not isinstance(finite, Term):
        return ("TRUE" if holds else "FALSE"), ()
    return f"({finite.sql} IS NOT NULL OR NULL)", finite.params
