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

from ..presenting import Other, others_of
from ..presenting_offers import Offer, offers
from ..queries.proposals import Proposed, proposed

GROUPS = (
    (Group.TERRITORY, _("Par territoire")),
    (Group.CODE, _("Par code ou par nom")),
    (Group.PROXIMITY, _("Par proximité")),
    (Group.PERIOD, _("Par lieu et période")),
)
SHOWN = 8
"""Proposals of a group that stand open; the others are unfolded."""


@dataclass(frozen=True)
class Section:
    """The proposals of one group."""

    title: str
    first: tuple[Offer, ...]
    more: tuple[Offer, ...]


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
        "sections": _sections(opened, found),
        "q": q,
        "matching": _matching(others, q),
        "compose": opened.address("cross-compose"),
    }
    return render(request, "crossing/proposals.html", context)


def _sections(opened: Opened, found: Proposed) -> list[Section]:
    sections = []
    for group, title in GROUPS:
        mine = offers(opened, [p for p in found.proposals if p.group is group])
        if mine:
            sections.append(Section(str(title), tuple(mine[:SHOWN]), tuple(mine[SHOWN:])))
    return sections


def _matching(others: dict[str, Other], q: str) -> list[tuple[str, Other]]:
    """Give what answers a search by name, best first."""
    asked = search.words(q)
    if not asked:
        return []
    scores = {key: search.score(asked, _fields(o)) for key, o in others.items()}
    return [(key, others[key]) for key in sorted(scores, key=lambda k: -scores[k]) if scores[key]]


def _fields(other: Other) -> tuple[search.Field, ...]:
    return (search.field([other.title], 3), search.field([other.owner], 1))
