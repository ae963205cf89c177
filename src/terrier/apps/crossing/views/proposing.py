"""« Croiser avec… »: what a table can be crossed with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog import search
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.matching.proposal import Group
from terrier.web.audience import Audience, audience

from ..presenting import Other, nothing_proposed, others_of
from ..presenting_offers import Offer, offers, shortcuts
from ..queries.proposals import Proposed, proposed

GROUPS = (
    (Group.TERRITORY, _("Par territoire")),
    (Group.CODE, _("Par code ou par nom")),
    (Group.PROXIMITY, _("Par proximité")),
    (Group.PERIOD, _("Par lieu et période")),
)


@dataclass(frozen=True)
class Section:
    """The proposals of one group that are not among the few best."""

    title: str
    offers: list[Offer]


@audience(Audience.SIGNED_IN)
def proposals(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Show every crossing worth proposing for a table, gathered, and a search of other datasets."""
    opened = open_table(request.reader, slug, table)
    found = proposed(request.reader, opened.stored)
    others = others_of(request.reader, opened)
    q = request.GET.get("q", "").strip()[:100]
    context = {
        "opened": opened,
        "found": found,
        "shortcuts": shortcuts(opened, found),
        "nothing": nothing_proposed(opened.relation),
        "first": offers(opened, found.first),
        "sections": _sections(opened, found),
        "q": q,
        "matching": _matching(others, q),
        "compose": opened.address("cross-compose"),
    }
    return render(request, "crossing/proposals.html", context)


def _sections(opened: Opened, found: Proposed) -> list[Section]:
    shown = found.first
    rest = [p for p in found.others if p not in shown]
    mine = {g: [p for p in rest if p.group is g] for g, _title in GROUPS}
    return [Section(str(title), offers(opened, mine[g])) for g, title in GROUPS if mine[g]]


def _matching(others: dict[str, Other], q: str) -> list[tuple[str, Other]]:
    """Give what answers a search by name, best first."""
    asked = search.words(q)
    if not asked:
        return []
    scores = {key: search.score(asked, _fields(o)) for key, o in others.items()}
    return [(key, others[key]) for key in sorted(scores, key=lambda k: -scores[k]) if scores[key]]


def _fields(other: Other) -> tuple[search.Field, ...]:
    return (search.field([other.title], 3), search.field([other.owner], 1))
