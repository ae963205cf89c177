"""Numbers of new rows: never one that was given before, even to a row deleted since."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model


def continue_numbering(
    model: type[Model], here: BaseDatabaseWrapper, there: BaseDatabaseWrapper
) -> None:
    """Have the target give the numbers that follow those of the source."""
    numbered = model._meta.auto_field
    if numbered is None:
        return
    table, column = model._meta.db_table, numbered.column
    last = _last(here, table, column)
    with there.cursor() as cursor:
        if there.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [there.ops.quote_name(table), column, max(last, 1), last > 0],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _last(here: BaseDatabaseWrapper, table: str, column: str) -> int:
    """Give the highest number ever given, 0 for none."""
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, %s)", [here.ops.quote_name(table), column]
            )
            (sequence,) = cursor.fetchone()
            cursor.execute(
                f"SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {sequence}"
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    return row[0] if row else 0
