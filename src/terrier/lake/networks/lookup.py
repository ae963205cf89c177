"""Where an element stands in the file of its table."""

from __future__ import annotations

from collections.abc import Sequence

from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, quote


def row_of(relation: Relation, key: str) -> int | None:
    """Give the ordinal of the row that the second half of a reference names; None: no such row.

    Parameters
    ----------
    relation
        The table.
    key
        Key of the row, or `#` and its ordinal where the table has no key.
    """
    if key.startswith("#"):
        return int(key[1:]) if key[1:].isdecimal() else None
    if not relation.has_key:
        return None
    source, bound = relation.sql()
    with cursor() as db:
        found = db.execute(
            f"SELECT {quote(ROW_COLUMN)} FROM {source} WHERE {quote(KEY_COLUMN)} = ? LIMIT 1",
            [*bound, key],
        ).fetchone()
    return None if found is None else int(found[0])


def rows_of(relation: Relation, keys: Sequence[str]) -> dict[str, int]:
    """Give the ordinals of the rows that keys name, those that are there.

    Parameters
    ----------
    relation
        The table.
    keys
        As in `row_of`.
    """
    found = {key: int(key[1:]) for key in keys if key.startswith("#") and key[1:].isdecimal()}
    if relation.has_key:
        source, bound = relation.sql()
        text = f"SELECT {quote(KEY_COLUMN)}, {quote(ROW_COLUMN)} FROM {source}"
        with cursor() as db:
            told = db.execute(
                f"{text} WHERE list_contains(?, {quote(KEY_COLUMN)})", [*bound, list(keys)]
            ).fetchall()
        found |= {key: int(row) for key, row in told}
    return found
