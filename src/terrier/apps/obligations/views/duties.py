"""What an organisation must publish, as a list with its state."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages as notices
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terrier.apps.territories.permissions import administers, require_administrator
from terrier.apps.territories.queries import organisation_named
from terrier.domain.kernel.errors import Invalid
from terrier.domain.publication_duties import Standing
from terrier.web.audience import Audience, audience

from .. import duties as reading
from ..actions import answering
from ..forms import DutyForm, ProfileForm


@audience(Audience.SIGNED_IN)
@require_safe
def duties(request: HttpRequest, slug: str) -> HttpResponse:
    """List the duties of an organisation; its administrators answer them here."""
    organisation = reading.organisation_for(request.reader, slug)
    kept = getattr(organisation, "publication_profile", None)
    lines = reading.lines(request.reader, organisation)
    counted = Counter(line.standing for line in lines)
    context = {
        "organisation": organisation,
        "profile": reading.profile_of(organisation),
        "known_population": reading.known_population(organisation),
        "form": ProfileForm(
            initial={"agents": kept and kept.agents, "population": kept and kept.population}
        ),
        "may_answer": administers(request.reader, organisation),
        "lines": lines,
        "figures": [{"value": counted[s], "label": s.value} for s in Standing if counted[s]],
        "choices": [d for d, _facts in reading.datasets_of(request.reader, organisation)],
    }
    return render(request, "obligations/duties.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the figures that decide what must be published."""
    organisation = organisation_named(slug)
    require_administrator(request.reader, organisation)
    form = _valid(ProfileForm(request.POST))
    answering.describe(request.reader, organisation, **form.cleaned_data)
    notices.success(request, _("Les chiffres sont enregistrés."))
    return redirect("duties", slug)


@audience(Audience.SIGNED_IN)
@require_POST
def answer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Keep what an organisation says of one duty."""
    organisation = organisation_named(slug)
    require_administrator(request.reader, organisation)
    form = _valid(DutyForm(request.POST))
    answering.answer(request.reader, organisation, code, **form.cleaned_data)
    notices.success(request, _("La réponse est enregistrée."))
    return redirect(f"{reverse('duties', args=[slug])}#{code}")


def _valid(form: Form) -> Form:
    if not form.is_valid():
        raise Invalid(" ".join(e for errors in form.errors.values() for e in errors))
    return form
