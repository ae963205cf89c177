"""What is past its time, waiting for a decision; and how long the platform keeps its traces."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.models import Dataset
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from ..actions import describing, retaining
from ..forms import KeepingForm
from ..models import Overdue
from ..permissions import require_protector
from ..queries import register
from ..upkeep import keeping
from .menu import tabs


@audience(Audience.SIGNED_IN)
def retention(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, and the periods of the register."""
    mine = require_protector(request.reader)
    waiting = Overdue.objects.filter(dataset__owner__in=mine).select_related("dataset__owner")
    context = {
        "tabs": tabs("retention"),
        "waiting": waiting,
        "entries": register.entries(request.reader),
        "form": KeepingForm(instance=keeping()) if request.reader.instance_administrator else None,
        "keeping": keeping(),
    }
    return render(request, "privacy/retention.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase what is past its time in one dataset."""
    mine = require_protector(request.reader)
    dataset = Dataset.objects.filter(slug=slug, owner__in=mine).first()
    if dataset is None:
        raise NotFound(_("Ce jeu de données n’existe pas, ou ne vous est pas ouvert."))
    asked = retaining.decide(request.user, request.reader, dataset)
    return redirect("erasure", asked.pk)


@audience(Audience.SIGNED_IN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Change how long the platform keeps its own traces."""
    require_protector(request.reader)
    form = KeepingForm(request.POST, instance=keeping())
    if not form.is_valid():
        raise Invalid(" ".join(e for errors in form.errors.values() for e in errors))
    describing.keep(request.user, request.reader, form.save(commit=False))
    messages.success(request, _("Les durées sont enregistrées."))
    return redirect("retention")
