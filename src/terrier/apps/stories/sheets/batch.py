"""The sheets of all the communes, made as a job into one archive."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog import exporting
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import reader_of
from terrier.domain.kernel.errors import Gone, Invalid, NotFound, Refused

from ..queries.territory import head
from ..reading import record_figures
from .composing import compose
from .document import printed
from .drawing import drawing
from .known import Missing, Read, read_all, sources

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

KIND = "stories.sheets"
ARCHIVE = "fiches-des-communes.zip"


def ask(user: User, reader: Reader, site: str) -> Job:
    """Ask for the sheets of all communes, as a person sees them; asked twice, they are made once.

    Raises
    ------
    Refused
        The person looks as another: the sheets would be those of their own rights.
    """
    if reader.read_only or reader.bounds is not None:
        raise Refused(_("Revenez à votre vue : les fiches se font avec vos propres droits."))
    mine = Job.objects.filter(kind=KIND, created_by=user)
    going = mine.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
    if going is not None:
        return going
    key = f"{KIND}:{user.pk}:{mine.count()}"
    return enqueue(KIND, {"user": user.pk, "site": site}, user, idempotency_key=key)


def make(report: Callable[[str, float], None], payload: dict[str, Any]) -> dict[str, Any]:
    """Write every sheet; one question for each figure, whatever the number of communes."""
    reader = reader_of(User.objects.filter(pk=payload["user"]).first())
    owner = head(reader)
    known = read_all(reader, owner)
    communes = list(Commune.objects.order_by("code"))
    failed = []
    with store().workshop() as workshop:
        made = workshop / ARCHIVE
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for rank, commune in enumerate(communes):
                step = _("Fiche communale : %(name)s") % {"name": commune.name}
                report(step, rank / len(communes))
                path = reverse("commune-sheet", args=[commune.code])
                svg = drawing(reader, commune, owner)
                told = compose(commune, owner, known)
                try:
                    body = printed(told, svg, payload["site"].rstrip("/") + path)
                except Invalid as refused:
                    failed.append(f"{commune.name} : {refused.user_message}")
                else:
                    archive.writestr(file_name(commune), body)
        kept = exporting.keep(made, len(communes) - len(failed), failed)
    return {**kept, "digest": digest(known)}


def job_for(user: User, reader: Reader, job_id: object) -> Job:
    """Find the job of the person who asked for it; nobody else fetches what they see."""
    job = Job.objects.filter(pk=job_id, kind=KIND, created_by=user).first()
    if job is None or reader.read_only:
        raise NotFound(_("Ces fiches n’existent pas, ou quelqu’un d’autre les a demandées."))
    return job


def file_of(job: Job, reader: Reader) -> Path:
    """Give the finished archive to who takes it away, and write that they do.

    Raises
    ------
    NotFound
        It is not finished.
    Gone
        It was deleted after its time, or tells what the reader would not be told today.
    """
    path = exporting.file_of(job)
    known = read_all(reader, head(reader))
    if job.result["digest"] != digest(known):
        raise Gone(_("Les données, ou vos droits, ont changé depuis : redemandez les fiches."))
    record_figures(reader, sources(known), Reading.Door.DOWNLOAD)
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


def file_name(commune: Commune) -> str:
    """Name the sheet of a commune."""
    return f"fiche-{commune.code}-{slugify(commune.name)}.pdf"
