"""Photographs kept in the store, and taken out of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import leftovers
from terrier.apps.catalog.store import store
from terrier.connectors.photographs.rewriting import Rewritten
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid

from ..models import Intervention, Photograph
from ..permissions import require_change

MOST = 12
"""Photographs of one intervention: beyond, it is an album, which is kept elsewhere."""


@contextmanager
def kept(pictures: list[Rewritten]) -> Iterator[list[Photograph]]:
    """Put files in the store before their rows are written; take them out if these fail."""
    rows: list[Photograph] = []
    written = False
    try:
        for picture in pictures:
            rows.append(_keep(picture))
        yield rows
        written = True
    finally:
        if not written:
            discard(rows)


def discard(rows: list[Photograph]) -> None:
    """Take files out of the store whose rows were never written."""
    for row in rows:
        store().remove(row.path)


def attach(intervention: Intervention, rows: list[Photograph]) -> None:
    """Write the rows of kept files, in the caller's transaction."""
    if intervention.photographs.count() + len(rows) > MOST:
        raise Invalid(_("Une intervention garde %(most)d photographies au plus.") % {"most": MOST})
    for row in rows:
        row.intervention = intervention
        row.save()


def remove(actor: User, reader: Reader, photograph: Photograph) -> None:
    """Take a photograph away for good: it may show a face, or the wrong thing."""
    intervention = photograph.intervention
    require_change(reader, intervention)
    with transaction.atomic():
        leftovers.put_aside([photograph.path])
        dataset = intervention.table.dataset
        record(
            actor,
            "intervention.photograph",
            dataset,
            organisation=dataset.owner_id,
            intervention=intervention.pk,
            row=intervention.row_key,
        )
        photograph.delete()
    leftovers.sweep()


def _keep(picture: Rewritten) -> Photograph:
    """Keep a file under its sha256 and a word of its own, so that no other row shares it."""
    digest = hashlib.sha256(picture.content).hexdigest()
    key = f"photographs/{digest[:2]}/{digest}-{secrets.token_hex(4)}.jpg"
    with store().workshop() as folder:
        file = folder / "photograph.jpg"
        file.write_bytes(picture.content)
        store().keep(file, key)
    return Photograph(
        sha256=digest,
        path=key,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
    )
