"""Erasing a person: look for them, see what would go, confirm, follow."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset, Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import actions
from ..forms import SearchForm
from ..models import Erasure
from ..permissions import require_protector
from ..queries import searching
from .menu import tabs


@audience(Audience.SIGNED_IN)
@never_cache
@sensitive_post_parameters()
def erase(request: HttpRequest) -> HttpResponse:
    """Go from a search to a decision; what is looked for stands in no address and no log."""
    datasets = searching.datasets_about_persons(request.reader)
    form = SearchForm(searching.known_labels(datasets), request.POST or None)
    context = {
        "tabs": tabs("erase"),
        "form": form,
        "datasets": datasets,
        "past": erasures_of(request.reader)[:20],
        "step": "search",
    }
    step = request.POST.get("step", "") if request.method == "POST" else ""
    try:
        if step == "search" and form.is_valid():
            context |= _found(request, form, datasets)
        elif step in ("preview", "erase"):
            chosen = request.POST.getlist("row")
            targets = searching.targets_of(chosen, datasets)
            if step == "erase":
                reason = request.POST.get("reason", "")
                asked = actions.ask(request.user, request.reader, targets, reason)
                return redirect("erasure", asked.pk)
            if not targets:
                raise Invalid(_("Choisissez au moins une ligne à effacer."))
            consequences = searching.consequences(targets)
            context |= {"step": "preview", "consequences": consequences, "chosen": chosen}
    except Invalid as refused:
        context["refused"] = refused.user_message
    return render(request, "privacy/erase.html", context)


def _found(request: HttpRequest, form: SearchForm, datasets: list) -> dict[str, object]:
    look = partial(sight_of, request.reader)
    answer = searching.search(datasets, look, form.values(), form.cleaned_data["key"])
    for dataset in datasets:
        record_reading(
            request,
            dataset,
            dataset.current,
            Reading.Door.SEARCH,
            sum(c.dataset == dataset for c in answer.candidates),
        )
    return {"step": "choose", "answer": answer}


@audience(Audience.SIGNED_IN)
def erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Follow an erasure, and keep its account."""
    found = next((e for e in erasures_of(request.reader) if e.pk == pk), None)
    if found is None:
        raise NotFound(_("Cet effacement n’existe pas, ou ne vous est pas ouvert."))
    return render(request, "privacy/erasure.html", {"erasure": found, "tabs": tabs("")})


def erasures_of(reader: Reader) -> list[Erasure]:
    """List the erasures in the datasets that the reader answers for."""
    mine = require_protector(reader)
    slugs = set(Dataset.objects.filter(owner__in=mine).values_list("slug", flat=True))
    return [e for e in Erasure.objects.all() if slugs & {t["dataset"] for t in e.targets}]
