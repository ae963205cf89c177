"""Which files of the store a database names, asked of a snapshot and not of the living database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ORIGINALS = "SELECT path, sha256, {gone} FROM catalog_original"
TABLES = (
    "SELECT t.{field}, '', v.gone_reason <> '' FROM catalog_versiontable t"
    " JOIN catalog_version v ON v.id = t.version_id"
)
LATER = {
    "interventions_photograph": "SELECT path, sha256, 0 FROM interventions_photograph",
    "interventions_document": "SELECT path, sha256, 0 FROM interventions_document",
    "stories_block": "SELECT image, '', 0 FROM stories_block",
    "networks_checkrun": "SELECT path, '', 0 FROM networks_checkrun",
}
"""Tables that a database from before an upgrade may not have yet."""
FIELDS = ("path", "archive", "rejects")
"""Key of the store, sha256 where the database knows it, whether the file may be gone.

Every field of a model that holds a key of the store stands here, but for those under `work`,
`exports` and `zonings`, which are made again on demand: a test compares this with the files that
lie in a store where everything has happened.
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
    named: dict[str, NamedFile] = {}
    with closing(sqlite3.connect(f"file:{snapshot}?mode=ro", uri=True)) as database:
        for file in _asked(database):
            # Two rows may name one file: it is gone only where both say so.
            if file.key and (file.key not in named or named[file.key].withdrawn):
                named[file.key] = file
    return [named[key] for key in sorted(named)]


def _asked(database: sqlite3.Connection) -> Iterator[NamedFile]:
    columns = {row[1] for row in database.execute("PRAGMA table_info(catalog_original)")}
    gone = "gone_reason <> ''" if "gone_reason" in columns else "0"
    queries = [ORIGINALS.format(gone=gone), *(TABLES.format(field=f) for f in FIELDS)]
    for table, query in LATER.items():
        if database.execute(f"PRAGMA table_info({table})").fetchone():
            queries.append(query)
    for query in queries:
        for key, sha256, withdrawn in database.execute(query):
            yield NamedFile(key, sha256, bool(withdrawn))
