"""Pages about the site itself: what it is, its health, its plan, its help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from terrier import __version__
from terrier.apps.operations import health
from terrier.web.audience import Audience, audience
from terrier.web.errors import wants_json


@audience(Audience.EVERYONE)
def about(request: HttpRequest) -> HttpResponse:
    """Say what the platform is."""
    return render(request, "portal/about.html", {"version": __version__})


@audience(Audience.EVERYONE)
def site_map(request: HttpRequest) -> HttpResponse:
    """List every page that a person may look for."""
    return render(request, "portal/site_map.html")


@audience(Audience.EVERYONE)
def guide(request: HttpRequest) -> HttpResponse:
    """Lead to the help."""
    return render(request, "portal/guide.html")


@audience(Audience.EVERYONE)
@never_cache
def state(request: HttpRequest) -> HttpResponse:
    """Say whether everything works, to people and to monitoring; 503 where something does not."""
    answers = health.checks()
    healthy = all(check.healthy for check in answers)
    status = 200 if healthy else 503
    # The page itself needs the database: without it the plain answer is all that can be given.
    if wants_json(request) or not answers[0].healthy:
        detail = {c.name: {"healthy": c.healthy, "detail": c.sentence} for c in answers}
        return JsonResponse({"healthy": healthy, "checks": detail}, status=status)
    context = {"checks": answers, "healthy": healthy}
    return render(request, "portal/state.html", context, status=status)
