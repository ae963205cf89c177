"""What the checks of a network found: counted, listed, on the map, to download, to mend."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terrier.apps.catalog.store import store
from terrier.apps.catalog.streams import LimitedStream
from terrier.apps.jobs.models import Job
from terrier.domain.kernel.errors import Conflict, NotFound
from terrier.domain.topology.checks.findings import SEVERITY_LABELS
from terrier.domain.topology.checks.running import CHECKS
from terrier.lake.export import FileFormat, StreamFormat, stream, write_file
from terrier.lake.networks.findings import Evolution, tallies
from terrier.lake.tiles.live import extent, query_tile
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from .. import checked, queries
from ..actions import checking
from ..models import CheckRun
from ..permissions import require_checker
from ..queries import OpenedNetwork

MVT = "application/vnd.mapbox-vector-tile"
PRIVATE = "private, no-store"
STREAMED = {"csv": StreamFormat.CSV_EXCEL, "geojson": StreamFormat.GEOJSON}


@audience(Audience.SIGNED_IN)
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the last check found."""
    opened = _opened(request, slug)
    network, run = opened.network, checked.latest(opened.network)
    context: dict[str, Any] = {
        "opened": opened,
        "network": network,
        "dataset": network.dataset,
        "run": run,
        "under_way": Job.objects.filter(
            kind=checking.KIND,
            state__in=[Job.State.WAITING, Job.State.RUNNING],
            payload__network_id=network.pk,
        ).first(),
    }
    if run is not None:
        context |= _found(request, opened, run)
    return render(request, "networks/checks.html", context)


def _found(request: HttpRequest, opened: OpenedNetwork, run: CheckRun) -> dict[str, Any]:
    wish = checked.Wish.of(request.GET)
    counted = tallies(checked.file_of(run))
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and 0 < int(asked) < 10_000_000 else 1
    page = checked.findings_page(opened.network, run, wish.filters(), number)
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "figures": _figures(run),
        "changes": {
            change.name.lower(): sum(t.count for t in counted if t.evolution is change)
            for change in Evolution
        },
        "current": (run.version_id, run.revision) == (opened.version.pk, opened.network.revision),
        "wish": wish,
        "check": CHECKS.get(wish.controle),
        "facets": checked.facets(wish, counted),
        "page": page,
        "pages": paginate(request.GET, number, page.pages),
        "query": query.urlencode(),
        "mends": opened.sight.contributes and any(f.repair and not f.gone for f in page.findings),
        "map": _map(opened, run, wish),
    }


def _figures(run: CheckRun) -> list[dict[str, Any]]:
    return [
        {
            "value": sum(n for code, n in run.counts.items() if CHECKS[code].severity is severity),
            "label": label,
        }
        for severity, label in SEVERITY_LABELS.items()
    ]


def _map(opened: OpenedNetwork, run: CheckRun, wish: checked.Wish) -> dict[str, Any] | None:
    window = extent(checked.file_of(run), wish.filters())
    if window is None:
        return None
    slug = opened.network.dataset.slug
    corner = reverse("network-findings-tile", args=[slug, run.pk, 0, 0, 0])
    asked = urlencode({k: v for k, v in vars(wish).items() if v})
    return {
        "label": _("Carte des constats : %(title)s") % {"title": opened.network.dataset.title},
        "tiles": corner.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt") + (f"?{asked}" if asked else ""),
        "bounds": str(window),
        "feature_address": reverse("network-finding", args=[slug, 0]).replace("/0/", "/{row}/"),
        "basemap": reverse("basemap-style"),
        "legend": [
            {"color": checked.COLOURS[severity], "label": label, "value": label}
            for severity, label in SEVERITY_LABELS.items()
        ],
    }


@audience(Audience.SIGNED_IN)
def finding(request: HttpRequest, slug: str, row: int) -> HttpResponse:
    """Give one finding, for the map."""
    opened, run = _checked(request, slug)
    found = checked.finding_at(opened.network, run, row)
    return render(request, "networks/_finding.html", {"finding": found})


@audience(Audience.SIGNED_IN)
def tile(request: HttpRequest, slug: str, run: int, z: int, x: int, y: int) -> HttpResponse:
    """Give one tile of the findings."""
    _opened_network, last = _checked(request, slug)
    if run != last.pk:
        raise NotFound(_("Cette carte n’est plus à jour : rechargez la page."))
    wish = checked.Wish.of(request.GET)
    found = query_tile(checked.file_of(last), wish.filters(), z, x, y, ["gravite"])
    response = HttpResponse(found.data, content_type=MVT, status=200 if found.data else 204)
    if found.data:
        response["Content-Encoding"] = "gzip"
    if found.generalised:
        response["X-Terrier-Generalised"] = "1"
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.SIGNED_IN)
def file(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    """Give the findings as CSV, GeoJSON or GeoPackage, as they are filtered on the page."""
    opened, run = _checked(request, slug)
    relation, filters = checked.file_of(run), checked.Wish.of(request.GET).filters()
    name = f"constats-{opened.network.dataset.slug}-v{run.version.number}.{format}"
    response: FileResponse | StreamingHttpResponse
    if format == "gpkg":
        with store().workshop() as folder:
            made = write_file(
                relation, filters, FileFormat.GEOPACKAGE, folder / name, progress=_quietly
            )
            # The open file outlives its folder.
            response = FileResponse(made.path.open("rb"), as_attachment=True, filename=name)
    elif format in STREAMED:
        written = stream(relation, filters, STREAMED[format], labels=format == "csv")
        response = StreamingHttpResponse(
            LimitedStream(written.chunks), content_type=written.media_type
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        raise NotFound(_("Ce format n’existe pas ici. Formats : csv, geojson, gpkg."))
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.SIGNED_IN)
@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a check now."""
    opened = _opened(request, slug)
    checking.check_again(request.user, request.reader, opened.network, opened.version)
    messages.success(request, _("Le contrôle est demandé : cette page dira ce qu’il trouve."))
    return redirect("network-checks", slug=slug)


@audience(Audience.SIGNED_IN)
@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept the repairs of the findings that were ticked."""
    opened, run = _checked(request, slug)
    if str(run.pk) != request.POST.get("run"):
        raise Conflict(_("Un autre contrôle est passé depuis : relisez les constats."))
    ticked = [int(row) for row in request.POST.getlist("constat") if row.isdecimal()][:10_000]
    made = checking.accept(request.user, request.reader, opened.network, run, ticked)
    messages.success(
        request,
        ngettext(
            "%(count)d valeur corrigée : une nouvelle version se prépare, et sera contrôlée.",
            "%(count)d valeurs corrigées : une nouvelle version se prépare, et sera contrôlée.",
            len(made),
        )
        % {"count": len(made)},
    )
    return redirect("network-checks", slug=slug)


def _opened(request: HttpRequest, slug: str) -> OpenedNetwork:
    opened = queries.open_network(request.reader, slug)
    require_checker(request.reader, opened.network)
    return opened


def _checked(request: HttpRequest, slug: str) -> tuple[OpenedNetwork, CheckRun]:
    opened = _opened(request, slug)
    run = checked.latest(opened.network)
    if run is None:
        raise NotFound(_("Ce réseau n’a pas encore été contrôlé."))
    return opened, run


def _quietly(_step: str, _share: float) -> None:
    """Make a small file without a word."""
