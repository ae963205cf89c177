"""The sheets of all the communes, made as a job into one archive."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import reader_of
from terrier.domain.kernel.errors import Gone, NotFound, Refused

from ..queries.territory import head
from .composing import Missing, Read, compose, read_all
from .document import printed
from .drawing import drawing

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

KIND = "stories.sheets"
ARCHIVE = "fiches-des-communes.zip"
KEPT = timedelta(hours=24)
"""How long a finished archive can be fetched."""


def ask(user: User, reader: Reader, site: str) -> Job:
    """Ask for the sheets of all communes, as a person sees them.

    Raises
    ------
    Refused
        The person looks as another: the sheets would be those of their own rights.
    """
    if reader.read_only or reader.bounds is not None:
        raise Refused(_("Revenez à votre vue : les fiches se font avec vos propres droits."))
    return enqueue(KIND, {"user": user.pk, "site": site}, user)


def make(report: Callable[[str, float], None], payload: dict[str, Any]) -> dict[str, Any]:
    """Write every sheet; one question for each figure, whatever the number of communes."""
    reader = reader_of(User.objects.filter(pk=payload["user"]).first())
    owner = head(reader)
    known = read_all(reader, owner)
    communes = list(Commune.objects.order_by("code"))
    with store().workshop() as workshop:
        made = workshop / ARCHIVE
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for rank, commune in enumerate(communes):
                report(_("Fiche de %(name)s") % {"name": commune.name}, rank / len(communes))
                address = payload["site"].rstrip("/") + reverse(
                    "commune-sheet", args=[commune.code]
                )
                svg = drawing(reader, commune, owner)
                body = printed(compose(commune, owner, known), svg, address)
                archive.writestr(file_name(commune), body)
        key = f"exports/{secrets.token_hex(16)}/{ARCHIVE}"
        size = made.stat().st_size
        store().keep(made, key)
    return {"key": key, "communes": len(communes), "size": size, "digest": digest(known)}


def job_for(user: User, reader: Reader, job_id: object) -> Job:
    """Find the job of the person who asked for it; nobody else fetches what they see."""
    job = Job.objects.filter(pk=job_id, kind=KIND, created_by=user).first()
    if job is None or reader.read_only:
        raise NotFound(_("Ces fiches n’existent pas, ou quelqu’un d’autre les a demandées."))
    return job


def file_of(job: Job, reader: Reader) -> Path:
    """Give the finished archive.

    Raises
    ------
    NotFound
        It is not finished.
    Gone
        It was deleted after its time, or tells what the reader would not be told today.
    """
    if job.state != Job.State.DONE:
        raise NotFound(_("Les fiches ne sont pas encore prêtes."))
    if job.result["digest"] != digest(read_all(reader, head(reader))):
        raise Gone(_("Les données, ou vos droits, ont changé depuis : redemandez les fiches."))
    path = store().path(job.result["key"])
    if not path.exists():
        raise Gone(_("Ces fiches ont été effacées au bout de 24 heures : redemandez-les."))
    return path


def digest(known: list[Read | Missing | None]) -> str:
    """Sum up what sheets are made of: data, rights, definitions."""
    parts = [
        (one.figure.fingerprint, one.indicator.pk, one.indicator.revision)
        if isinstance(one, Read)
        else repr(one)
        for one in known
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def clear_old() -> int:
    """Delete the archives whose time has passed."""
    over = timezone.now() - KEPT
    jobs = Job.objects.filter(
        kind=KIND, state=Job.State.DONE, ended_at__lt=over, ended_at__gt=over - KEPT
    )
    keys = [job.result["key"] for job in jobs]
    for key in keys:
        store().remove(key)
    return len(keys)


def file_name(commune: Commune) -> str:
    """Name the sheet of a commune."""
    return f"fiche-{commune.code}-{slugify(commune.name)}.pdf"
