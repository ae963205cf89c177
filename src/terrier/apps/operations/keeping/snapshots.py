"""The whole database at one moment, as a SQLite file, whichever database it lives in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.translation import gettext as _

from terrier.apps.operations.moving.rows import copy_rows, tally_of
from terrier.apps.operations.moving.sequences import continue_numbering
from terrier.domain.kernel.errors import Unholdable

ALIAS = "snapshot"
MOST_SHOWN = 20
"""Values that do not pass are counted, and so many are named."""


def take(target: Path) -> None:
    """Write the database, as it is at one moment, into a new SQLite file; nobody waits for it.

    A database of PostgreSQL is written row by row within one transaction that sees one moment.
    """
    # Within a transaction that writes, SQLite would wait for it for ever.
    assert not connection.in_atomic_block
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    else:
        with _opened(target) as file, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _copy(_build(file, _applied(connection)), connection, file)
    target.chmod(0o600)


def load(source: Path) -> None:
    """Put a snapshot in the place of everything in the database of PostgreSQL, or nothing.

    Raises
    ------
    Unholdable
        PostgreSQL cannot hold a value of it; the database stays as it was.
    """
    with _opened(source) as file, transaction.atomic():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        _copy(_build(connection, _applied(file)), file, connection)


def migrations_applied() -> dict[str, list[str]]:
    """Give the migrations that made the living database, by app, in order."""
    applied: dict[str, list[str]] = {}
    for app, name in _applied(connection):
        applied.setdefault(app, []).append(name)
    return applied


def _applied(database: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    return sorted(MigrationRecorder(database).applied_migrations())


def _build(empty: BaseDatabaseWrapper, applied: list[tuple[str, str]]) -> list[type[Model]]:
    """Make the tables of a database as those migrations left them; give their models.

    At once, from what the migrations come to: one after the other, they would take seconds.
    """
    loader = MigrationExecutor(empty).loader
    nodes = loader.graph.node_map
    last = [key for key in applied if not {c.key for c in nodes[key].children} & set(applied)]
    found = loader.project_state(last).apps.get_models(include_auto_created=True)
    kept = [m for m in found if m._meta.managed and not m._meta.proxy]
    with empty.schema_editor() as editor:
        for model in kept:
            if not model._meta.auto_created:  # made with the one that it is of
                editor.create_model(model)
    recorder = MigrationRecorder(empty)
    recorder.ensure_schema()
    return [*kept, recorder.Migration]


def _copy(models: list[type[Model]], here: BaseDatabaseWrapper, there: BaseDatabaseWrapper) -> None:
    """Write every row of every model, and read all of them again."""
    with transaction.atomic(using=there.alias):
        if there.vendor == "postgresql":
            with there.cursor() as cursor:  # some migrations make them immediate for what follows
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        refusals: list[str] = []
        read = {model: copy_rows(model, here, there, refusals) for model in models}
        wrong = [m._meta.db_table for m, tally in read.items() if tally_of(m, there) != tally]
        if refusals or wrong:
            told = "\n".join([*refusals[:MOST_SHOWN], *wrong])
            raise Unholdable(
                _("Ces valeurs ne passent pas d’une base à l’autre :\n%(told)s") % {"told": told}
            )
        there.check_constraints()
        for model in models:
            continue_numbering(model, here, there)


@contextmanager
def _opened(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """Let Django speak to a SQLite file under a name of its own."""
    connections.settings[ALIAS] = {
        **connections.settings[DEFAULT_DB_ALIAS],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"init_command": "PRAGMA synchronous = OFF"},
        "CONN_MAX_AGE": 0,
    }
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
