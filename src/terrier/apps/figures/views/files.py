"""A figure as a file: its table, its picture."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import asking
from ..drawing import pictures
from ..figure import Figure, FigureAddress, figure

TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
PRIVATE = "private, no-store"


@audience(Audience.BY_DATASET)
def file(request: HttpRequest, slug: str, table: str, format: str) -> HttpResponse:
    """Give a figure as CSV, SVG or PNG."""
    if format not in TYPES:
        raise NotFound(_("Une figure se télécharge en csv, svg ou png."))
    query = asking.query_of(asking.pairs_of(request.GET))
    found = figure(request.reader, FigureAddress(slug, table, query))
    if not found.released:
        opened = open_table(request.reader, slug, table)
        door = Reading.Door.DOWNLOAD
        record_reading(request, opened.dataset, opened.version, door, found.answer.rows)
    response = HttpResponse(_content(found, format), content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{slug}-question.{format}"'
    response["Cache-Control"] = PRIVATE
    return response


def _content(found: Figure, format: str) -> str | bytes:
    if format == "csv":
        return pictures.table(found.answer)
    if not found.drawable:
        raise Invalid(_("Un chiffre ou un tableau ne se dessine pas : prenez le CSV."))
    return pictures.png(found) if format == "png" else found.svg(captioned=True)
