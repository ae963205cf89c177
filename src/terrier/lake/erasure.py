"""Rows erased at somebody's request or at the end of their time: found, left out, never named.

An erased row is known by a keyed digest (HMAC-SHA256, RFC 2104) of its key, or of the values of
chosen columns where a file has no key. Digests are made in SQL and nowhere else, so that a million
rows cost one pass and no second writing of the same text can differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote
from terrier.lake.snapshot import write_sorted

BLOCK_BYTES = 64
"""Block of SHA-256, to which HMAC pads its key (RFC 2104)."""
BETWEEN = "\x1f"
"""ASCII unit separator: no value holds it."""


@dataclass(frozen=True)
class Mark:
    """Digests of erased rows that were made from the same columns.

    Parameters
    ----------
    scope
        What tells the table and the columns from any other: a digest of « 12 » in one table says
        nothing of the row 12 of another.
    columns
        Columns of the file whose values make the digest; empty: the key of the row.
    digests
        Lower-case hexadecimal.
    """

    scope: str
    columns: tuple[str, ...]
    digests: frozenset[str]


@dataclass(frozen=True)
class Rewritten:
    """A file written again without some of its rows."""

    records: int
    """Rows that are left."""
    erased: int


def arm(cur: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Give a cursor the secret of the digests, outside the text of every query."""
    key = hashlib.sha256(secret).digest() if len(secret) > BLOCK_BYTES else secret
    padded = key.ljust(BLOCK_BYTES, b"\0")
    pads = [bytes(b ^ mask for b in padded) for mask in (0x36, 0x5C)]
    cur.execute(
        "CREATE OR REPLACE TEMP TABLE digest_pads AS SELECT ?::BLOB AS i, ?::BLOB AS o", pads
    )
    cur.execute("SET VARIABLE inner_pad = (SELECT i FROM digest_pads)")
    cur.execute("SET VARIABLE outer_pad = (SELECT o FROM digest_pads)")
    cur.execute("DROP TABLE digest_pads")


def digest_of(scope: str, values: Sequence[str], *, key: bool) -> str:
    """Render the digest of a row; NULL where nothing is written in it.

    Parameters
    ----------
    scope
        As in `Mark`.
    values
        SQL of the values; of the key alone where `key`.
    key
        The key is taken as it stands; other values without regard to case, accents, hyphens and
        spaces, so that « LE GOFF Anne-Marie » is « Le Goff  Anne Marie ».
    """
    if key:
        (only,) = values
        said = f"nullif(CAST({only} AS VARCHAR), '')"
    else:
        words = [plain(v) for v in values]
        said = (
            f"nullif(concat_ws(chr(31), {', '.join(words)}), {literal(BETWEEN * (len(words) - 1))})"
        )
    message = f"encode({literal(scope + BETWEEN)} || {said})"
    inside = f"unhex(sha256(getvariable('inner_pad') || {message}))"
    return f"sha256(getvariable('outer_pad') || {inside})"


def is_erased(marks: Sequence[Mark], value: Callable[[str], str | None]) -> str:
    """Render the test of an erased row.

    Parameters
    ----------
    marks
        Marks of the table. Those on a key hold where rows have one; the others elsewhere, so that
        a namesake in a table with keys is not erased.
    value
        Gives the SQL of a column, `_key` among them; None where the file does not have it.
    """
    keyed = value(KEY_COLUMN)
    tests = []
    for mark in marks:
        columns = [value(c) for c in mark.columns]
        present = [c for c in columns if c is not None]
        if not mark.digests or len(present) < len(columns) or bool(keyed) == bool(columns):
            continue
        cells = present if columns else [keyed or ""]
        listed = ", ".join(literal(d) for d in sorted(mark.digests))
        digest = digest_of(mark.scope, cells, key=not columns)
        tests.append(f"coalesce({digest} IN ({listed}), false)")
    return f"({' OR '.join(tests)})" if tests else "false"


def without_marked(path: Path, out: Path, marks: Sequence[Mark], secret: bytes) -> Rewritten | None:
    """Write a version file again without the erased rows; None where it has none of them.

    Parameters
    ----------
    path, out
        Version files.
    marks, secret
        What was erased.

    Returns
    -------
    Rewritten or None
    """
    with cursor() as cur:
        arm(cur, secret)
        names = _names(cur, path)
        return _without(
            cur, path, out, is_erased(marks, lambda n: quote(n) if n in names else None)
        )


def without_older(path: Path, out: Path, column: str, limit: date) -> Rewritten | None:
    """Write a version file again without the rows dated before `limit`; None where it has none.

    Rows without a date stay: nothing says that their time is over.
    """
    with cursor() as cur:
        return _without(cur, path, out, _older(column, limit))


def count_older(path: Path, column: str, limit: date) -> int:
    """Count the rows of a version file dated before `limit`."""
    with cursor() as cur:
        return _count(cur, path, _older(column, limit))


def lines_older(path: Path, column: str, limit: date) -> frozenset[int]:
    """Give the source lines of the rows of a version file dated before `limit`."""
    source = f"read_parquet({literal(str(path))})"
    with cursor() as cur:
        rows = cur.execute(f"SELECT _line FROM {source} WHERE {_older(column, limit)}").fetchall()
    return frozenset(int(line) for (line,) in rows)


def count_marked(path: Path, marks: Sequence[Mark], secret: bytes) -> int:
    """Count the erased rows that a version file still has."""
    with cursor() as cur:
        arm(cur, secret)
        names = _names(cur, path)
        return _count(cur, path, is_erased(marks, lambda n: quote(n) if n in names else None))


def marked_texts(
    texts: Sequence[str], scope: str, digests: frozenset[str], secret: bytes
) -> set[str]:
    """Give which of these keys are among the erased ones."""
    with cursor() as cur:
        arm(cur, secret)
        rows = cur.execute(
            f"SELECT t, {digest_of(scope, ['t'], key=True)} FROM (SELECT unnest(?::TEXT[]) AS t)",
            [list(texts)],
        ).fetchall()
    return {text for text, digest in rows if digest in digests}


def _older(column: str, limit: date) -> str:
    return f"coalesce(CAST({quote(column)} AS DATE) < DATE {literal(limit.isoformat())}, false)"


def plain(value: str) -> str:
    """Render a value without regard to case, accents, hyphens and spaces."""
    text = f"coalesce(CAST({value} AS VARCHAR), '')"
    return f"trim(regexp_replace(lower(strip_accents({text})), {literal(_BLANKS)}, ' ', 'g'))"


_BLANKS = r"[\s\x{a0}\x{202f}\x{2009}\x{feff}'’\-]+"


def _names(cur: duckdb.DuckDBPyConnection, path: Path) -> set[str]:
    rows = cur.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    return {row[0] for row in rows}


def _count(cur: duckdb.DuckDBPyConnection, path: Path, test: str) -> int:
    source = f"read_parquet({literal(str(path))})"
    row = cur.execute(f"SELECT count(*) FROM {source} WHERE {test}").fetchone()
    return int(row[0]) if row else 0


def _without(cur: duckdb.DuckDBPyConnection, path: Path, out: Path, test: str) -> Rewritten | None:
    erased = _count(cur, path, test)
    if not erased:
        return None
    left = f"SELECT * FROM read_parquet({literal(str(path))}) WHERE NOT {test}"
    located = GEOMETRY_COLUMN in _names(cur, path)
    return Rewritten(write_sorted(cur, left, [], out, geometry=located), erased)
