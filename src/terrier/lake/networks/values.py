"""The values of columns that have few: codes, which a person may give a meaning to."""

from __future__ import annotations

from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, quote

MOST = 40
"""More different values than this are no list of codes."""
SECONDS = 20.0


def few_values(relation: Relation) -> dict[str, tuple[str, ...]]:
    """Give the distinct values, as trimmed text, of the columns that have at most 40.

    Returns
    -------
    dict
        Name of the column → its values, in order; columns without any value are left out.
    """
    if not relation.columns:
        return {}
    texts = [f"nullif(trim(CAST({quote(c.name)} AS VARCHAR)), '')" for c in relation.columns]
    # At most one more than is wanted is ever sorted and given.
    lists = [
        f"list_sort(list(DISTINCT {text}) FILTER ({text} IS NOT NULL))[:{MOST + 1}]"
        for text in texts
    ]
    source, bound = relation.sql()
    with cursor(seconds=SECONDS) as db:
        found = db.execute(f"SELECT {', '.join(lists)} FROM {source}", bound).fetchone()
    assert found is not None
    pairs = zip(relation.columns, found, strict=True)
    return {c.name: tuple(values) for c, values in pairs if values and len(values) <= MOST}
