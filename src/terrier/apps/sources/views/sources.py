"""Following an address, and everything that is followed, late or failing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Dataset
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import queries
from ..actions import following
from ..forms import FollowForm
from ..models import Source


@audience(Audience.CONTRIBUTORS)
def sources(request: HttpRequest) -> HttpResponse:
    """List what is followed, what is late, and what owners were told."""
    context = {
        "sources": list(queries.sources_of(request.reader)),
        "late": queries.late_datasets(request.reader),
        "notices": queries.notices_of(request.reader),
    }
    return render(request, "sources/sources.html", context)


@audience(Audience.CONTRIBUTORS)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and choose the address that a dataset follows."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    kept = Source.objects.filter(dataset=dataset).select_related("importing", "set_by").first()
    form = FollowForm(request.POST or None, initial=_initial(dataset, kept))
    if request.method == "POST" and form.is_valid():
        try:
            following.follow(request.user, request.reader, dataset, **form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("L’adresse est suivie : première visite dans un instant."))
            return redirect("dataset-source", slug=slug)
    context = {"dataset": dataset, "source": kept, "form": form}
    return render(request, "sources/source.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def ask_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the address now."""
    following.ask_now(request.reader, _source(request, slug))
    messages.success(request, _("L’adresse est demandée : la réponse sera ici dans un instant."))
    return redirect("dataset-source", slug=slug)


@audience(Audience.CONTRIBUTORS)
@require_POST
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow the address no longer."""
    following.stop(request.user, request.reader, _source(request, slug))
    messages.success(request, _("L’adresse n’est plus suivie ; les données restent en place."))
    return redirect("dataset-source", slug=slug)


def _source(request: HttpRequest, slug: str) -> Source:
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    found = Source.objects.select_related("dataset__owner").filter(dataset=dataset).first()
    if found is None:
        raise NotFound(_("Ce jeu de données ne suit aucune adresse."))
    return found


def _initial(dataset: Dataset, kept: Source | None) -> dict[str, str]:
    if kept is not None:
        return {"url": kept.url, "every": kept.every, "mode": kept.mode}
    return {"url": queries.last_address(dataset)}
