"""The whole database at one moment, as a SQLite file, whichever database it lives in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def take(target: Path) -> None:
    """Write the database, as it is at one moment, into a new SQLite file; nobody waits for it."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    target.chmod(0o600)


def migrations_applied() -> dict[str, list[str]]:
    """Give the migrations that made the living database, by app, in order."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied
