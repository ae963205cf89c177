"""« Que y a-t-il sous cette rue ? »."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from terrier.apps.catalog import addresses
from terrier.apps.catalog.queries import near
from terrier.apps.digging.permissions import may_ask
from terrier.apps.territories.drawing import Drawing, around, draw
from terrier.apps.territories.models import Commune
from terrier.domain.access.policy import Reader
from terrier.web.audience import Audience, audience

from .. import here as asking
from .. import queries
from ..ground import ground
from ..presenting import titled

IMAGE_WIDTH = 640
SQUARE = 420


@audience(Audience.BY_DATASET)
def here(request: HttpRequest) -> HttpResponse:
    """Say what visible datasets hold around an address, coordinates or a click."""
    commune, drawing = _drawn(request)
    kept = {"commune": commune.code} if commune else {}
    point = asking.point(request.GET, drawing)
    q = request.GET.get("q", "").strip()[:200]
    if point is not None and "lat" not in request.GET:
        return redirect(f"{reverse('here')}?{point.query(**kept)}")
    context = {
        "q": q,
        "label": request.GET.get("adresse", "")[:200],
        "point": point,
        "radius": asking.radius(request.GET),
        "radii": asking.RADII,
        "commune": commune,
        "communes": Commune.objects.defer("outline").order_by("name__plain"),
        "drawing": drawing,
        "image": asking.IMAGE,
        "kept": kept,
        "digs": may_ask(request.reader),
    }
    if point is not None:
        context["nearby"] = titled(near(request.reader, point.lon, point.lat, point.radius_m))
        context |= _surroundings(request.reader, point)
    elif q:
        context["found"] = addresses.find(request.reader, q)
    return render(request, "portal/here.html", context)


@audience(Audience.BY_DATASET)
def sheet(request: HttpRequest) -> HttpResponse:
    """Draw the sheet that a person clicks: a commune with the streets that they may see."""
    commune, drawing = _drawn(request)
    layers = ground(request.reader, drawing) if commune and drawing else ()
    context = {"drawing": drawing, "layers": layers}
    return render(request, "portal/sheet.svg", context, content_type="image/svg+xml")


def _surroundings(reader: Reader, point: asking.Point) -> dict[str, Any]:
    """Draw the circle and what helps to know one's way in it."""
    root = queries.root_of_territory()
    if root is None:
        return {}
    square = around(point.lon, point.lat, point.radius_m, root.projected_crs, width=SQUARE)
    radius = point.radius_m / square.metres
    return {"square": square, "layers": ground(reader, square), "circle": round(radius, 1)}


def _drawn(request: HttpRequest) -> tuple[Commune | None, Drawing | None]:
    """Draw the chosen commune alone, or the whole territory."""
    commune = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    root = queries.root_of_territory()
    if root is None:
        return commune, None
    communes = [commune] if commune else Commune.objects.all()
    return commune, draw(communes, root.projected_crs, width=IMAGE_WIDTH)
