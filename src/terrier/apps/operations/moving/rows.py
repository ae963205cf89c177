"""Rows read, written and summed up, whatever the app that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from . import canonical
from .fitting import misfits

BATCH = 500
"""Rows held in memory at once: one may carry the outline of a commune or the plan of an import."""
_SPACE = 1 << 256


@dataclass(frozen=True)
class Tally:
    """How many rows, and the sum of their digests: the same in whatever order they are read."""

    rows: int = 0
    digest: int = 0

    def with_rows(self, rows: Iterable[tuple[object, ...]]) -> Tally:
        """Count more rows in."""
        digests = [canonical.digest(row) for row in rows]
        return Tally(self.rows + len(digests), (self.digest + sum(digests)) % _SPACE)

    def __str__(self) -> str:
        return f"{self.rows}:{self.digest:064x}"


def carried_models() -> list[type[Model]]:
    """List every table of every app, those between two models included; the cache is none."""
    found = apps.get_models(include_auto_created=True)
    kept = [m for m in found if m._meta.managed and not m._meta.proxy and not m._meta.swapped]
    return sorted(kept, key=lambda model: model._meta.db_table)


def tally_of(model: type[Model], database: BaseDatabaseWrapper) -> Tally:
    """Sum up a table as it is now."""
    tally = Tally()
    for batch in _read(model, database):
        tally = tally.with_rows(batch)
    return tally


def copy_rows(
    model: type[Model],
    here: BaseDatabaseWrapper,
    there: BaseDatabaseWrapper,
    refusals: list[str],
) -> Tally:
    """Write every row of a table at the target; what cannot stand there is added to `refusals`."""
    fields = _fields(model)
    statement = _insertion(model, fields, there)
    tally = Tally()
    for batch in _read(model, here):
        tally = tally.with_rows(batch)
        for row in batch:
            refusals += misfits(model, fields, row, there)
        if not refusals:
            with there.cursor() as cursor:
                cursor.executemany(statement, [_prepared(fields, row, there) for row in batch])
    return tally


def _read(
    model: type[Model], database: BaseDatabaseWrapper
) -> Iterator[tuple[tuple[object, ...], ...]]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.using(database.alias).order_by().values_list(*names)
    stream = iter(rows.iterator(chunk_size=BATCH))
    while batch := tuple(islice(stream, BATCH)):
        yield batch


def _fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _insertion(model: type[Model], fields: list[Field], there: BaseDatabaseWrapper) -> str:
    quote = there.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"


def _prepared(
    fields: list[Field], row: tuple[object, ...], there: BaseDatabaseWrapper
) -> list[object]:
    pairs = zip(fields, row, strict=True)
    return [field.get_db_prep_save(value, connection=there) for field, value in pairs]
