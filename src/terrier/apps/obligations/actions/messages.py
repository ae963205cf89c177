"""Messages of visitors: received, told to the administrators, answered, and cleared in time."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.passwords import mail_is_set
from terrier.apps.jobs.actions import enqueue
from terrier.apps.territories.permissions import require_administrator
from terrier.apps.territories.queries import person
from terrier.domain.kernel.errors import Busy, Conflict

from ..models import ContactMessage

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

MAIL = "obligations.mail"
PER_CALLER = 5
"""Messages that one address may send in an hour."""
PER_DAY = 200
"""Messages that everybody together may send in a day: what people can still read."""
KEPT = timedelta(days=365)
"""How long a message is kept after it was answered, or after it came."""


def receive(caller: str, fields: dict[str, Any]) -> ContactMessage:
    """Keep a message and have it sent to those who answer.

    Parameters
    ----------
    caller
        Network address of the visitor; kept for an hour, as a digest, to count.
    fields
        Those of the form.

    Raises
    ------
    Busy
        Too many messages from there, or too many altogether.
    """
    _count(caller)
    with transaction.atomic():
        same = ContactMessage.objects.filter(
            received_at__gt=timezone.now() - timedelta(hours=1),
            text=fields["text"],
            email=fields["email"],
        ).first()
        if same is not None:
            return same
        made = ContactMessage.objects.create(**fields)
        if mail_is_set():
            enqueue(MAIL, {"message_id": made.pk}, idempotency_key=f"{MAIL}:{made.pk}")
    return made


@transaction.atomic
def answer(reader: Reader, message: ContactMessage, words: str) -> None:
    """Note that a message was answered, and what was said."""
    require_administrator(reader, None)
    if message.answered_at is not None:
        raise Conflict(_("Ce message est déjà marqué comme traité."))
    message.answer = words
    message.answered_at, message.answered_by = timezone.now(), person(reader)
    message.save(update_fields=["answer", "answered_at", "answered_by"])
    record(message.answered_by, "message.answer", message)


def clear_old() -> int:
    """Delete the messages whose time has passed."""
    over = timezone.now() - KEPT
    old = ContactMessage.objects.filter(received_at__lt=over)
    deleted, _by_kind = old.exclude(answered_at__gte=over).delete()
    return deleted


def _count(caller: str) -> None:
    digest = hashlib.sha256(caller.encode()).hexdigest()[:32]
    day = timezone.localdate().isoformat()
    for key, limit, seconds in (
        (f"contact:{digest}", PER_CALLER, 3600),
        (f"contact:{day}", PER_DAY, 86_400),
    ):
        cache.add(key, 0, seconds)
        if cache.incr(key) > limit:
            raise Busy(
                _(
                    "Trop de messages ont été envoyés depuis un moment. Réessayez dans une heure, "
                    "ou écrivez par courrier ou par téléphone."
                )
            )
