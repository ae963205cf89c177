"""What an organisation must publish, as a list with its state."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.territories.permissions import administers, require_administrator
from terrier.domain.kernel.errors import Invalid
from terrier.domain.publication_duties import Standing
from terrier.web.audience import Audience, audience

from .. import duties as reading
from ..actions import answering
from ..forms import DutyForm, ProfileForm


@audience(Audience.SIGNED_IN)
def duties(request: HttpRequest, slug: str) -> HttpResponse:
    """List the duties of an organisation; its administrators answer them here."""
    organisation = reading.organisation_for(request.reader, slug)
    profile = reading.profile_of(organisation)
    kept = getattr(organisation, "publication_profile", None)
    form = ProfileForm(
        request.POST or None,
        initial={"agents": kept and kept.agents, "population": kept and kept.population},
    )
    if request.method == "POST":
        require_administrator(request.reader, organisation)
        if form.is_valid():
            answering.describe(request.reader, organisation, **form.cleaned_data)
            notices.success(request, _("Les chiffres sont enregistrés."))
            return redirect("duties", slug)
    lines = reading.lines(request.reader, organisation)
    counted = Counter(line.standing for line in lines)
    context = {
        "organisation": organisation,
        "profile": profile,
        "known_population": reading.known_population(organisation),
        "form": form,
        "may_answer": administers(request.reader, organisation),
        "lines": lines,
        "figures": [{"value": counted[s], "label": s.value} for s in Standing if counted[s]],
        "choices": [d for d, _facts in reading.datasets_of(request.reader, organisation)],
    }
    return render(request, "obligations/duties.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def answer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Keep what an organisation says of one duty."""
    organisation = reading.organisation_for(request.reader, slug)
    require_administrator(request.reader, organisation)
    form = DutyForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(e for errors in form.errors.values() for e in errors))
    answering.answer(request.reader, organisation, code, **form.cleaned_data)
    notices.success(request, _("La réponse est enregistrée."))
    return redirect(f"{reverse('duties', args=[slug])}#{code}")
