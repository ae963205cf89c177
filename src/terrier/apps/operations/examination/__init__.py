"""What an operator should know before people do: each finding says how to mend it."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.operations import health
from terrier.apps.operations.health import Check
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.kernel.errors import TerrierError
from terrier.lake import engine
from terrier.web.assets import entry

NEWEST_TRIED = (3, 13)


def examine() -> list[Check]:
    """Ask everything, from the machine to the territory."""
    own = [_python(), _front(), _engine(), _migrations()]
    return [*own, *health.checks(), _territory(), _outlines(), _administrator(), _mail()]


def _python() -> Check:
    version = ".".join(str(n) for n in sys.version_info[:3])
    if sys.version_info[:2] > NEWEST_TRIED:
        said = _("%(version)s, plus récent que ce qui a été essayé.") % {"version": version}
        return Check("python", "Python", True, said)
    return Check("python", "Python", True, version)


def _front() -> Check:
    label = _("Interface")
    try:
        entry("main.ts")
    except (TerrierError, OSError, KeyError):
        return Check("front", label, False, _("Elle n’est pas construite : lancez « make front »."))
    return Check("front", label, True, _("construite"))


def _engine() -> Check:
    with engine.cursor() as cur:
        found = cur.execute("SELECT version(), ST_AsText(ST_Point(1, 2))").fetchone()
    return Check("duckdb", "DuckDB", found is not None, str(found and found[0]))


def _migrations() -> Check:
    label = _("Structure de la base")
    try:
        call_command("migrate", check=True, verbosity=0)
    except SystemExit:
        said = _("Elle n’est pas à jour : lancez « terrier serve », qui la met à jour.")
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


def _mail() -> Check:
    label = _("Courriel")
    if "dummy" in settings.EMAIL_BACKEND:
        said = _(
            "Pas de serveur (TERRIER_SMTP_URL) : les invitations se donnent par un lien à copier."
        )
        return Check("mail", label, True, said)
    return Check("mail", label, True, settings.EMAIL_HOST)
