"""Questions asked of small tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from terrier.domain.odsql import parse_condition, parse_items, parse_order
from terrier.domain.odsql.question import Question, Refinement
from terrier.lake import odsql

NOW = datetime(2021, 5, 6, 12, 34, 55, 450_500, tzinfo=UTC)
"""The moment of the examples of the reference; a Thursday."""


def question(**clauses: Any) -> Question:
    """Read a question from its clauses."""
    where = clauses.get("where", ())
    texts = (where,) if isinstance(where, str) else where
    return Question(
        select=parse_items(clauses["select"]) if "select" in clauses else (),
        where=tuple(parse_condition(text) for text in texts),
        group_by=parse_items(clauses["group_by"]) if "group_by" in clauses else (),
        order_by=parse_order(clauses["order_by"]) if "order_by" in clauses else (),
        refine=tuple(Refinement.read(text) for text in clauses.get("refine", ())),
        exclude=tuple(Refinement.read(text) for text in clauses.get("exclude", ())),
        timezone=clauses.get("timezone", "UTC"),
        language=clauses.get("language", "fr"),
        now=NOW,
    )


def answer(source: odsql.Source, **clauses: Any) -> list[dict[str, Any]]:
    """Ask, and read the JSON of every record."""
    limit, offset = clauses.pop("limit", 20_000), clauses.pop("offset", 0)
    return json.loads(odsql.records(source, question(**clauses), limit, offset).json())


@pytest.fixture
def ask(communes) -> Callable[..., list[dict[str, Any]]]:
    """Ask the five communes."""
    return lambda **clauses: answer(odsql.of_relation(communes), **clauses)


@pytest.fixture
def rows(ask) -> Callable[[str], list[int]]:
    """Give the numbers of the communes that answer a condition, by their codes and rank."""

    def matching(where: str) -> list[str]:
        return [record["code_insee"] for record in ask(select="code_insee", where=where)]

    return matching
