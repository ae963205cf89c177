"""A person says that a dataset follows an address, how often, or no longer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.permissions import require_on
from terrier.apps.jobs.actions import enqueue
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid

from ..models import Source


@transaction.atomic
def follow(
    actor: User, reader: Reader, dataset: Dataset, *, url: str, mode: str, every: str
) -> Source:
    """Follow an address from now on, with the rights of whoever says so.

    Raises
    ------
    Invalid
        The mode needs a key that the dataset does not have.
    """
    require_on(reader, dataset, Role.CONTRIBUTOR)
    _check_mode(dataset, mode)
    before = Source.objects.filter(dataset=dataset).first()
    moved = before is None or before.url != url
    chosen = {"url": url, "mode": mode, "every": every, "active": True, "set_by": actor}
    fresh = {"etag": "", "last_modified": "", "digest": "", "importing": None} if moved else {}
    healed = {"failures": 0, "trouble": "", "trouble_since": None, "next_at": timezone.now()}
    source, _new = Source.objects.update_or_create(
        dataset=dataset, defaults={**chosen, **fresh, **healed}
    )
    record(
        actor,
        "source.follow",
        dataset,
        organisation=dataset.owner_id,
        url=url,
        every=source.get_every_display(),
    )
    return source


@transaction.atomic
def stop(actor: User, reader: Reader, source: Source) -> None:
    """Follow the address no longer; what was imported stays."""
    require_on(reader, source.dataset, Role.CONTRIBUTOR)
    Source.objects.filter(pk=source.pk).update(active=False, trouble="", trouble_since=None)
    record(
        actor, "source.stop", source.dataset, organisation=source.dataset.owner_id, url=source.url
    )


def ask_now(reader: Reader, source: Source) -> None:
    """Ask the address now, whatever its regular time."""
    require_on(reader, source.dataset, Role.CONTRIBUTOR)
    if not source.active:
        raise Conflict(_("Cette adresse n’est plus suivie : suivez-la de nouveau d’abord."))
    enqueue("sources.ask", {"source_id": source.pk})


def _check_mode(dataset: Dataset, mode: str) -> None:
    if mode != Version.Mode.UPSERT or dataset.current is None:
        return
    if not dataset.current.tables.filter(has_key=True).exists():
        raise Invalid(
            _(
                "Mettre à jour par la clé demande une clé, et ces données n’en ont pas : "
                "choisissez « remplacer tout », ou réimportez le fichier en désignant une clé."
            )
        )
