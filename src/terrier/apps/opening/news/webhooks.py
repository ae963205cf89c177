"""Telling programs of new versions: signed messages, in the form of Standard Webhooks 1.0.

Source: github.com/standard-webhooks/standard-webhooks (headers `webhook-id`, `webhook-timestamp`,
`webhook-signature`; HMAC-SHA256 over `id.timestamp.body`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.accounts.vouching import is_lost
from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.opening.models import Webhook
from terrier.apps.territories.queries import reader_of
from terrier.connectors.remote import post
from terrier.domain.kernel.errors import Invalid, NotFound, Unreadable

MOST = 20
"""Addresses that a person may have told."""
MARK = "whsec_"
FIRST_WAIT = timedelta(seconds=5)
TRIES = 7
"""5 s, 20 s, 80 s … : the last try comes about two hours after the first."""
GIVEN_UP_AFTER = 5
"""Messages lost in a row before the address is told nothing more."""


@transaction.atomic
def add(user: User, url: str, dataset: Dataset | None) -> Webhook:
    """Have an address told of new versions, of one dataset or of all that the person sees.

    Raises
    ------
    NotFound
        The person does not see the dataset.
    Invalid
        Too many addresses.
    """
    if dataset is not None and not sight_of(reader_of(user), dataset).visible:
        raise NotFound(_("Ce jeu de données n’existe pas, ou n’est pas ouvert à votre compte."))
    if user.webhooks.count() >= MOST:
        raise Invalid(
            _("Vous avez déjà %(most)d adresses à prévenir : retirez-en une.") % {"most": MOST}
        )
    secret = MARK + base64.b64encode(secrets.token_bytes(32)).decode()
    made = Webhook.objects.create(user=user, url=url, dataset=dataset, secret=secret)
    record(user, "webhook.add", made)
    return made


@transaction.atomic
def remove(user: User, pk: int) -> None:
    """Tell an address nothing more."""
    found = user.webhooks.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Cette adresse n’est pas prévenue."))
    record(user, "webhook.remove", found)
    found.delete()


@on_arrival
def ask_to_tell(version: Version) -> None:
    """Ask a worker to tell, if anybody wants to know."""
    if _wanting(version.dataset_id).exists():
        enqueue("opening.tell", {"version_id": version.pk})


def tell(version: Version) -> int:
    """Ask for one message for each address whose person sees the dataset; give how many."""
    told = 0
    for webhook in _wanting(version.dataset_id).select_related("user"):
        if sight_of(reader_of(webhook.user), version.dataset).visible:
            _ask_to_deliver(webhook, version, attempt=0)
            told += 1
    return told


def deliver(webhook: Webhook, version: Version, attempt: int) -> None:
    """Post one message; where it is not taken, try again later, then give it up."""
    seen = sight_of(reader_of(webhook.user), version.dataset)
    if not seen.visible or version.dataset.gone_reason or is_lost(webhook.user):
        # Since the message was asked for, the person lost sight of the dataset, or left.
        return
    body = json.dumps(message(version), ensure_ascii=False).encode()
    now = timezone.now()
    try:
        status = post(
            webhook.url,
            body,
            signed(webhook.secret, f"msg_{webhook.pk}_{version.pk}", now, body),
            allow_private=settings.ALLOW_PRIVATE_URLS,
        )
        answer, taken = str(status), 200 <= status < 300
    except Unreadable as refused:
        answer, taken = refused.user_message[:200], False
    mine = Webhook.objects.filter(pk=webhook.pk)
    if taken:
        mine.update(told_at=now, lost=0, answer=answer)
    elif attempt + 1 < TRIES:
        mine.update(answer=answer)
        _ask_to_deliver(webhook, version, attempt + 1)
    else:
        mine.update(answer=answer, lost=F("lost") + 1)
        mine.filter(lost__gte=GIVEN_UP_AFTER).update(active=False)


def message(version: Version) -> dict[str, object]:
    """Say what arrived; nothing in it depends on who reads it."""
    dataset = version.dataset
    return {
        "type": "version.created",
        "timestamp": version.created_at.isoformat(),
        "data": {
            "dataset": dataset.slug,
            "title": dataset.title,
            "version": version.number,
            "address": urljoin(settings.PUBLIC_URL, reverse("dataset", args=[dataset.slug])),
            "collections": [
                urljoin(
                    settings.PUBLIC_URL,
                    reverse("api-collection", args=[f"{dataset.slug}.{stored.table.name}"]),
                )
                for stored in version.tables.select_related("table")
            ],
        },
    }


def signed(secret: str, identifier: str, at: datetime, body: bytes) -> dict[str, str]:
    """Give the headers that prove who sent a message, and when."""
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(MARK))
    digest = hmac.new(key, f"{identifier}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _wanting(dataset: int) -> QuerySet[Webhook]:
    mine = Q(dataset=dataset) | Q(dataset=None)
    return Webhook.objects.filter(mine, active=True, user__is_active=True)


def _ask_to_deliver(webhook: Webhook, version: Version, attempt: int) -> None:
    wait = FIRST_WAIT * 4 ** (attempt - 1) if attempt else timedelta(0)
    enqueue(
        "opening.deliver",
        {"webhook_id": webhook.pk, "version_id": version.pk, "attempt": attempt},
        idempotency_key=f"opening.deliver:{webhook.pk}:{version.pk}:{attempt}",
        not_before=timezone.now() + wait,
    )
