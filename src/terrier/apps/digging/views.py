"""Asking what is under a place, and what was answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from terrier.apps.catalog import addresses
from terrier.apps.networks.queries import operable_networks
from terrier.apps.territories.queries import territory_bounds
from terrier.apps.worksites.grounds import projection
from terrier.domain.drafting.sheets import SCALES
from terrier.domain.kernel.errors import Invalid, NotFound, TerrierError
from terrier.web.audience import Audience, audience
from terrier.web.errors import status_of

from . import actions, areas, asking, drawing, exporting, presenting, queries, words
from .content import unpacked
from .plan import document, screen

MVT = "application/vnd.mapbox-vector-tile"
SHOWN = 10
PAPERS = ("A4", "A3")
KEPT_FIELDS = ("rayon", "marge", "profondeur", "debut", "fin", "objet", "largeur")
"""What a person filled in besides the place, carried from one step to the next."""


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask, find a place, or find an answer again by its number."""
    if request.method == "POST":
        return _answered(request)
    if number := request.GET.get("numero", "").strip():
        return redirect("digging-answer", queries.answer_for(request.reader, number).reference)
    return render(request, "digging/ask.html", _form(request, request.GET))


def _answered(request: HttpRequest) -> HttpResponse:
    """Answer, or show the form again with the reason."""
    try:
        area = asking.area(request.reader, request.POST, request.FILES.get("fichier"))
        wish = asking.wish(request.POST)
        given = actions.answer(
            request.user, request.reader, area, wish, request.POST.get("objet", "").strip()
        )
    except (Invalid, NotFound) as refused:
        return _again(request, refused)
    except TerrierError as refused:
        if status_of(refused) != 422:
            raise
        return _again(request, refused)
    messages.success(
        request, _("La réponse est gardée sous le numéro %(number)s.") % {"number": given}
    )
    return redirect("digging-answer", given.reference)


def _again(request: HttpRequest, refused: TerrierError) -> HttpResponse:
    context = _form(request, request.POST) | {"refused": refused.user_message}
    return render(request, "digging/ask.html", context, status=status_of(refused))


def _form(request: HttpRequest, asked: Any) -> dict[str, Any]:
    q = asked.get("q", "").strip()[:200]
    context = {
        "operable": operable_networks(request.reader),
        "asked": asked,
        "kept": {name: asked.get(name, "")[:200] for name in KEPT_FIELDS},
        "way": asked.get("par") if asked.get("par") in asking.WAYS else "point",
        "q": q,
        "radius": asked.get("rayon") or str(areas.DEFAULT_RADIUS_M),
        "margins": areas.MARGINS_M,
        "margin": asked.get("marge") or "50",
        "width": asked.get("largeur") or "2",
        "mine": queries.mine(request.reader)[:SHOWN],
        "crs": areas.name_of(projection()),
        "call": words.ONE_CALL_SITE,
        "bounds": ",".join(f"{edge:.5f}" for edge in territory_bounds() or ()),
    }
    point = asking.point(q)
    if point is not None:
        context["point"] = point
    elif q:
        context["found"] = addresses.find(request.reader, q)
    return context


@audience(Audience.SIGNED_IN)
@require_safe
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an answer as it was given."""
    given = queries.answer_for(request.reader, reference)
    findings = unpacked(bytes(given.content))
    context = {
        "answer": given,
        "trail": [(_("Que y a-t-il ici ?"), reverse("digging"))],
        "findings": findings,
        "surface": f"{areas.hectares(findings.zone) * 10_000:,.0f}".replace(",", "\u202f"),
        "crs": areas.name_of(findings.crs),
        "communes": ", ".join(findings.communes.values()),
        "picture": screen.alternative(findings),
        "legend": screen.legend(findings),
        "map": drawing.answer_map(given, findings),
        "papers": PAPERS,
        "scales": SCALES,
        "call": words.ONE_CALL_SITE,
        **presenting.head(findings),
    }
    return render(request, "digging/answer.html", context)


@audience(Audience.SIGNED_IN)
@require_safe
def view(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw an answer for the screen."""
    given = queries.answer_for(request.reader, reference)
    drawn = screen.draw(unpacked(bytes(given.content)), request.reader)
    return _private(HttpResponse(drawn.svg, content_type="image/svg+xml"))


@audience(Audience.SIGNED_IN)
@require_safe
def tile(request: HttpRequest, reference: str, z: int, x: int, y: int) -> HttpResponse:
    """Draw one tile of the map of an answer."""
    drawn = drawing.tile(queries.answer_for(request.reader, reference), z, x, y)
    response = HttpResponse(drawn.data, content_type=MVT, status=200 if drawn.data else 204)
    if drawn.data:
        response["Content-Encoding"] = "gzip"
    if drawn.generalised:
        response["X-Terrier-Generalised"] = "1"
    return _private(response)


@audience(Audience.SIGNED_IN)
@require_safe
def piece(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the little sheet of a piece to the map, as the answer tells it."""
    given = queries.answer_for(request.reader, reference)
    rank = request.GET.get("rang", "")
    pieces = drawing.drawables(bytes(given.content))
    if not (rank.isdecimal() and len(rank) < 7 and int(rank) < len(pieces)):
        raise NotFound(_("Cette réponse n’a pas cet ouvrage."))
    found = pieces[int(rank)]
    context = {"told": found.told, "facts": presenting.piece(found.piece)}
    return _private(render(request, "digging/_piece.html", context))


@audience(Audience.SIGNED_IN)
@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Print an answer."""
    given = queries.answer_for(request.reader, reference)
    paper, scale = _paper(request)
    findings = unpacked(bytes(given.content))
    body = document.document(given, findings, request.reader, paper, scale)
    return _file(body, "application/pdf", f"reponse-{given.reference}.pdf", inline=True)


def _paper(request: HttpRequest) -> tuple[str, int | None]:
    paper, scale = request.GET.get("papier", "A4"), request.GET.get("echelle", "")
    if paper not in PAPERS or scale not in ("", *map(str, SCALES)):
        raise Invalid(_("Choisissez le format A4 ou A3, et l’échelle 1:200, 1:500 ou 1:1000."))
    return paper, int(scale) if scale else None


@audience(Audience.SIGNED_IN)
@require_safe
def data(request: HttpRequest, reference: str, format: str) -> HttpResponse:
    """Give an answer as data."""
    given = queries.answer_for(request.reader, reference)
    if format not in exporting.FORMATS:
        raise NotFound(_("Une réponse se télécharge en PDF, GeoPackage ou GeoJSON."))
    kind, write = exporting.FORMATS[format]
    body = write(given, unpacked(bytes(given.content)))
    return _file(body, kind, f"reponse-{given.reference}.{format}")


def _file(body: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
