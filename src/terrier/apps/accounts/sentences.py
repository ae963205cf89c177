"""What each action of the trail says, as a French sentence.

Keys of `AuditEntry.detail` may stand in a sentence; what an old entry lacks shows as a dash.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import AuditEntry

SENTENCES: dict[str, str | Promise] = {
    "session.opened": _("{who} s’est connecté(e)"),
    "password.changed": _("{who} a changé son mot de passe"),
    "password.reset": _("{who} a choisi un nouveau mot de passe par un lien"),
    "mfa.added": _("{who} a activé une seconde preuve de connexion ({kind})"),
    "mfa.removed": _("{who} a retiré une seconde preuve de connexion ({kind})"),
    "person.created": _("{who} a créé le compte de {what}"),
    "person.renamed": _("{who} a changé son nom (auparavant « {before} »)"),
    "person.disabled": _("{who} a désactivé le compte de {what}"),
    "person.enabled": _("{who} a réactivé le compte de {what}"),
    "person.password_link": _("{who} a fait un lien de nouveau mot de passe pour {what}"),
    "person.password_set": _("{who} a donné un nouveau mot de passe à {what}"),
    "person.instance_administrator": _("{who} a confié l’administration de l’instance à {what}"),
    "membership.added": _("{who} a donné à {what} le rôle « {role} » dans {place}"),
    "membership.changed": _(
        "{who} a changé le rôle de {what} dans {place} : « {before} » est devenu « {role} »"
    ),
    "membership.removed": _("{who} a retiré {what} de {place} (rôle « {role} »)"),
    "invitation.sent": _("{who} a invité {email} dans {what} avec le rôle « {role} »"),
    "invitation.withdrawn": _("{who} a retiré l’invitation de {email} dans {what}"),
    "invitation.accepted": _("{who} a accepté l’invitation de {what} (rôle « {role} »)"),
    "organisation.created": _("{who} a créé l’organisme {what}"),
    "organisation.changed": _("{who} a modifié la fiche de l’organisme {what}"),
    "territory.prepared": _("{who} a préparé le territoire {what} ({communes} communes)"),
    "trail.exported": _("{who} a exporté le journal ({entries} lignes)"),
}


class _Dashes(dict[str, object]):
    """Old entries may lack what a newer sentence says."""

    def __missing__(self, key: str) -> str:
        return "–"


def who(entry: AuditEntry) -> str:
    """Give the name of the person, as it was then."""
    return entry.actor_label.rsplit(" <", 1)[0]


def sentence(entry: AuditEntry) -> str:
    """Say an entry; an action of an older release, unknown today, is named as it was written."""
    known = SENTENCES.get(entry.action)
    if known is None:
        return f"{who(entry)} : {entry.action} « {entry.object_label} »"
    words = _Dashes(entry.detail, who=who(entry), what=entry.object_label)
    return str(known).format_map(words)


def label(action: str) -> str:
    """Name an action for a list of choices: its sentence with « … » for what varies."""
    known = SENTENCES.get(action)
    return str(known).format_map(_Ellipses()) if known is not None else action


class _Ellipses(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
