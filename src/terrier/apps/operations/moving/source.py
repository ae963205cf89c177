"""The database that an instance leaves: at rest, and one moment of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import WorkerBeat
from terrier.domain.kernel.errors import Busy, Refused

from .. import presence
from .rows import carried_models

STILL_ALIVE = timedelta(seconds=25)
"""A worker gives a sign of life every ten seconds."""
PATIENCE = "10s"


@contextmanager
def at_rest(here: BaseDatabaseWrapper) -> Iterator[None]:
    """Let nothing of this machine run meanwhile, and refuse while another machine works.

    Raises
    ------
    Busy
        The site, a worker or another command uses the database.
    Refused
        Its structure is not that of this program.
    """
    with presence.alone(settings.STORE.parent):
        _refuse_unprepared(here)
        if here.vendor == "postgresql":
            _refuse_worked_on_elsewhere()
        yield


def _refuse_unprepared(here: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(here)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            _(
                "La base actuelle n’a pas la structure de ce programme. Mettez-la d’abord à niveau "
                "en démarrant le site, puis arrêtez-le et relancez."
            )
        )


def _refuse_worked_on_elsewhere() -> None:
    last = WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()
    if last is not None and timezone.now() - last < STILL_ALIVE:
        raise Busy(
            _(
                "Un programme de travaux vient de donner signe de vie. Arrêtez terrier-web et "
                "terrier-worker sur chaque machine ; s’ils le sont déjà, relancez dans une "
                "demi-minute."
            )
        )


@contextmanager
def held(here: BaseDatabaseWrapper) -> Iterator[None]:
    """Read one moment of the database, while whoever would write waits."""
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic(using=here.alias))
            if here.vendor == "postgresql":
                _hold_postgresql(here)
        except OperationalError as error:
            raise Busy(
                _("La base actuelle est en cours d’écriture. Arrêtez le site, puis relancez.")
            ) from error
        yield


def _hold_postgresql(here: BaseDatabaseWrapper) -> None:
    """Lock before the first reading, from which the snapshot dates."""
    tables = ", ".join(here.ops.quote_name(model._meta.db_table) for model in carried_models())
    with here.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
