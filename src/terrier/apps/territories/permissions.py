"""Who may act on organisations and on the people in them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Refused

from .models import Organisation

SYSTEM = Reader(instance_administrator=True)
"""The command line, run by whoever holds the machine."""


def administers(reader: Reader, organisation: Organisation | None) -> bool:
    """Say whether the reader administers an organisation; None: the instance itself."""
    if reader.read_only:
        return False
    if reader.instance_administrator:
        return True
    if organisation is None:
        return False
    return reader.role_in(organisation.lineage()) is Role.ADMINISTRATOR


def require_administrator(reader: Reader, organisation: Organisation | None) -> None:
    """Refuse whoever does not administer the organisation, saying who can."""
    if reader.read_only:
        raise Refused(
            _("Vous regardez avec les droits de quelqu’un d’autre : rien ne peut être modifié. ")
            + _("Quittez « Voir comme… » et recommencez.")
        )
    if administers(reader, organisation):
        return
    if organisation is None:
        raise Refused(_("Seule une personne qui administre l’instance peut faire cela."))
    raise Refused(
        _("Il faut administrer %(organisation)s, ou un organisme au-dessus, pour faire cela.")
        % {"organisation": organisation}
    )


def may_see_members(reader: Reader, organisation: Organisation) -> bool:
    """Say whether the reader may know who belongs: people of the same root, and no one else."""
    return reader.instance_administrator or organisation.lineage()[-1] in reader.roots


def administered_organisations(reader: Reader) -> frozenset[int]:
    """Give the ids of every organisation the reader administers, with those below."""
    if reader.instance_administrator:
        return frozenset(Organisation.objects.values_list("pk", flat=True))
    heads = [g.organisation for g in reader.grants if g.role is Role.ADMINISTRATOR]
    return Organisation.objects.descendants(heads)
