"""The access log, to read and to take away."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from terrier.apps.accounts.actions import record
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..forms import ReadingsForm
from ..queries import readings as queries
from ..upkeep import keeping
from .menu import tabs

PAGE_SIZE = 50


@audience(Audience.SIGNED_IN)
def readings(request: HttpRequest) -> HttpResponse:
    """Show who read what, the newest first."""
    form, wish = _wish(request)
    found = queries.readings(request.reader, **wish)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("readings"),
        "form": form,
        "total": page.paginator.count,
        "readings": page,
        "nobody": queries.NOBODY,
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
        "kept": request.GET.urlencode(),
        "months": keeping().readings_months,
    }
    return render(request, "privacy/readings.html", context)


@audience(Audience.SIGNED_IN)
def readings_csv(request: HttpRequest) -> HttpResponse:
    """Give the filtered log as a CSV; taking it away is itself written in the trail."""
    _form, wish = _wish(request)
    found = queries.readings(request.reader, **wish)
    record(request.user, "readings.export", request.user, entries=found.count())
    response = StreamingHttpResponse(queries.as_csv(found), content_type="text/csv; charset=utf-8")
    name = f"consultations-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wish(request: HttpRequest) -> tuple[ReadingsForm, dict[str, Any]]:
    form = ReadingsForm(queries.datasets_read(request.reader), request.GET or None)
    return form, form.cleaned_data if form.is_valid() else {}
