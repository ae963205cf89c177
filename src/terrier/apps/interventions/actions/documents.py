"""Documents attached to rows, and taken away for good."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog import leftovers
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid

from ..models import Document
from .noting import require_row

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User
    from terrier.apps.catalog.queries import Opened
    from terrier.connectors.documents.recognising import Recognised

MOST = 100
"""Documents of one row: beyond, it is a folder, which is kept elsewhere."""


@dataclass(frozen=True)
class Attached:
    """Everything that one form says."""

    file: Recognised
    title: str
    note: str = ""
    dated: date | None = None
    token: UUID = field(default_factory=uuid4)


def attach(actor: User, reader: Reader, opened: Opened, key: str, sent: Attached) -> Document:
    """Attach a document to a row of the version in place; the same form gives the same document.

    Raises
    ------
    Conflict
        The form already attached something else.
    """
    require_on(reader, opened.dataset, Role.CONTRIBUTOR)
    require_row(opened, key)
    if earlier := _earlier(actor, opened, key, sent):
        return earlier
    try:
        with _kept(sent.file) as path:
            return _write(actor, opened, key, sent, path)
    except IntegrityError:
        # The other copy of the form was quicker.
        earlier = _earlier(actor, opened, key, sent)
        if earlier is None:
            raise
        return earlier


def remove(actor: User, reader: Reader, document: Document) -> None:
    """Take a document away for good: the trail says that it was there."""
    dataset = document.table.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        leftovers.put_aside([document.path])
        _record(actor, "document.remove", document)
        document.delete()
    leftovers.sweep()


@transaction.atomic
def _write(actor: User, opened: Opened, key: str, sent: Attached, path: str) -> Document:
    table = opened.stored.table
    if Document.objects.of_row(table, key).count() >= MOST:
        raise Invalid(_("Une ligne garde %(most)d documents au plus.") % {"most": MOST})
    if not sent.title.strip():
        raise Invalid(_("Donnez un titre au document."))
    written = Document.objects.create(
        table=table,
        row_key=key,
        title=sent.title.strip(),
        note=sent.note.strip(),
        dated=sent.dated,
        sort=sent.file.sort.extension,
        sha256=_digest(sent.file),
        path=path,
        size=len(sent.file.content),
        width=sent.file.width,
        height=sent.file.height,
        author=actor,
        form_token=sent.token,
    )
    _record(actor, "document.add", written)
    return written


def _earlier(actor: User, opened: Opened, key: str, sent: Attached) -> Document | None:
    """Find what the same form already attached."""
    found = Document.objects.filter(author=actor, form_token=sent.token).first()
    if found is None:
        return None
    same = (found.table_id, found.row_key, found.sha256)
    if same != (opened.stored.table_id, key, _digest(sent.file)):
        raise Conflict(
            _("Ce formulaire a déjà joint un document : recommencez depuis la fiche de la ligne.")
        )
    return found


def _digest(file: Recognised) -> str:
    return hashlib.sha256(file.content).hexdigest()


@contextmanager
def _kept(file: Recognised) -> Iterator[str]:
    """Put the bytes in the store before their row is written; take them out if that fails.

    They lie under their sha256 and a word of their own, so that no other row shares them; nothing
    that a person wrote is in that name.
    """
    digest = _digest(file)
    key = f"documents/{digest[:2]}/{digest}-{secrets.token_hex(4)}.{file.sort.extension}"
    with store().workshop() as folder:
        made = folder / "document"
        made.write_bytes(file.content)
        store().keep(made, key)
    written = False
    try:
        yield key
        written = True
    finally:
        if not written:
            store().remove(key)


def _record(actor: User, action: str, document: Document) -> None:
    dataset = document.table.dataset
    record(
        actor,
        action,
        dataset,
        organisation=dataset.owner_id,
        number=document.pk,
        document=document.title,
        table=document.table.name,
        row=document.row_key,
    )
