"""Deciding who sees what of a dataset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Reader, Role, Visibility, sight
from terrier.domain.kernel.errors import Conflict, Invalid

from .columns import COMMUNE_CODE
from .inherited import source_policy_changed

PUBLIC = Reader()


@dataclass(frozen=True)
class Wanted:
    """The policy that somebody asks for, whole."""

    visibility: Visibility
    shared_with: frozenset[int] = frozenset()
    """Ids of organisations; kept only when restricted."""
    masked: frozenset[str] = frozenset()
    """Stable ids of columns."""
    territory_column: str | None = None
    """Stable id of a column of commune codes."""


def change_policy(
    actor: User, reader: Reader, dataset: Dataset, wanted: Wanted, *, revision: int
) -> bool:
    """Change who sees what; give whether anything changed.

    `revision` is the policy revision that the person had before their eyes. What would open more
    to the public is refused here: it goes through `publication.publish`.
    """
    require_on(reader, dataset, Role.PUBLISHER)
    with transaction.atomic():
        kept = lock(dataset, revision)
        before = kept.policy()
        after = asked_for(kept, before, wanted)
        if not sight(PUBLIC, after).within(sight(PUBLIC, before)):
            raise Invalid(
                _(
                    "Ce changement ouvrirait davantage de données au public : "
                    "passez par la page « Publier », qui vérifie ce qui deviendrait visible."
                )
            )
        changed = write(kept, before, after)
        if changed:
            detail = difference(before, after)
            record(actor, "policy.change", kept, organisation=kept.owner_id, **detail)
    dataset.refresh_from_db()
    return changed


def lock(dataset: Dataset, revision: int) -> Dataset:
    """Hold the dataset for the transaction, if nobody changed its policy meanwhile."""
    kept = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if kept.policy_revision != revision:
        raise Conflict(
            _(
                "Quelqu’un a changé entre-temps qui peut voir ce jeu de données : "
                "relisez la page avant de recommencer."
            )
        )
    return kept


def asked_for(dataset: Dataset, before: Policy, wanted: Wanted) -> Policy:
    """Give the policy that the dataset would have, if every name in it exists."""
    restricted = wanted.visibility is Visibility.RESTRICTED
    shared = wanted.shared_with if restricted else frozenset()
    if Organisation.objects.filter(pk__in=shared).count() < len(shared):
        raise Invalid(_("Un des organismes choisis n’existe plus : rechargez la page."))
    columns = {c.stable_id: c for c in Column.objects.filter(table__dataset=dataset)}
    if not wanted.masked <= columns.keys():
        raise Invalid(_("Une des colonnes à masquer n’existe plus : rechargez la page."))
    territory = wanted.territory_column or None
    if territory != before.territory_column and territory is not None:
        _require_commune_codes(columns.get(territory))
    return replace(
        before,
        visibility=wanted.visibility,
        shared_with=shared,
        masked=wanted.masked,
        territory_column=territory,
    )


def write(dataset: Dataset, before: Policy, after: Policy) -> bool:
    """Save a policy, within the caller's transaction; give whether anything changed."""
    if before == after:
        return False
    dataset.visibility = after.visibility.value
    dataset.territory_column = after.territory_column or ""
    dataset.published_at = (dataset.published_at or timezone.now()) if after.published else None
    dataset.policy_revision += 1
    dataset.save(
        update_fields=["visibility", "territory_column", "published_at", "policy_revision"]
    )
    dataset.shared_with.set(after.shared_with)
    columns = Column.objects.filter(table__dataset=dataset)
    columns.filter(stable_id__in=after.masked - before.masked).update(masked=True)
    columns.filter(stable_id__in=before.masked - after.masked).update(masked=False)
    source_policy_changed(dataset, before.masked ^ after.masked)
    return True


def difference(before: Policy, after: Policy) -> dict[str, Any]:
    """Say for the audit trail what changed."""
    pairs = {
        "visibility": (before.visibility.value, after.visibility.value),
        "shared_with": (sorted(before.shared_with), sorted(after.shared_with)),
        "masked": (sorted(before.masked), sorted(after.masked)),
        "territory_column": (before.territory_column, after.territory_column),
        "published": (before.published, after.published),
    }
    return {n: {"before": b, "after": a} for n, (b, a) in pairs.items() if b != a}


def _require_commune_codes(column: Column | None) -> None:
    if column is None or column.removed:
        raise Invalid(_("La colonne choisie pour limiter les lignes n’existe plus."))
    if column.concept != COMMUNE_CODE:
        raise Invalid(
            _(
                "La colonne « %(label)s » ne contient pas des codes de commune : "
                "elle ne peut pas limiter les lignes. Si c’en sont, dites-le dans « Colonnes »."
            )
            % {"label": column.label}
        )
