"""The audit trail, to read and to take away."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.sentences import sentence
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from .. import trail
from ..forms import TrailForm

PAGE_SIZE = 50


@audience(Audience.ADMINISTRATORS)
def read(request: HttpRequest) -> HttpResponse:
    """Show the trail, the newest first."""
    form, wish = _wish(request)
    page = Paginator(trail.entries(request.reader, wish), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "total": page.paginator.count,
        "lines": [(entry, sentence(entry)) for entry in page],
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
        "kept": request.GET.urlencode(),
    }
    return render(request, "territories/trail.html", context)


@audience(Audience.ADMINISTRATORS)
def export(request: HttpRequest) -> HttpResponse:
    """Give the filtered trail as a CSV; taking it away is itself written."""
    _form, wish = _wish(request)
    found = trail.entries(request.reader, wish)
    record(request.user, "trail.export", request.user, entries=found.count())
    response = StreamingHttpResponse(trail.as_csv(found), content_type="text/csv; charset=utf-8")
    name = f"journal-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wish(request: HttpRequest) -> tuple[TrailForm, trail.Wish]:
    form = TrailForm(request.GET or None, actions=trail.known_actions(request.reader))
    given = form.cleaned_data if form.is_valid() else {}
    return form, trail.Wish(**given)
