"""Writing the register: sheets, and who protects the data."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import require_administrator
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid

from ..models import Keeping, Officer, Sheet


def write_sheet(
    actor: User, reader: Reader, dataset: Dataset, sheet: Sheet, *, about_persons: bool
) -> None:
    """Say whether a dataset speaks of persons, and what the register says of it."""
    require_on(reader, dataset, Role.CONTRIBUTOR)
    if sheet.automatic:
        # To let rows go without anybody looking is a decision of who publishes.
        require_on(reader, dataset, Role.PUBLISHER)
        if not sheet.retention_length:
            raise Invalid(_("Pour effacer automatiquement, donnez la durée de conservation."))
    with transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk).update(
            about_persons=about_persons, updated_at=timezone.now()
        )
        sheet.dataset, sheet.updated_at = dataset, timezone.now()
        sheet.save()
        answer = _("oui") if about_persons else _("non")
        record(actor, "sheet.write", dataset, organisation=dataset.owner_id, persons=answer)
    dataset.refresh_from_db()


def name_officer(actor: User, reader: Reader, organisation: Organisation, user: User) -> None:
    """Let a person protect the data of an organisation and of those below it."""
    require_administrator(reader, organisation)
    with transaction.atomic():
        Officer.objects.get_or_create(user=user, organisation=organisation)
        record(actor, "officer.name", user, organisation=organisation.pk, place=organisation.name)


def dismiss_officer(actor: User, reader: Reader, officer: Officer) -> None:
    """End the mission of a protection officer."""
    require_administrator(reader, officer.organisation)
    with transaction.atomic():
        record(
            actor,
            "officer.dismiss",
            officer.user,
            organisation=officer.organisation_id,
            place=officer.organisation.name,
        )
        officer.delete()


def keep(actor: User, reader: Reader, keeping: Keeping) -> None:
    """Change how long the platform keeps its own traces."""
    require_administrator(reader, None)
    with transaction.atomic():
        keeping.pk = 1
        keeping.save()
        record(actor, "keeping.change", keeping, months=keeping.readings_months)
