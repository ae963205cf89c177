"""Who sees a worksite whole, and who may write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Reader, Role, Visibility, sight
from terrier.domain.kernel.errors import NotFound

if TYPE_CHECKING:
    from .models import Worksite


def organisations_seen_within(reader: Reader) -> frozenset[int]:
    """Give the organisations whose worksites the reader sees whole: those of their territory."""
    if reader.is_public or not reader.roots:
        return frozenset()
    lineages = Organisation.objects.lineages()
    return frozenset(pk for pk, lineage in lineages.items() if _within(reader, lineage))


def sees_whole(reader: Reader, worksite: Worksite) -> bool:
    """Say whether depth, contact and what is not published are shown."""
    return _within(reader, worksite.owner.lineage())


def _within(reader: Reader, lineage: tuple[int, ...]) -> bool:
    return sight(reader, Policy(Visibility.INTERNAL, lineage)).visible


def may(reader: Reader, owner: Organisation, role: Role) -> bool:
    """Say whether the reader holds a role with the owner, and may write at all."""
    held = reader.role_in(owner.lineage())
    return not reader.read_only and held is not None and held.includes(role)


def require_seen(reader: Reader, worksite: Worksite) -> None:
    """Refuse to tell that a worksite exists to whoever does not see it."""
    if not (worksite.published or sees_whole(reader, worksite)):
        raise NotFound(_("Ce chantier n’existe pas, ou n’est pas ouvert à votre compte."))
