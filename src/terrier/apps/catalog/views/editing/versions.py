"""Making an old version current again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.actions import versions
from terrier.apps.catalog.authority import dataset_to_contribute, version_for
from terrier.web.audience import Audience, audience

from .menu import around


@audience(Audience.SIGNED_IN)
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask, then make an old version current again, as a new version."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    version = version_for(dataset, number)
    versions.check_restorable(dataset, version)
    if request.method == "POST":
        fresh = versions.restore(dataset, version, request.user)
        messages.success(
            request,
            _("La version %(old)d est de nouveau en place, sous le numéro %(new)d.")
            % {"old": number, "new": fresh.number},
        )
        return redirect("dataset", slug=slug)
    heading = _("Restaurer la version %(number)d") % {"number": number}
    context = {**around(dataset, seen, "", heading), "version": version}
    return render(request, "catalog/editing/restore.html", context)
