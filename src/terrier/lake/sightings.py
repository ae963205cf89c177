"""Patterns sought in the values of every text column, in one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.lake.engine import cursor
from terrier.lake.filters.values import family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 60.0
EXAMPLES = 3
FIRST_ROWS = 1000
"""Rows that illustrations are taken from; they are no statement about the others."""


@dataclass(frozen=True)
class Sighting:
    """One pattern found in one column."""

    column: str
    """Stable id."""
    pattern: str
    """Name of the pattern."""
    count: int
    """Exact number of rows."""
    examples: tuple[str, ...]
    """A few different values, the first in alphabetical order."""


def sightings(relation: Relation, patterns: Mapping[str, str]) -> tuple[Sighting, ...]:
    """Find where patterns occur, over every row.

    Parameters
    ----------
    relation
        What is read.
    patterns
        RE2 pattern by name; found anywhere in a value.

    Returns
    -------
    tuple of Sighting
        Only those that occur.
    """
    texts = [c for c in relation.columns if family(c.type) == "text"]
    if not texts or not patterns:
        return ()
    with cursor(seconds=SECONDS) as db:
        suspected = _with_any(db, relation, texts, patterns)
        return _each(db, relation, [(c, name) for c in suspected for name in patterns], patterns)


def _with_any(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    texts: list[RelationColumn],
    patterns: Mapping[str, str],
) -> list[RelationColumn]:
    """Keep the columns where some pattern occurs: most have none, and are read once only."""
    any_of = "|".join(f"(?:{pattern})" for pattern in patterns.values())
    tests = ", ".join(f"bool_or(regexp_matches({quote(c.name)}, ?))" for c in texts)
    source, outer = relation.sql()
    found = db.execute(f"SELECT {tests} FROM {source}", [*[any_of] * len(texts), *outer]).fetchone()
    return [c for c, seen in zip(texts, found or (), strict=True) if seen]


def _each(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    pairs: list[tuple[RelationColumn, str]],
    patterns: Mapping[str, str],
) -> tuple[Sighting, ...]:
    if not pairs:
        return ()
    measures: list[str] = []
    params: list[object] = []
    for column, name in pairs:
        match = f"FILTER (regexp_matches({quote(column.name)}, ?))"
        measures += [
            f"count(*) {match}",
            f"min(DISTINCT {quote(column.name)}, {EXAMPLES}) {match}",
        ]
        params += [patterns[name], patterns[name]]
    source, outer = relation.sql()
    found = db.execute(f"SELECT {', '.join(measures)} FROM {source}", [*params, *outer])
    values = found.fetchone() or ()
    return tuple(
        Sighting(column.id, name, count, tuple(examples or ()))
        for (column, name), count, examples in zip(pairs, values[::2], values[1::2], strict=True)
        if count
    )


def examples(relation: Relation) -> dict[str, tuple[str, ...]]:
    """Give a few different values of every column, as text, by stable id, from its first rows."""
    if not relation.columns:
        return {}
    picked = ", ".join(
        f"min(DISTINCT CAST({quote(c.name)} AS VARCHAR), {EXAMPLES})" for c in relation.columns
    )
    source, params = relation.sql()
    first = f"(SELECT * FROM {source} LIMIT {FIRST_ROWS})"
    with cursor(seconds=SECONDS) as db:
        values = db.execute(f"SELECT {picked} FROM {first}", params).fetchone() or ()
    return {c.id: tuple(found or ()) for c, found in zip(relation.columns, values, strict=True)}
