"""The backups: how old the newest is, and when they were read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from terrier.apps.operations.health import Check
from terrier.apps.operations.keeping.shelf import Backup, Shelf
from terrier.domain.kernel.errors import TerrierError

OLDEST = timedelta(hours=36)
"""A daily backup that failed once is said before the second night."""
VERIFIED_WITHIN = timedelta(days=35)


def checks() -> list[Check]:
    """Look at the folder of the backups."""
    label = _("Sauvegardes")
    if settings.BACKUPS is None:
        said = _("Leur dossier n’est pas dit (TERRIER_BACKUPS) : leur âge n’est pas connu.")
        return [Check("backups", label, settings.DEMONSTRATION, said)]
    try:
        backups = Shelf(settings.BACKUPS).backups()
        newest = backups[-1].manifest().made_at if backups else None
    except (OSError, TerrierError) as error:
        return [Check("backups", label, False, str(error))]
    if newest is None:
        said = _("Aucune dans %(folder)s : lancez « terrier backup ».")
        return [Check("backups", label, False, said % {"folder": settings.BACKUPS})]
    age = datetime.now(UTC) - newest
    said = _("la dernière a %(hours)d h, %(n)d en tout") % {
        "hours": age.total_seconds() // 3600,
        "n": len(backups),
    }
    return [Check("backups", label, age <= OLDEST, said), _verification(backups)]


def _verification(backups: list[Backup]) -> Check:
    label = _("Relecture des sauvegardes")
    found = {backup: backup.last_verification() for backup in backups}
    wrong = [backup.name for backup, read in found.items() if read and read.faults]
    if wrong:
        said = _("%(names)s : abîmée. « terrier backup --verify » dit où.")
        return Check("backups-verified", label, False, said % {"names": ", ".join(wrong)})
    dates = [read.at for read in found.values() if read]
    if not dates:
        recent = datetime.now(UTC) - backups[0].manifest().made_at < VERIFIED_WITHIN
        said = _("jamais : lancez « terrier backup --verify » chaque mois.")
        return Check("backups-verified", label, recent, said)
    days = (datetime.now(UTC) - max(dates)).days
    said = _("il y a %(days)d jours, toutes entières") % {"days": days}
    return Check("backups-verified", label, days <= VERIFIED_WITHIN.days, said)
