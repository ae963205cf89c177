"""Which role an act on a dataset asks for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role, Sight, sight
from terrier.domain.kernel.errors import Gone, NotFound, Refused

from .models import Dataset

ROLE_NAMES = {
    Role.READER: gettext_lazy("lecture"),
    Role.CONTRIBUTOR: gettext_lazy("contribution"),
    Role.PUBLISHER: gettext_lazy("publication"),
    Role.ADMINISTRATOR: gettext_lazy("administration"),
}


def require_role(reader: Reader, owner: Organisation, role: Role) -> None:
    """Refuse whoever does not hold the role in the organisation or above it."""
    _require(reader, owner, reader.role_in(owner.lineage()), role)


def _require(reader: Reader, owner: Organisation, held: Role | None, role: Role) -> None:
    if reader.read_only:
        raise Refused(_("Vous regardez « comme » quelqu’un d’autre : rien ne peut être modifié."))
    if held is None or not held.includes(role):
        raise Refused(
            _("Il faut le rôle « %(role)s » dans l’organisme %(owner)s pour faire cela.")
            % {"role": ROLE_NAMES[role], "owner": owner}
        )


def require_on(reader: Reader, dataset: Dataset, role: Role) -> Sight:
    """Refuse whoever may not do this to the dataset, without telling that it exists.

    Returns
    -------
    Sight
        What the reader sees of it, for the rest of the act.
    """
    policy = dataset.policy()
    seen = sight(reader, policy)
    if not seen.visible:
        raise NotFound(_("Ce jeu de données n’existe pas, ou n’est pas ouvert à votre compte."))
    if dataset.gone_reason:
        raise Gone(
            _("Ce jeu de données a été retiré : %(reason)s") % {"reason": dataset.gone_reason}
        )
    _require(reader, dataset.owner, reader.role_on(policy), role)
    return seen
