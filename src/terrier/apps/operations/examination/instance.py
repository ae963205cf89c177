"""What the instance holds: its structure, its territory, its people, its work, its datasets."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import VersionTable
from terrier.apps.jobs.models import Job
from terrier.apps.operations.health import Check
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.access.policy import Sight
from terrier.lake.soundness import fault_of_table

LATE = timedelta(minutes=15)
MOST_READ = 200
"""Tables of which something is read, the newest first."""
MOST_SHOWN = 5


def checks() -> list[Check]:
    """Ask everything about the instance."""
    if not (structure := _migrations()).healthy:
        return [structure]
    return [structure, _territory(), _outlines(), _administrator(), _jobs()]


def _migrations() -> Check:
    label = _("Structure de la base")
    try:
        call_command("migrate", check=True, verbosity=0)
    except SystemExit:
        if connection.introspection.table_names():
            said = _("Elle n’est pas à jour : lancez « terrier upgrade ».")
        else:
            said = _("Rien n’est encore prêt : lancez « terrier init --epci SIREN ».")
        return Check("migrations", label, False, said)
    return Check("migrations", label, True, _("à jour"))


def _territory() -> Check:
    label = _("Territoire")
    root = Organisation.objects.filter(parent=None).first()
    if root is None:
        said = _("Aucun : lancez « terrier init --epci SIREN ».")
        return Check("territory", label, False, said)
    return Check("territory", label, True, root.name)


def _outlines() -> Check:
    label = _("Contours des communes")
    missing = Commune.objects.filter(outline=None).count()
    if missing:
        said = _(
            "Il en manque %(n)d : relancez « terrier init » avec --outlines FICHIER, ou en ligne."
        ) % {"n": missing}
        return Check("outlines", label, False, said)
    return Check("outlines", label, True, _("complets"))


def _administrator() -> Check:
    label = _("Administrateur")
    if settings.DEMONSTRATION:
        return Check("administrator", label, True, _("celui de la démonstration"))
    if not User.objects.filter(is_active=True, instance_administrator=True).exists():
        said = _("Aucun : lancez « terrier user ADRESSE --admin ».")
        return Check("administrator", label, False, said)
    return Check("administrator", label, True, _("présent"))


def _jobs() -> Check:
    label = _("Travaux en attente")
    late = timezone.now() - LATE
    waiting = Job.objects.filter(state=Job.State.WAITING, not_before__lt=late).count()
    if waiting:
        said = _(
            "%(n)d attendent depuis plus d’un quart d’heure : voyez « Travaux », puis "
            "« terrier worker --lanes »."
        ) % {"n": waiting}
        return Check("jobs", label, False, said)
    return Check("jobs", label, True, _("aucun n’est en retard"))


def reads() -> Check:
    """Read from every table of the versions in place."""
    label = _("Lecture des jeux de données")
    stored = VersionTable.objects.filter(
        version__current_of__isnull=False,
        version__gone_reason="",
        version__current_of__gone_reason="",
    ).select_related("version__dataset", "table")
    wrong, read = [], 0
    for table in stored.order_by("-pk")[:MOST_READ]:
        relation = authority.relation(Sight(visible=True), table.version.dataset, table)
        fault = fault_of_table(relation, table.records)
        read += 1
        if fault:
            wrong.append(f"{table.version.dataset.slug} / {table.table.name} : {fault}")
    if wrong:
        more = f" (+ {len(wrong) - MOST_SHOWN})" if len(wrong) > MOST_SHOWN else ""
        return Check("reads", label, False, " ; ".join(wrong[:MOST_SHOWN]) + more)
    return Check("reads", label, True, _("%(n)d tables lues") % {"n": read})
