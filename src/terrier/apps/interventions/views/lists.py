"""Logs listed: of a dataset, of a person, and as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.sending import PRIVATE_CACHE
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..forms import FilterForm
from ..models import Intervention
from ..permissions import dataset_with_log
from ..queries import lists
from ..queries.log import Log

PAGE_SIZE = 30
MOST_OF_MINE = 200
"""Entries shown of each dataset on one's own page; the log of the dataset has them all."""


@audience(Audience.SIGNED_IN)
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """List the log of a dataset, the latest first."""
    log, form, ids = _asked(request, slug)
    page = Paginator(ids, PAGE_SIZE).get_page(request.GET.get("page"))
    entries = log.entries(list(page.object_list))
    record_reading(request, log.dataset, log.dataset.current, Reading.Door.PAGE, len(entries))
    context = {
        "dataset": log.dataset,
        "sight": log.sight,
        "form": form,
        "total": page.paginator.count,
        "entries": entries,
        "several_tables": len(log.relations) > 1,
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
        "kept": request.GET.urlencode(),
    }
    return render(request, "interventions/of_dataset.html", context)


@audience(Audience.SIGNED_IN)
def as_file(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Give the listed entries as a CSV."""
    log, _form, ids = _asked(request, slug)
    dataset = log.dataset
    record(
        request.user,
        "intervention.export",
        dataset,
        organisation=dataset.owner_id,
        entries=len(ids),
    )
    record_reading(request, dataset, dataset.current, Reading.Door.DOWNLOAD, len(ids))
    return csv_response(lists.as_csv(log.every(ids)), f"interventions-{dataset.slug}")


@audience(Audience.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """List what the person noted."""
    logs = [
        {"dataset": log.dataset, "entries": log.entries(ids[:MOST_OF_MINE]), "total": len(ids)}
        for log, ids in lists.of_person(request.reader)
    ]
    return render(request, "interventions/mine.html", {"logs": logs})


def csv_response(lines: Any, name: str) -> StreamingHttpResponse:
    """Send a file of the log, which no cache keeps."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = f"{timezone.localdate():%Y-%m-%d}"
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    response["Cache-Control"] = PRIVATE_CACHE
    return response


def _asked(request: HttpRequest, slug: str) -> tuple[Log, FilterForm, Any]:
    dataset, seen = dataset_with_log(request.reader, slug)
    log = Log(request.reader, dataset, seen)
    form = FilterForm(
        request.GET or None,
        tables=list(dataset.tables.values_list("name", "title")),
        authors=lists.authors(dataset),
        contributes=seen.contributes,
    )
    wish = form.wish() if form.is_bound else {}
    return log, form, log.readable(lists.narrowed(Intervention.objects.all(), wish))
