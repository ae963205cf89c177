"""The long and the regular work of the app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, Subject, task

from . import mailing
from .actions import archives, messages
from .models import Archive


def _archives(jobs: Sequence[Job]) -> list[Subject]:
    known = Archive.objects.select_related("dataset").in_bulk(
        [job.payload["archive_id"] for job in jobs]
    )
    named = {str(pk): archive for pk, archive in known.items()}
    return [_archive(named.get(job.payload["archive_id"])) for job in jobs]


def _archive(archive: Archive | None) -> Subject:
    if archive is None:
        return Subject(_("Archive d’un jeu de données supprimé"))
    return Subject(_("Archive : %(what)s") % {"what": archive}, reverse("archives"))


@task(archives.KIND, about=_archives)
def make_archive(context: Context, archive_id: str) -> dict[str, Any]:
    """Write an archive."""
    return archives.make(archive_id, context.report)


@task(messages.MAIL)
def mail(_context: Context, message_id: int) -> dict[str, Any]:
    """Send a visitor's message on to those who answer."""
    return {"sent": mailing.send(message_id)}


@task("obligations.clear", every=timedelta(hours=1))
def clear(_context: Context) -> dict[str, Any]:
    """Delete archives and messages whose time has passed."""
    return {"archives": archives.clear_old(), "messages": messages.clear_old()}
