"""The register of public information (CRPA, L322-6), generated from the catalogue."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..queries import public_register, register_rows

PAGE_SIZE = 100


class _Echo:
    """Gives back what the csv writer writes."""

    def write(self, line: str) -> str:
        """Give the line."""
        return line


@audience(Audience.EVERYONE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List what is public, whoever asks."""
    found = Paginator(public_register(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "datasets": found,
        "total": found.paginator.count,
        "pages": paginate(request.GET, found.number, found.paginator.num_pages),
    }
    return render(request, "obligations/register.html", context)


@audience(Audience.EVERYONE)
@require_safe
def export(_request: HttpRequest) -> HttpResponse:
    """Give the register as a CSV."""
    writer = csv.writer(_Echo())
    rows = (writer.writerow(row) for row in register_rows())
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = "repertoire-informations-publiques.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
