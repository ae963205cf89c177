"""Django's migrate, by one process at a time: several may start at once on one database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = 0x7E44_1E44
"""The number, free to choose, by which processes know this lock on a PostgreSQL server."""


class Command(migrate.Command):
    """Whoever comes second waits, then finds nothing left to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's command alone."""
        with _alone(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def _alone(database: BaseDatabaseWrapper) -> Iterator[None]:
    if database.vendor == "postgresql":
        with _server_lock(database):
            yield
    elif database.is_in_memory_db():
        yield
    else:
        path = Path(database.settings_dict["NAME"])
        with path.with_name(f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def _server_lock(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold a lock of the connection: the server gives it back after a kill."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
