"""Who reads the log, and who writes in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.domain.access.policy import Reader, Role, Sight
from terrier.domain.kernel.errors import Refused

from .models import Intervention


def reads_log(reader: Reader, dataset: Dataset, seen: Sight) -> bool:
    """Say whether the reader belongs to the owner's territory: the log is for nobody else."""
    if not seen.visible or reader.is_public:
        return False
    if reader.bounds is not None and not reader.bounds.hold(dataset.policy()):
        return False
    return dataset.owner.lineage()[-1] in reader.roots


def dataset_with_log(reader: Reader, slug: str) -> tuple[Dataset, Sight]:
    """Find a dataset whose log the reader may read."""
    dataset, seen = dataset_for(reader, slug)
    if not reads_log(reader, dataset, seen):
        raise Refused(_("Le journal des interventions est réservé aux membres du territoire."))
    return dataset, seen


def may_change(reader: Reader, intervention: Intervention, seen: Sight) -> bool:
    """Say whether the reader may change or withdraw an entry: their own, or as a publisher."""
    own = intervention.author_id is not None and intervention.author_id == reader.user
    return seen.publishes or (seen.contributes and own)


def require_change(reader: Reader, intervention: Intervention) -> Sight:
    """Refuse whoever may not change or withdraw an entry."""
    seen = require_on(reader, intervention.table.dataset, Role.CONTRIBUTOR)
    if not may_change(reader, intervention, seen):
        raise Refused(
            _("Seules la personne qui l’a notée et celles qui publient peuvent la changer.")
        )
    return seen
