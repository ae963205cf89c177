"""After a restore, every erasure that the backup does not know is done again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.catalog.erased import fingerprint
from terrier.domain.kernel.errors import Conflict

from .. import ledger
from ..models import Erasure
from .erasing import execute


def _quiet(_step: str, _share: float) -> None:
    """Tell nobody."""


def replay(
    file: Path | None = None, report: Callable[[str, float], None] = _quiet
) -> list[Erasure]:
    """Do again, now and in order, every erasure of the ledger that the database does not know.

    `file` is a ledger saved elsewhere; that of this instance without it. May be run again.

    Raises
    ------
    Conflict
        The digests were made with another secret key than that of this instance.
    """
    done = []
    for entry in ledger.read(file):
        if Erasure.objects.filter(pk=entry.id, state=Erasure.State.DONE).exists():
            continue
        if entry.secret != fingerprint():
            raise Conflict(
                _(
                    "Le registre des effacements a été écrit avec une autre clé secrète : remettez "
                    "le fichier « secret_key » de l’instance, puis relancez « terrier erase "
                    "--replay »."
                )
            )
        known, _created = Erasure.objects.get_or_create(
            pk=entry.id,
            defaults={
                "cause": entry.cause,
                "reason": _("rejoué après une restauration"),
                "created_at": entry.at,
                "targets": entry.targets,
            },
        )
        known.refresh_from_db()
        done.append(execute(known, report))
    return done
