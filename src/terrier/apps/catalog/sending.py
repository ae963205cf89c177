"""Data on their way to whoever asked: rows streamed at once, or a finished file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import NotFound
from terrier.lake import export

from . import exporting
from .about_files import about_file
from .formats import FORMATS, Format
from .streams import LimitedStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terrier.apps.accounts.models import User
    from terrier.apps.jobs.models import Job
    from terrier.lake.filters import Filters

    from .queries import Opened

PIECE = 1 << 18
"""Bytes of a finished file sent at a time."""
PRIVATE_CACHE = "private, no-store"


def format_named(opened: Opened, word: str) -> Format:
    """Find a format that can hold the table.

    Raises
    ------
    NotFound
        There is none of this name.
    Invalid
        The format is for places, and the table has none.
    """
    chosen = FORMATS.get(word)
    if chosen is None:
        known = ", ".join(FORMATS)
        raise NotFound(_("Ce format n’existe pas ici. Formats : %(known)s.") % {"known": known})
    if chosen.spatial:
        opened.relation.require_geometry()
    return chosen


def send_rows(
    opened: Opened, filters: Filters, format: Format, user: User | None
) -> StreamingHttpResponse:
    """Send the rows in a streamed format."""
    made = export.stream(
        opened.relation,
        filters,
        format.writes,
        labels=format.labels,
        about=about_file(opened.dataset, opened.version, extract=bool(filters)),
    )
    body = LimitedStream(made.chunks)
    exporting.note_download(opened, filters, format.word, user)
    response = StreamingHttpResponse(body, content_type=made.media_type)
    return _attached(opened, response, exporting.file_name(opened, filters, format))


def send_file(
    opened: Opened, filters: Filters, job: Job, user: User | None
) -> StreamingHttpResponse:
    """Send the finished file of a job."""
    response = finished(job)
    exporting.note_download(opened, filters, job.payload["format"], user)
    return _attached(opened, response, job.payload["name"])


def finished(job: Job) -> StreamingHttpResponse:
    """Give the finished file of a job, for whoever was let through."""
    path = exporting.file_of(job)
    response = StreamingHttpResponse(
        LimitedStream(_pieces(path)), content_type="application/octet-stream"
    )
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response["Cache-Control"] = PRIVATE_CACHE
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _attached(opened: Opened, response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache" if opened.public else PRIVATE_CACHE
    return response
