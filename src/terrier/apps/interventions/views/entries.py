"""One entry of the log: shown, changed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.lake.keys import shapes_of
from terrier.web.audience import Audience, audience

from ..actions import changing
from ..forms import EntryForm, WithdrawForm
from ..models import Intervention
from ..permissions import dataset_with_log, require_change
from ..places import Place, on_row
from ..queries.log import Log, LogEntry

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset


def entry_for(request: HttpRequest, slug: str, number: int) -> tuple[Log, LogEntry]:
    """Find an entry that the reader may read."""
    dataset, seen = dataset_with_log(request.reader, slug)
    log = Log(request.reader, dataset, seen)
    asked = Intervention.objects.filter(pk=min(number, 2**62))
    entries = log.entries(log.readable(asked))
    if not entries:
        raise NotFound(_("Cette intervention n’existe pas, ou n’est pas ouverte à votre compte."))
    return log, entries[0]


@audience(Audience.SIGNED_IN)
def entry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show an entry."""
    log, found = entry_for(request, slug, number)
    record_reading(request, log.dataset, log.dataset.current, Reading.Door.ROW, 1)
    context = _around(log.dataset, found) | {"withdrawing": WithdrawForm()}
    return render(request, "interventions/entry.html", context)


@audience(Audience.SIGNED_IN)
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change an entry, or add a photograph to it."""
    dataset_to_contribute(request.reader, slug)
    log, found = entry_for(request, slug, number)
    one = found.intervention
    require_change(request.reader, one)
    form = EntryForm(request.POST or None, request.FILES or None, initial=_present(one))
    if request.method == "POST" and form.is_valid():
        try:
            place = _place(log, one, form)
            changing.change(
                request.user, request.reader, one, form.entry(), place, form.photographs()
            )
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("L’intervention est modifiée."))
            return redirect("intervention", slug=slug, number=number)
    context = _around(log.dataset, found) | {
        "form": form,
        "photograph_lost": form.is_bound and bool(request.FILES),
    }
    return render(request, "interventions/edit.html", context)


@audience(Audience.SIGNED_IN)
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take an entry out of the log."""
    dataset_to_contribute(request.reader, slug)
    log, found = entry_for(request, slug, number)
    require_change(request.reader, found.intervention)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        changing.withdraw(request.user, request.reader, found.intervention, reason)
        messages.success(request, _("L’intervention est retirée du journal."))
        return redirect("intervention", slug=slug, number=number)
    context = _around(log.dataset, found) | {"form": form}
    return render(request, "interventions/withdraw.html", context)


def _around(dataset: Dataset, found: LogEntry) -> dict[str, Any]:
    return {"dataset": dataset, "entry": found, "one": found.intervention}


def _present(one: Intervention) -> dict[str, Any]:
    names = ("kind", "done_on", "note", "outcome", "duration_min", "cost_eur", "failure")
    told = {name: getattr(one, name) for name in (*names, "repaired_on")}
    if one.latitude is not None:
        told["place"] = f"{one.latitude:.7f}, {one.longitude:.7f}"
    return told


def _place(log: Log, one: Intervention, form: EntryForm) -> Place | None:
    """Give the place: the one in place where it was not written anew."""
    given = form.where()
    if given is None:
        return None
    if "place" not in form.changed_data and one.latitude is not None:
        return Place(one.longitude, one.latitude, one.snapped_m)
    relation = log.relations.get(one.table_id)
    shape = shapes_of(relation, [one.row_key]).get(one.row_key) if relation else None
    return on_row(shape, *given, log.dataset)
