"""The move: one snapshot of the source, one transaction at the target, everything read again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Refused, Unholdable

from . import source, target
from .rows import Tally, carried_models, copy_rows, tally_of
from .sequences import continue_numbering

MOST_SHOWN = 20
"""Values that the target cannot hold are all counted, and so many are named."""


@dataclass(frozen=True)
class Carried:
    """One table: what was read at the source, what is read at the target once written."""

    table: str
    before: Tally
    after: Tally

    @property
    def identical(self) -> bool:
        """Say whether the target holds the very same rows."""
        return self.before == self.after


def move_database(url: str) -> list[Carried]:
    """Bring the target to the state of the current database, or leave it as it was.

    Nothing is written at the source, where writers wait meanwhile. At the target all is one
    transaction, kept only if every table is read again the same: a run that is killed leaves
    nothing, and the next one begins anew.

    Raises
    ------
    Refused
        The target is not ours to fill, or one of the databases does not do what is asked.
    Busy
        Something still works on the source.
    Unholdable
        Values that the target cannot hold, named one by one.
    """
    here = connections[DEFAULT_DB_ALIAS]
    with source.at_rest(here), target.opened(url) as there, _in_words(), source.held(here):
        target.refuse_unsuitable(here, there)
        target.prepare(there)
        with transaction.atomic(using=there.alias):
            target.hold(there)
            target.refuse_used_since(there)
            carried = _carry(here, there)
            if all(table.identical for table in carried):
                target.mark(there, {table.table: str(table.after) for table in carried})
            else:
                transaction.set_rollback(True, using=there.alias)
    return carried


def _carry(here: BaseDatabaseWrapper, there: BaseDatabaseWrapper) -> list[Carried]:
    models = carried_models()
    tables = [model._meta.db_table for model in models]
    there.ops.execute_sql_flush(there.ops.sql_flush(no_style(), tables))
    refusals: list[str] = []
    before = [copy_rows(model, here, there, refusals) for model in models]
    if refusals:
        raise Unholdable(_refused_values(refusals))
    there.check_constraints()
    for model in models:
        continue_numbering(model, here, there)
    after = [tally_of(model, there) for model in models]
    return [Carried(*read) for read in zip(tables, before, after, strict=True)]


def _refused_values(refusals: list[str]) -> str:
    more = len(refusals) - MOST_SHOWN
    named = refusals[:MOST_SHOWN] + ([_("… et %(n)d autres") % {"n": more}] if more > 0 else [])
    return _(
        "Rien n’a été transporté : la base de destination ne peut pas tenir ces valeurs. "
        "Corrigez-les sur le site, puis relancez.\n%(values)s"
    ) % {"values": "\n".join(named)}


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Refused(
            _("La base de destination n’a rien gardé. Une des deux bases a dit : %(why)s")
            % {"why": str(error).strip()}
        ) from error
