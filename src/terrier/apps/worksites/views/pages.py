"""The list with its map, and the sheet of one worksite."""

from __future__ import annotations

from typing import Any

import shapely
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrier.apps.territories.queries import organisations_to_write_for, territory_bounds
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid
from terrier.lake.tiles import draw_tile, window_of
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from .. import presenting, queries
from ..actions.writing import warnings
from ..forms import WishForm
from ..models import Worksite
from ..permissions import may, sees_whole

MVT = "application/vnd.mapbox-vector-tile"
PRIVATE = "private, no-store"
PAGE_SIZE = 100
BESIDE = 50
"""Worksites named beside the map; all are counted."""
FRANCE = (-5.0, 42.0, 8.0, 51.0)
TILE_PIXELS = 512
SMALLEST_PIXELS = 12
"""Smaller on the screen, a shape is drawn as a point."""


@audience(Audience.BY_DATASET)
@require_safe
def worksites(request: HttpRequest) -> HttpResponse:
    """List worksites by their dates, with a map."""
    form = WishForm(request.GET)
    found = queries.listing(request.reader, form.wish())
    pages = Paginator(found, PAGE_SIZE)
    number = request.GET.get("page", "1")
    page = pages.get_page(int(number) if number.isdecimal() and len(number) < 7 else 1)
    context = {
        "form": form,
        "total": pages.count,
        "groups": presenting.groups(page),
        "pages": paginate(request.GET, page.number, pages.num_pages),
        "map": _map(request, found) if pages.count else None,
        "asked": _asked(request),
        "writes": organisations_to_write_for(request.reader).exists(),
        "feeds": organisations_to_write_for(request.reader, Role.PUBLISHER).exists(),
        "inside": bool(request.reader.roots),
    }
    response = render(request, "worksites/worksites.html", context)
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.BY_DATASET)
@require_safe
def visible(request: HttpRequest) -> HttpResponse:
    """Give the list of what is in view, again."""
    found = queries.listing(request.reader, WishForm(request.GET).exact_wish())
    box = _box(request.GET.get("bbox", ""))
    context = {
        "in_view": _in_view(found.meeting(*box) if box else found),
        "list_address": _address("worksites-visible", request),
    }
    response = render(request, "components/in_view.html", context)
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.BY_DATASET)
@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Draw the worksites of one tile, those that this reader sees."""
    found = queries.listing(request.reader, WishForm(request.GET).exact_wish())
    rows = list(found.meeting(*window_of(z, x, y)).values_list("pk", "shape", "state"))
    drawn = draw_tile(
        [pk for pk, _shape, _state in rows],
        [_visible_at(z, bytes(shape)) for _pk, shape, _state in rows],
        {"state": [state for _pk, _shape, state in rows]},
        z,
        x,
        y,
    )
    response = HttpResponse(drawn.data, content_type=MVT, status=200 if drawn.data else 204)
    if drawn.data:
        response["Content-Encoding"] = "gzip"
    if drawn.generalised:
        response["X-Terrier-Generalised"] = "1"
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.BY_DATASET)
@require_safe
def worksite(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one worksite: a page, or a fragment for the map."""
    found = queries.find(request.reader, pk)
    whole = sees_whole(request.reader, found)
    context: dict[str, Any] = {
        "worksite": found,
        "whole": whole,
        "badge": presenting.BADGES[found.state],
        "span": presenting.span(found),
    }
    if "fragment" in request.GET:
        response = render(request, "worksites/_popup.html", context)
    else:
        writes = may(request.reader, found.owner, Role.CONTRIBUTOR)
        context |= {
            "facts": presenting.facts(found, whole=whole),
            "neighbours": queries.neighbours(request.reader, found),
            "writes": writes and found.feed_id is None,
            "publishes": may(request.reader, found.owner, Role.PUBLISHER),
            "doubts": warnings(found) if writes else [],
            "map": _map_of(found),
        }
        response = render(request, "worksites/worksite.html", context)
    response["Cache-Control"] = PRIVATE
    return response


def _map(request: HttpRequest, found: Any) -> dict[str, Any]:
    bounds = presenting.widened(*(queries.bounds_of(found) or FRANCE))
    states = found.order_by().values_list("state", flat=True).distinct()
    return {
        "label": _("Chantiers"),
        "tiles": _tiles(request),
        "bounds": presenting.bounds_text(bounds),
        "view": presenting.bounds_text(territory_bounds() or bounds),
        "feature_address": reverse("worksite", args=[0]).replace("/0/", "/{row}/") + "?fragment=1",
        "basemap": reverse("basemap-style"),
        "list_address": _address("worksites-visible", request),
        "in_view": _in_view(found),
        "legend": presenting.legend(states),
    }


def _map_of(one: Worksite) -> dict[str, Any]:
    corner = reverse("worksites-tile", args=[0, 0, 0]).replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")
    bounds = presenting.bounds_text(presenting.widened(one.west, one.south, one.east, one.north))
    return {
        "label": one.title,
        "tiles": f"{corner}?etat={queries.EVERY_STATE}",
        "bounds": bounds,
        "basemap": reverse("basemap-style"),
        "feature_address": reverse("worksite", args=[0]).replace("/0/", "/{row}/") + "?fragment=1",
        "legend": presenting.legend(presenting.COLOURS),
    }


def _in_view(found: Any) -> dict[str, Any]:
    total = found.count()
    return {"total": total, "items": [presenting.line(one) for one in found[:BESIDE]]}


def _visible_at(zoom: int, wkb: bytes) -> bytes:
    """Give a point in place of what would be too small on the screen to be seen or clicked."""
    shape = shapely.from_wkb(wkb)
    west, south, east, north = shape.bounds
    pixel = 360 / (TILE_PIXELS * 2**zoom)
    if max(east - west, north - south) >= SMALLEST_PIXELS * pixel:
        return wkb
    return bytes(shapely.to_wkb(shape.representative_point()))


def _tiles(request: HttpRequest) -> str:
    corner = _address("worksites-tile", request, 0, 0, 0)
    return corner.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")


def _asked(request: HttpRequest) -> str:
    """Write the filters of the address again, and nothing else of it."""
    kept = request.GET.copy()
    for name in [name for name in kept if name not in WishForm.base_fields]:
        del kept[name]
    return kept.urlencode()


def _address(name: str, request: HttpRequest, *parts: object) -> str:
    asked = _asked(request)
    return reverse(name, args=parts) + (f"?{asked}" if asked else "")


def _box(text: str) -> tuple[float, float, float, float] | None:
    """Read a window of degrees; None where there is none."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text[:200].split(","))
    except ValueError:
        raise Invalid(_("« bbox » est fait de quatre nombres : ouest, sud, est, nord.")) from None
    return west, south, east, north
