"""Whether the platform can do its work: four questions, no secrets in the answers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import WorkerBeat

SILENCE = timedelta(seconds=60)
"""A worker beats every ten seconds; six missed beats are a dead worker."""
ENOUGH_DISK = 1_000_000_000
"""Bytes that an import of a large file needs beside what is kept."""


@dataclass(frozen=True)
class Check:
    """One question."""

    name: str
    label: str
    healthy: bool
    sentence: str


def checks() -> list[Check]:
    """Ask everything."""
    return [ask() for ask in QUESTIONS]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check("database", _("Base de données"), False, _("La base ne répond pas."))
    return Check("database", _("Base de données"), True, _("La base répond."))


def _store() -> Check:
    label = _("Dossier des données")
    try:
        settings.STORE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.STORE) as file:
            file.write(b"terrier")
    except OSError:
        return Check("store", label, False, _("On ne peut pas y écrire : voir les droits."))
    return Check("store", label, True, _("On peut y écrire."))


def _worker() -> Check:
    label = _("Travaux de fond")
    try:
        last = WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()
    except DatabaseError:
        return Check("worker", label, False, _("La base ne dit pas s’ils sont actifs."))
    if last is None or last < timezone.now() - SILENCE:
        silent = _("Aucun signe de vie depuis une minute : lancez « terrier worker ».")
        return Check("worker", label, False, silent)
    return Check("worker", label, True, _("Le programme des travaux de fond est actif."))


def _disk() -> Check:
    label = _("Espace disque")
    try:
        free = shutil.disk_usage(settings.STORE.parent).free
    except OSError:
        return Check("disk", label, False, _("L’espace libre ne peut pas être mesuré."))
    said = _("%(free)s Go libres.") % {"free": free // 1_000_000_000}
    return Check("disk", label, free >= ENOUGH_DISK, said)


QUESTIONS: tuple[Callable[[], Check], ...] = (_database, _store, _worker, _disk)
