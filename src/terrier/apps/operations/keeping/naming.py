"""Which files of the store a database names, asked of a snapshot and not of the living database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

QUERIES = (
    ("catalog_original", "SELECT path, sha256, 0 FROM catalog_original"),
    *(
        (
            "catalog_versiontable",
            f"SELECT t.{column}, '', v.gone_reason <> '' FROM catalog_versiontable t"
            " JOIN catalog_version v ON v.id = t.version_id",
        )
        for column in ("path", "archive", "rejects")
    ),
)
"""By table: key of the store, sha256 where the database knows it, whether it may be gone.

Every field of a model that holds a key of the store stands here: a test compares this with the
files that lie in a store where everything has happened.
"""


@dataclass(frozen=True)
class NamedFile:
    """A file that the database names."""

    key: str
    sha256: str
    """What its content must be; empty where only the store knows."""
    withdrawn: bool
    """Its version was withdrawn: the file may have been deleted."""


def files_named(snapshot: Path) -> list[NamedFile]:
    """List the files that a snapshot of the database names, in the order of their keys."""
    with closing(sqlite3.connect(f"file:{snapshot}?mode=ro", uri=True)) as database:
        named = {file.key: file for file in _asked(database)}
    return [named[key] for key in sorted(named)]


def _asked(database: sqlite3.Connection) -> Iterator[NamedFile]:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    for table, query in QUERIES:
        if table in tables:
            for key, sha256, withdrawn in database.execute(query):
                if key:
                    yield NamedFile(key, sha256, bool(withdrawn))
