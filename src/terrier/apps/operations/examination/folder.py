"""The home folder: who may read it, and whether it is between two states."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from terrier.apps.operations.health import Check
from terrier.apps.operations.presence import UNDER_WAY


def checks() -> list[Check]:
    """Ask everything about the folder."""
    home = settings.STORE.parent
    return [_permissions(home), _secret_key(home), _between(home)]


def _permissions(home: Path) -> Check:
    label = _("Droits du dossier")
    if home.stat().st_uid != os.geteuid():
        said = _(
            "Il appartient à un autre compte que celui qui lance cette commande : lancez-la sous "
            "le compte du service, sinon les fichiers qu’elle crée lui échapperont."
        )
        return Check("permissions", label, False, said)
    if stat.S_IMODE(home.stat().st_mode) & stat.S_IRWXO and not settings.DEMONSTRATION:
        said = _("Tout le monde peut y lire sur cette machine : chmod o-rwx %(home)s")
        return Check("permissions", label, False, said % {"home": home})
    return Check("permissions", label, True, _("réservé au service"))


def _secret_key(home: Path) -> Check:
    label = _("Clé des sessions")
    kept = home / "secret_key"
    if not kept.exists():
        return Check("secret-key", label, True, _("donnée par TERRIER_SECRET_KEY"))
    if stat.S_IMODE(kept.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        said = _("D’autres comptes peuvent la lire : chmod 600 %(kept)s") % {"kept": kept}
        return Check("secret-key", label, False, said)
    return Check("secret-key", label, True, _("lue par le service seul"))


def _between(home: Path) -> Check:
    label = _("Restauration, mise à niveau")
    for name, sentence in UNDER_WAY.items():
        if (home / name).exists():
            return Check("under-way", label, False, sentence)
    return Check("under-way", label, True, _("aucune n’est interrompue"))
