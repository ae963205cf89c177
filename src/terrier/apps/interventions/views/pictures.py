"""Photographs of an entry, for whoever may read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.sending import PRIVATE_CACHE
from terrier.apps.catalog.store import store
from terrier.connectors.photographs.rewriting import MEDIA_TYPE
from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from ..actions import pictures
from ..models import Photograph
from .entries import entry_for


@audience(Audience.SIGNED_IN)
def photograph(request: HttpRequest, slug: str, number: int, picture: int) -> FileResponse:
    """Give a photograph."""
    found = _picture(request, slug, number, picture)
    response = FileResponse(store().path(found.path).open("rb"), content_type=MEDIA_TYPE)
    response["Cache-Control"] = PRIVATE_CACHE
    response["Content-Disposition"] = f'inline; filename="intervention-{number}-{picture}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@audience(Audience.SIGNED_IN)
@require_POST
def remove(request: HttpRequest, slug: str, number: int, picture: int) -> HttpResponse:
    """Take a photograph away for good."""
    dataset_to_contribute(request.reader, slug)
    found = _picture(request, slug, number, picture)
    pictures.remove(request.user, request.reader, found)
    messages.success(request, _("La photographie est supprimée."))
    return redirect("intervention", slug=slug, number=number)


def _picture(request: HttpRequest, slug: str, number: int, picture: int) -> Photograph:
    _log, found = entry_for(request, slug, number)
    wanted = (p for p in found.intervention.photographs.all() if p.pk == picture)
    chosen = next(wanted, None)
    if chosen is None:
        raise NotFound(_("Cette photographie n’existe pas, ou plus."))
    return chosen
