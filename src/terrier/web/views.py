"""Pages that belong to no feature: the design system and the choice of appearance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from terrier.web.appearance import keep_theme
from terrier.web.audience import Audience, audience
from terrier.web.specimens import specimens


@audience(Audience.EVERYONE)
def style(request: HttpRequest) -> HttpResponse:
    """Show every component with invented content."""
    return render(request, "style.html", specimens())


# Exempt from the CSRF token: it only sets a cookie of appearance, and a token here would make
# every public page depend on the visitor.
@audience(Audience.EVERYONE)
@csrf_exempt
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme and go back to the page."""
    page = request.META.get("HTTP_REFERER", "/")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        page = "/"
    response = HttpResponseRedirect(page)
    keep_theme(response, request.POST.get("theme", ""))
    return response
