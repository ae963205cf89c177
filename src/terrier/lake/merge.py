"""A newly typed table meets the version in place: replaced, appended or updated by key.

Files are read whole: merging is done by the system, never on behalf of one reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, LINE_COLUMN, ROW_COLUMN
from terrier.lake import corrections as mending
from terrier.lake.corrections import Conflicting, Mending
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote
from terrier.lake.snapshot import write_sorted

LAKE_NAMES = {"VARCHAR": "TEXT", "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}
"""Types that DuckDB describes under another name than plans use."""
OWN = (LINE_COLUMN, ROW_COLUMN)
"""Columns that say where a row stands, not what it says."""


@dataclass(frozen=True)
class VersionFile:
    """A Parquet file of a table.

    Parameters
    ----------
    path
        The file.
    renamed
        For the version in place: names that the new version gives to its columns.
    dropped
        For the version in place: columns that the new version gives up.
    """

    path: Path
    renamed: Mapping[str, str] | None = None
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Merged:
    """The file of the new version, and what became of every new row."""

    path: Path
    records: int
    columns: tuple[tuple[str, str], ...]
    """(name, DuckDB type) of the data columns, in order."""
    has_key: bool
    has_geometry: bool
    inserted: int
    updated: int
    unchanged: int
    removed: int
    """Rows of the version in place that the new one has no longer."""
    doubled: tuple[tuple[int, str], ...] = ()
    """(line, key) of appended rows refused because their key is in place already."""
    corrected: int = 0
    conflicts: tuple[Conflicting, ...] = ()


def merge(
    mode: str,
    base: VersionFile | None,
    fresh: Path,
    out: Path,
    corrections: Sequence[Mending] = (),
) -> Merged:
    """Make the file of the new version.

    Parameters
    ----------
    mode
        `replace`, `append` or `upsert`; without a base all three are the first version.
    base
        Table of the version in place, None where there is none.
    fresh
        Newly typed file.
    out
        GeoParquet file to write. A plain replacement without correction is `fresh` itself,
        under this name too.
    corrections
        Values mended by people, applied last.

    Returns
    -------
    Merged
    """
    with cursor() as cur:
        _view(cur, "fresh", VersionFile(fresh))
        names = _names(cur, "fresh")
        keyed, located = KEY_COLUMN in names, GEOMETRY_COLUMN in names
        if base is not None:
            _view(cur, "in_place", base)
            keyed = keyed and KEY_COLUMN in _names(cur, "in_place")
            located = located or GEOMETRY_COLUMN in _names(cur, "in_place")
        fate = _fates(cur, mode, keyed) if base else Fate(inserted=_count(cur, "fresh"))
        doubled = _doubled(cur) if mode == "append" and base and keyed else ()
        _combine(cur, mode if base else "replace", keyed, bool(doubled))
        mended = mending.prepare(cur, "combined", corrections, has_key=KEY_COLUMN in names)
        if mode == "replace" and not mended.applied:
            out.hardlink_to(fresh)
            records = _count_file(cur, out)
        else:
            records = write_sorted(cur, f"SELECT * FROM {mended.view}", [], out, geometry=located)
        return Merged(
            path=out,
            records=records,
            columns=_data_columns(cur, mended.view if mended.applied else "combined"),
            has_key=KEY_COLUMN in names,
            has_geometry=located,
            inserted=fate.inserted - len(doubled),
            updated=fate.updated,
            unchanged=fate.unchanged,
            removed=fate.removed if mode == "replace" else 0,
            doubled=doubled,
            corrected=mended.applied,
            conflicts=mended.conflicts,
        )


@dataclass(frozen=True)
class Fate:
    """What the new rows are to the version in place."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


def _view(cur: duckdb.DuckDBPyConnection, name: str, file: VersionFile) -> None:
    """Open a file under the names of the new version."""
    source = f"read_parquet({literal(str(file.path))})"
    renamed = dict(file.renamed or {})
    present = {row[0] for row in cur.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    dropped = sorted(file.dropped & present)
    exclude = f" EXCLUDE ({', '.join(quote(d) for d in dropped)})" if dropped else ""
    pairs = [(o, n) for o, n in renamed.items() if o in present and o not in file.dropped]
    rename = (
        f" RENAME ({', '.join(f'{quote(o)} AS {quote(n)}' for o, n in pairs)})" if pairs else ""
    )
    cur.execute(f"CREATE TEMP VIEW {name} AS SELECT *{exclude}{rename} FROM {source}")


def _names(cur: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    return [row[0] for row in cur.execute(f"DESCRIBE {view}").fetchall()]


def _data_columns(cur: duckdb.DuckDBPyConnection, view: str) -> tuple[tuple[str, str], ...]:
    kept = {*OWN, KEY_COLUMN, GEOMETRY_COLUMN}
    described = cur.execute(f"DESCRIBE {view}").fetchall()
    return tuple(
        (row[0], LAKE_NAMES.get(row[1], row[1])) for row in described if row[0] not in kept
    )


def _shared(cur: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the columns that both sides have, as comparable SQL."""
    both = [n for n in _names(cur, "fresh") if n in set(_names(cur, "in_place"))]
    said = [n for n in both if n not in {*OWN, KEY_COLUMN}]
    return [n for n in said if n != GEOMETRY_COLUMN] + (
        [GEOMETRY_COLUMN] if GEOMETRY_COLUMN in said else []
    )


def _comparable(name: str, side: str) -> str:
    value = f"{side}.{quote(name)}"
    return f"ST_AsWKB({value})" if name == GEOMETRY_COLUMN else value


def _fates(cur: duckdb.DuckDBPyConnection, mode: str, keyed: bool) -> Fate:
    if mode == "append":
        return Fate(inserted=_count(cur, "fresh"))
    return _fates_by_key(cur) if keyed else _fates_as_bags(cur)


def _fates_by_key(cur: duckdb.DuckDBPyConnection) -> Fate:
    tests = [f"{_comparable(n, 'f')} IS DISTINCT FROM {_comparable(n, 'b')}" for n in _shared(cur)]
    changed = " OR ".join(tests) or "false"
    row = cur.execute(
        f"SELECT count_if(b._key IS NULL), count_if(b._key IS NOT NULL AND ({changed})), "
        f"count_if(b._key IS NOT NULL AND NOT ({changed})) "
        "FROM fresh f LEFT JOIN in_place b ON f._key = b._key"
    ).fetchone()
    gone = cur.execute("SELECT count(*) FROM in_place b ANTI JOIN fresh f ON f._key = b._key")
    removed = gone.fetchone()
    assert row is not None
    assert removed is not None
    inserted, updated, unchanged = (int(n) for n in row)
    return Fate(inserted, updated, unchanged, int(removed[0]))


def _fates_as_bags(cur: duckdb.DuckDBPyConnection) -> Fate:
    names = _shared(cur)
    new, old = _count(cur, "fresh"), _count(cur, "in_place")
    if not names:
        return Fate(inserted=new, removed=old)
    f = ", ".join(f"{_comparable(n, 'fresh')} AS {quote(n)}" for n in names)
    b = ", ".join(f"{_comparable(n, 'in_place')} AS {quote(n)}" for n in names)
    row = cur.execute(
        f"SELECT count(*) FROM (SELECT {f} FROM fresh INTERSECT ALL SELECT {b} FROM in_place)"
    ).fetchone()
    same = int(row[0]) if row else 0
    return Fate(inserted=new - same, unchanged=same, removed=old - same)


def _doubled(cur: duckdb.DuckDBPyConnection) -> tuple[tuple[int, str], ...]:
    rows = cur.execute(
        "SELECT f._line, f._key FROM fresh f SEMI JOIN in_place b ON f._key = b._key ORDER BY 1"
    ).fetchall()
    return tuple((int(line), str(key)) for line, key in rows)


def _combine(cur: duckdb.DuckDBPyConnection, mode: str, keyed: bool, doubled: bool) -> None:
    if mode == "replace":
        sql = "SELECT * FROM fresh"
    elif mode == "append" or not keyed:
        new = "fresh f ANTI JOIN in_place b ON f._key = b._key" if doubled else "fresh f"
        sql = f"SELECT * FROM in_place UNION ALL BY NAME {_numbered(new)}"
    else:
        sql = _upserted(cur)
    cur.execute(f"CREATE TEMP VIEW combined AS {sql}")


def _numbered(new: str) -> str:
    """Number new rows after those in place."""
    last = "(SELECT coalesce(max(_row), 0) FROM in_place)"
    return f"SELECT f.* REPLACE ({last} + row_number() OVER (ORDER BY f._row) AS _row) FROM {new}"


def _upserted(cur: duckdb.DuckDBPyConnection) -> str:
    """Render: rows in place that the file does not name, rows that it updates, new rows.

    A column that the file does not have keeps its value in the rows that it updates.
    """
    here, there = set(_names(cur, "fresh")), _names(cur, "in_place")
    kept = [f"b.{quote(n)}" for n in there if n not in here]
    updated = ", ".join(["f.* REPLACE (b._row AS _row)", *kept])
    return (
        "SELECT b.* FROM in_place b ANTI JOIN fresh f ON f._key = b._key "
        f"UNION ALL BY NAME SELECT {updated} FROM fresh f JOIN in_place b ON f._key = b._key "
        f"UNION ALL BY NAME {_numbered('fresh f ANTI JOIN in_place b ON f._key = b._key')}"
    )


def _count(cur: duckdb.DuckDBPyConnection, view: str) -> int:
    row = cur.execute(f"SELECT count(*) FROM {view}").fetchone()
    return int(row[0]) if row else 0


def _count_file(cur: duckdb.DuckDBPyConnection, path: Path) -> int:
    return _count(cur, f"read_parquet({literal(str(path))})")
