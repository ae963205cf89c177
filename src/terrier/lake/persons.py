"""Rows in which a person is looked for, with the digests that would erase them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terrier.domain.tabular.plan import KEY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.erasure import arm, digest_of, plain
from terrier.lake.relation import Relation, quote

MOST_ROWS = 200
SECONDS = 60.0


@dataclass(frozen=True)
class Wanted:
    """What is known of the person in one table.

    Parameters
    ----------
    values
        (column, text): compared without regard to case, accents, hyphens and spaces.
    key
        Key of the row, empty where it is not known.
    """

    values: tuple[tuple[str, str], ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Digests:
    """What the digests of a table are made from."""

    secret: bytes
    key_scope: str
    scope: str
    columns: tuple[str, ...]
    """Columns of the digest of values."""


@dataclass(frozen=True)
class Sighting:
    """One row that answers."""

    key: str
    key_digest: str
    """Empty where the file has no key."""
    digest: str
    cells: tuple[str, ...]


def find_rows(
    relation: Relation, wanted: Wanted, digests: Digests, shown: Sequence[str]
) -> tuple[tuple[Sighting, ...], bool]:
    """Find the rows in which a person stands.

    Parameters
    ----------
    relation
        What whoever looks may see.
    wanted
        At least one value, or the key.
    digests
        How rows would be erased.
    shown
        Columns to tell people apart by.

    Returns
    -------
    tuple of Sighting, bool
        The first rows, and whether there are more.
    """
    tests, params = [], []
    for column, text in wanted.values:
        tests.append(f"{plain(quote(relation.require(column).name))} = {plain('?::TEXT')}")
        params.append(text)
    if wanted.key:
        if not relation.has_key:
            return (), False
        tests.append(f"{KEY_COLUMN} = ?")
        params.append(wanted.key.strip())
    key = KEY_COLUMN if relation.has_key else "NULL::TEXT"
    cells = [f"CAST({quote(c)} AS VARCHAR)" for c in shown]
    value_digest = (
        digest_of(digests.scope, [quote(c) for c in digests.columns], key=False)
        if digests.columns
        else "NULL::TEXT"
    )
    source, bound = relation.sql()
    with cursor(seconds=SECONDS) as cur:
        arm(cur, digests.secret)
        rows = cur.execute(
            f"SELECT {key}, {digest_of(digests.key_scope, [key], key=True)}, {value_digest}"
            f"{''.join(', ' + c for c in cells)} FROM {source} WHERE {' AND '.join(tests)} "
            f"ORDER BY _row LIMIT {MOST_ROWS + 1}",
            [*bound, *params],
        ).fetchall()
    found = tuple(
        Sighting(r[0] or "", r[1] or "", r[2] or "", tuple(c or "" for c in r[3:])) for r in rows
    )
    return found[:MOST_ROWS], len(found) > MOST_ROWS
