"""The communes of the territory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.queries import about_commune
from terrier.apps.territories.models import Commune
from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from .. import queries
from ..presenting import figures_about, titled


@audience(Audience.EVERYONE)
def communes(request: HttpRequest) -> HttpResponse:
    """List them, on a map and by name."""
    q = request.GET.get("q", "").strip()[:100]
    context = {
        "q": q,
        "communes": queries.communes_named(q),
        "drawing": queries.territory_drawing(queries.root_of_territory()),
    }
    return render(request, "portal/communes.html", context)


@audience(Audience.BY_DATASET)
def mine(request: HttpRequest) -> HttpResponse:
    """Go to the one commune a person works for; choose among all otherwise."""
    own = list(Commune.objects.filter(code__in=request.reader.communes)[:2])
    if len(own) == 1:
        return redirect("commune", own[0].code)
    return redirect("communes")


@audience(Audience.BY_DATASET)
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show a commune and what the reader may read about it."""
    found = Commune.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("Aucune commune de ce territoire n’a le code « %(c)s ».") % {"c": code})
    about = about_commune(request.reader, found.codes)
    context = {
        "commune": found,
        "about": titled(about),
        "figures": figures_about(found, len(about)),
        "organisations": found.organisations.all(),
        "drawing": queries.territory_drawing(queries.root_of_territory()),
    }
    return render(request, "portal/commune.html", context)
