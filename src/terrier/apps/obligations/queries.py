"""Composed reads of the app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.passwords import mail_is_set
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import administered_organisations, administers
from terrier.apps.territories.queries import PUBLIC
from terrier.web.spreadsheet_cells import harmless

from . import grid, pages
from .models import ContactMessage

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

WEEK = timedelta(days=7)
"""Within which a complaint about accessibility is answered."""


@dataclass(frozen=True)
class Received:
    """A message with the day by which it should be answered."""

    message: ContactMessage
    due_at: datetime | None
    late: bool


def described(message: ContactMessage, now: datetime) -> Received:
    """Say by when a message should be answered: a week for accessibility, a month for rights."""
    waits = message.answered_at is None
    delay = {
        ContactMessage.Subject.ACCESSIBILITY: WEEK,
        ContactMessage.Subject.RIGHTS: timedelta(days=30),
    }.get(ContactMessage.Subject(message.subject))
    due_at = message.received_at + delay if delay and waits else None
    return Received(message, due_at, late=due_at is not None and due_at < now)


def inbox() -> QuerySet[ContactMessage]:
    """Give the messages, those that wait first."""
    waiting_first = F("answered_at").desc(nulls_first=True)
    return ContactMessage.objects.select_related("answered_by").order_by(
        waiting_first, "-received_at"
    )


def desk(reader: Reader) -> dict[str, Any]:
    """Gather what waits, for whoever answers for the site or for an organisation."""
    administered = Organisation.objects.filter(pk__in=administered_organisations(reader))
    mine = administered.order_by(F("parent").asc(nulls_first=True), "name")
    whole = administers(reader, None)
    return {"organisations": mine, "whole": whole, **(_of_the_site() if whole else {})}


def _of_the_site() -> dict[str, Any]:
    root, now = pages.site_root(), timezone.now()
    waiting = [described(m, now) for m in ContactMessage.objects.filter(answered_at=None)]
    return {
        "site_pages": [
            (page, pages.missing(page, pages.values_of(page.kind), root))
            for page in pages.PAGES.values()
        ],
        "reminders": grid.reminders(),
        "declared": grid.declaration(),
        "waiting": len(waiting),
        "late": sum(received.late for received in waiting),
        "mail": mail_is_set(),
    }


def public_register() -> QuerySet[Dataset]:
    """Give what everybody sees, whoever asks."""
    public = Dataset.objects.visible_to(PUBLIC).filter(current__gone_reason="")
    light = public.select_related("owner", "current").defer("current__plan", "current__receipt")
    return light.order_by("title", "pk")


def register_rows() -> Iterator[list[str]]:
    """Give the register as rows: what R322-7 asks to tell of each document."""
    yield [
        _("titre"), _("objet"), _("détenteur"), _("date de création"),
        _("date de mise à jour"), _("objet de la mise à jour"), _("conditions de réutilisation"),
        _("adresse"),
    ]  # fmt: skip
    for dataset in public_register().iterator(chunk_size=500):
        current = dataset.current
        yield [
            harmless(cell)
            for cell in (
                dataset.title, dataset.description, dataset.owner.name,
                timezone.localdate(dataset.created_at).isoformat(),
                timezone.localdate(current.created_at).isoformat(),
                f"version {current.number} ({current.get_mode_display()})",
                str(dataset.get_licence_display()) or _("non précisées"),
                urljoin(settings.PUBLIC_URL, reverse("dataset", args=[dataset.slug])),
            )
        ]  # fmt: skip
