"""The crossings that are kept: their list, and the page of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.actions import metadata
from terrier.apps.catalog.queries import Wish, listing
from terrier.apps.catalog.search import LONGEST_QUERY
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from ..actions import defining
from ..actions.warning import DROP
from ..forms import WithdrawForm
from ..models import HandMatch
from ..presenting import inhabitants_told, side_reports
from ..presenting_lineage import graph_of
from ..queries import candidates, finding
from ..queries.lineage import lineage


@audience(Audience.BY_DATASET)
def crossings(request: HttpRequest) -> HttpResponse:
    """List the crossings that one may see, with their state."""
    found = finding.crossings_of(request.reader)
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    starts = _starts(request, q) if q and request.user.is_authenticated else []
    return render(request, "crossing/crossings.html", {"found": found, "q": q, "starts": starts})


def _starts(request: HttpRequest, q: str) -> list[tuple[str, str, str]]:
    """Give the tables that answer a search, with where each can be crossed."""
    return [
        (
            entry.dataset.title if len(entry.tables) == 1 else f"{entry.dataset.title} · {table}",
            reverse("cross", args=[entry.dataset.slug, table.name]),
            entry.dataset.owner.name,
        )
        for entry in listing(request.reader, Wish(q=q)).entries
        for table in (stored.table for stored in entry.tables)
    ]


@audience(Audience.BY_DATASET)
def crossing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a crossing: its sentence, its report, where it comes from."""
    found = finding.find(request.reader, pk)
    if request.htmx:
        return render(request, "crossing/parts/state.html", {"found": found})
    past = finding.history(found)
    context = {
        "found": found,
        "past": past,
        "dropped": _dropped(past),
        "crossing": found.crossing,
        "inputs": finding.input_versions(found),
        "graph": graph_of(lineage(request.reader, found.dataset)),
        "hands": _hands(request, found),
        "rates": _rates(found),
        "withdraw": WithdrawForm() if found.sight.publishes else None,
    }
    if found.report is not None:
        asked = found.crossing.asked()
        titles = found.title_of(asked.left), found.title_of(asked.right)
        left, right = side_reports(found.report, *titles)
        context |= {"sides": (("left", left), ("right", right))}
    return render(request, "crossing/crossing.html", context)


def _hands(request: HttpRequest, found: finding.Found) -> list[tuple[HandMatch, str]]:
    """Give the matches made by hand, with what both rows are called."""
    made = list(found.crossing.hands.select_related("author")) if found.sources_whole else []
    left = [tuple(hand.left) for hand in made]
    right = [tuple(hand.right) for hand in made if hand.right]
    try:
        here, there = candidates.told(request.reader, found.crossing, left, right)
    except Invalid:  # A source is gone, or lost the column: the page says it elsewhere.
        return [(hand, str(hand)) for hand in made]
    nothing = _("rien, et c’est normal")
    return [
        (h, f"{here[tuple(h.left)]} → {there[tuple(h.right)] if h.right else nothing}")
        for h in made
    ]


def _rates(found: finding.Found) -> str:
    """Say what figures for 1 000 inhabitants are made of; empty: there are none."""
    asked = found.crossing.asked()
    per = next((b.per for b in asked.brought if b.per), "")
    return inhabitants_told(asked.left, per) if per and found.sources_whole else ""


def _dropped(past: list[finding.Past]) -> finding.Past | None:
    """Give the version before, where the one in place meets clearly less."""
    rates = [p for p in past if p.rate is not None][:2]
    if len(rates) < 2 or (rates[1].rate or 0) - (rates[0].rate or 0) <= DROP:
        return None
    return rates[1]


@audience(Audience.CONTRIBUTORS)
@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a crossing to be computed now."""
    found = finding.find(request.reader, pk)
    defining.compute_again(request.user, request.reader, found.crossing)
    messages.success(request, _("Le croisement va être recalculé."))
    return redirect("crossing", pk=pk)


@audience(Audience.CONTRIBUTORS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a crossing away for good; its sources stay as they are."""
    found = finding.find(request.reader, pk)
    reason = request.POST.get("reason", "")
    metadata.withdraw_dataset(request.user, request.reader, found.dataset, reason)
    messages.success(
        request, _("Le croisement « %(title)s » est retiré.") % {"title": found.dataset}
    )
    return redirect("crossings")
