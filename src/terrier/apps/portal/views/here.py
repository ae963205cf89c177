"""« Que y a-t-il sous cette rue ? »."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from terrier.apps.catalog.queries import near
from terrier.apps.territories.drawing import Drawing, draw
from terrier.apps.territories.models import Commune
from terrier.web.audience import Audience, audience

from .. import addresses, queries
from .. import here as asking

IMAGE_WIDTH = 640


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
        "communes": Commune.objects.defer("outline"),
        "drawing": drawing,
        "image": asking.IMAGE,
        "kept": kept,
    }
    if point is not None:
        context["nearby"] = near(request.reader, point.lon, point.lat, point.radius_m)
        context["spot"] = drawing and drawing.at(point.lon, point.lat)
    elif q:
        context["found"] = addresses.find(request.reader, q)
    return render(request, "portal/here.html", context)


@audience(Audience.EVERYONE)
def sheet(request: HttpRequest) -> HttpResponse:
    """Draw the sheet that a person clicks where there is no JavaScript."""
    _commune, drawing = _drawn(request)
    return render(request, "portal/sheet.svg", {"drawing": drawing}, content_type="image/svg+xml")


def _drawn(request: HttpRequest) -> tuple[Commune | None, Drawing | None]:
    """Draw the chosen commune alone, or the whole territory."""
    commune = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    root = queries.root_of_territory()
    if root is None:
        return commune, None
    communes = [commune] if commune else Commune.objects.all()
    return commune, draw(communes, root.projected_crs, width=IMAGE_WIDTH)
