"""Who answers for the data of persons: administrators of the owner, and its protection officer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import administered_organisations
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Refused

from .models import Officer


def protected_organisations(reader: Reader) -> frozenset[int]:
    """Give the ids of every organisation whose data of persons the reader answers for."""
    if reader.read_only:
        return frozenset()
    heads = Officer.objects.filter(user=reader.user).values_list("organisation", flat=True)
    own = Organisation.objects.descendants(list(heads)) if reader.user else frozenset()
    return administered_organisations(reader) | own


def require_protector(reader: Reader, owner: Organisation | None = None) -> frozenset[int]:
    """Refuse whoever answers for no data of persons, or not for that of `owner`."""
    mine = protected_organisations(reader)
    if not mine or (owner is not None and owner.pk not in mine):
        raise Refused(
            _(
                "Cette page est ouverte aux personnes qui administrent l’organisme propriétaire "
                "des données, et à son délégué à la protection des données."
            )
        )
    return mine
