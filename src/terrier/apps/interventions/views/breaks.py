"""The register of breaks and leaks of a table, and where it is filled from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.authority import dataset_to_contribute, sights_of
from terrier.apps.catalog.models import Dataset, Reading, VersionTable
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.repairs import guess, projection_of_register
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..actions import bringing
from ..forms import RepairsForm
from ..permissions import dataset_with_log
from ..queries.breaks import as_raepa, number_of, register_of
from ..queries.log import Log
from .lists import PAGE_SIZE, csv_response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from terrier.domain.access.policy import Reader


@audience(Audience.SIGNED_IN)
def register(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """List the breaks and leaks of a table."""
    log, opened, ids = _register(request, slug, table)
    page = Paginator(ids, PAGE_SIZE).get_page(request.GET.get("page"))
    entries = log.entries(list(page.object_list))
    record_reading(request, log.dataset, opened.version, Reading.Door.PAGE, len(entries))
    context = {
        "dataset": log.dataset,
        "opened": opened,
        "contributes": log.sight.contributes,
        "total": page.paginator.count,
        "lines": [(number_of(e.intervention), e) for e in entries],
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
        "projection": projection_of_register(opened.root.projected_crs),
    }
    return render(request, "interventions/breaks.html", context)


@audience(Audience.SIGNED_IN)
def as_file(request: HttpRequest, slug: str, table: str) -> StreamingHttpResponse:
    """Give the register with the fields of the RAEPA geostandard."""
    log, opened, ids = _register(request, slug, table)
    dataset = log.dataset
    record(
        request.user,
        "intervention.export",
        dataset,
        organisation=dataset.owner_id,
        entries=len(ids),
    )
    record_reading(request, dataset, opened.version, Reading.Door.DOWNLOAD, len(ids))
    return csv_response(as_raepa(log.every(ids), opened), f"raepa-repar-{slug}-{table}")


@audience(Audience.SIGNED_IN)
def bring(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Fill the register from a table of repairs that was imported."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    choices = _sources(request.reader, opened)
    source = _source(request, choices)
    context: dict[str, Any] = {
        "dataset": dataset,
        "opened": opened,
        "choices": choices,
        "source": source,
    }
    if source is not None:
        names = [c.name for c in source.relation.columns]
        form = RepairsForm(
            request.POST or None,
            columns=source.relation.columns,
            has_key=source.relation.has_key,
            initial=guess(names),
        )
        context["form"] = form
        if request.method == "POST" and form.is_valid():
            mapping = bringing.Mapping(**form.cleaned_data)
            brought = bringing.bring(request.user, request.reader, opened, source, mapping)
            context["brought"] = brought
            context["told"] = sorted(brought.refused)[: bringing.TOLD]
    return render(request, "interventions/bring.html", context)


def _register(request: HttpRequest, slug: str, table: str) -> tuple[Log, Opened, Sequence[int]]:
    dataset, seen = dataset_with_log(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    log = Log(request.reader, dataset, seen)
    return log, opened, log.readable(register_of(opened))


def _sources(reader: Reader, lines: Opened) -> list[VersionTable]:
    """List the tables that repairs can be read from: those that the reader contributes to."""
    current = VersionTable.objects.filter(version__current_of__isnull=False)
    tables = current.exclude(pk=lines.stored.pk).select_related("table__dataset__owner", "version")
    known = list(tables.filter(table__dataset__gone_reason="").order_by("table__dataset__title"))
    datasets: dict[int, Dataset] = {t.table.dataset_id: t.table.dataset for t in known}
    seen = sights_of(reader, datasets.values())
    return [t for t in known if seen[t.table.dataset_id].contributes]


def _source(request: HttpRequest, choices: list[VersionTable]) -> Opened | None:
    wanted = request.GET.get("source", "")
    if not wanted:
        return None
    found = next((t for t in choices if str(t.table_id) == wanted), None)
    if found is None:
        raise Invalid(_("Cette table n’existe plus : choisissez-en une autre."))
    return open_table(request.reader, found.table.dataset.slug, found.table.name)
