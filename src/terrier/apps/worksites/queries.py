"""Every composed read of worksites; all of them take the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import shapely
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from terrier.apps.territories.queries import organisations_to_write_for
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import NotFound
from terrier.domain.worksites.sharing import SAME_STREET_M, Proposal, proposal
from terrier.domain.worksites.vocabulary import STANDING, Period, State

from . import grounds
from .models import Feed, Worksite
from .permissions import require_seen, sees_whole

EVERY_STATE = "tous"


@dataclass(frozen=True)
class Wish:
    """When, where and how far."""

    first: date | None = None
    last: date | None = None
    commune: str = ""
    state: str = ""
    """Empty: what is to come or not over; `EVERY_STATE`: all."""
    kind: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Near:
    """A worksite near an area, in space and time."""

    worksite: Worksite
    distance_m: float
    gap_days: int | None
    """0 where the periods meet; None where one of them has no date."""
    proposal: Proposal | None = None
    """What to do about it, for a worksite that asks."""


def find(reader: Reader, pk: int) -> Worksite:
    """Find a worksite that the reader may see."""
    known = Worksite.objects.select_related("owner__parent", "feed__table__dataset")
    # A number beyond the column's would be an error of the database.
    worksite = known.filter(pk=min(pk, 2**62)).first()
    if worksite is None:
        raise NotFound(_("Ce chantier n’existe pas, ou n’est pas ouvert à votre compte."))
    require_seen(reader, worksite)
    return worksite


def listing(reader: Reader, wish: Wish) -> QuerySet[Worksite]:
    """Give the worksites that answer, by their first day; those without a date come last."""
    found = Worksite.objects.visible_to(reader).between(wish.first, wish.last)
    if wish.state == "":
        found = found.standing()
    elif wish.state != EVERY_STATE:
        found = found.filter(state=wish.state)
    if wish.kind:
        found = found.filter(kind=wish.kind)
    if wish.commune:
        found = found.filter(communes__code=wish.commune)
    if wish.box:
        found = found.meeting(*wish.box)
    ordered = found.select_related("owner").prefetch_related("communes")
    return ordered.order_by(F("starts_on").asc(nulls_last=True), "ends_on", "pk")


def near(
    reader: Reader,
    area: shapely.Geometry,
    margin_m: float,
    start: date | None = None,
    end: date | None = None,
    *,
    states: frozenset[State] = STANDING,
) -> list[Near]:
    """Find the worksites near an area in space and time, the nearest first.

    Parameters
    ----------
    area
        WGS84 longitude/latitude.
    margin_m
        Metres around it, in the territory's projection.
    start, end
        Days that works must meet; without them, any day.
    states
        How far they may be: to come or not over, unless said otherwise.
    """
    window = grounds.window_around(area, margin_m)
    found = Worksite.objects.visible_to(reader).filter(state__in=states).meeting(*window)
    known = list(found.between(start, end).select_related("owner__parent"))
    if not known:
        return []
    crs = grounds.projection()
    target, *others = grounds.in_metres([area, *(w.geometry for w in known)], crs)
    distances = shapely.distance(target, others)
    period = Period(start, end)
    by_distance = sorted(zip(distances, known, strict=True), key=lambda pair: (pair[0], pair[1].pk))
    return [
        Near(worksite, float(distance), worksite.period.gap_days(period))
        for distance, worksite in by_distance
        if distance <= margin_m
    ]


def neighbours(reader: Reader, worksite: Worksite) -> list[Near]:
    """Find what stands near a worksite, whenever it is, with what to do about it.

    Proposals are for those who see both whole: they tell of depths, which are never public.
    """
    states = STANDING | {State.DONE}
    around = near(reader, worksite.geometry, SAME_STREET_M, states=states)
    mine = worksite.works()
    whole = sees_whole(reader, worksite)
    told = [
        Near(
            one.worksite,
            one.distance_m,
            mine.period.gap_days(one.worksite.period),
            proposal(mine, one.worksite.works(), one.distance_m)
            if whole and sees_whole(reader, one.worksite)
            else None,
        )
        for one in around
        if one.worksite.pk != worksite.pk
    ]
    shown = (one for one in told if one.proposal or one.worksite.works().stands)
    return sorted(shown, key=lambda one: (one.proposal is None, one.distance_m))


def bounds_of(found: QuerySet[Worksite]) -> tuple[float, float, float, float] | None:
    """Give the window that holds every worksite of a list."""
    boxes = list(found.values_list("west", "south", "east", "north"))
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def feeds_of(reader: Reader) -> QuerySet[Feed]:
    """Give the followed tables of the organisations that the reader publishes for."""
    owners = organisations_to_write_for(reader, Role.PUBLISHER)
    found = Feed.objects.filter(table__dataset__owner__in=owners)
    return found.select_related("table__dataset__owner", "set_by")
