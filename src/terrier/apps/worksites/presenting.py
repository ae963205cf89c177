"""Worksites in words: groups by time, badges, what may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terrier.domain.worksites.vocabulary import STANDING, State
from terrier.web.days import write_day

from .choices import STATES
from .models import Worksite

COLOURS = {
    State.INTENTION: "#8a7f6d",
    State.PLANNED: "#2c6e8f",
    State.ONGOING: "#b4531f",
    State.INTERRUPTED: "#a3362f",
    State.DONE: "#4f6f3a",
    State.CANCELLED: "#6b6b6b",
}
MARGIN_DEGREES = 0.002
BADGES = {
    State.INTENTION: "",
    State.PLANNED: "river",
    State.ONGOING: "ochre",
    State.INTERRUPTED: "brick",
    State.DONE: "moss",
    State.CANCELLED: "",
}


@dataclass(frozen=True)
class Group:
    """Worksites that begin in the same month, or are under way."""

    title: str
    worksites: tuple[Worksite, ...]


def groups(found: Iterable[Worksite]) -> list[Group]:
    """Put worksites, in the order of their first day, under headings of a calendar."""
    today = timezone.localdate()
    marked = [(_heading(one, today), one) for one in found]
    # What is under way comes first, whenever it began.
    marked.sort(key=lambda pair: pair[0][0])
    return [
        Group(heading[1], tuple(one for _heading, one in listed))
        for heading, listed in groupby(marked, key=lambda pair: pair[0])
    ]


def _heading(one: Worksite, today: date) -> tuple[tuple[int, int, int], str]:
    if one.state not in STANDING:
        return (3, 0, 0), _("Terminés ou annulés")
    if one.starts_on is None:
        return (2, 0, 0), _("Sans date de début")
    if one.starts_on <= today:
        return (0, 0, 0), _("En ce moment")
    month = date_format(one.starts_on, "F Y").capitalize()
    return (1, one.starts_on.year, one.starts_on.month), month


def span(one: Worksite) -> str:
    """Say from when to when."""
    start, end = one.starts_on, one.ends_on
    if start and end and start != end:
        return _("du %(start)s au %(end)s") % {"start": write_day(start), "end": write_day(end)}
    if start and end:
        return _("le %s") % write_day(start)
    if start:
        return _("à partir du %s") % write_day(start)
    return _("jusqu’au %s") % write_day(end) if end else _("dates non fixées")


def facts(one: Worksite, *, whole: bool) -> list[dict[str, Any]]:
    """Give what the sheet says; depth and contact are for those who see it whole."""
    said = [
        (_("Nature"), one.get_kind_display()),
        (_("Dates"), span(one)),
        (_("Adresse ou voie"), one.address),
        (_("Communes"), ", ".join(str(c) for c in one.communes.all())),
        (_("Gêne pour la circulation"), one.get_occupation_display() if one.occupation else ""),
        (_("Maître d’ouvrage"), one.led_by),
        (_("Entreprise"), one.contractor),
        (_("Largeur de tranchée"), _metres(one.trench_width_m)),
    ]
    if whole:
        said += [
            (_("Profondeur"), _metres(one.depth_m)),
            (_("Contact"), one.contact),
        ]
        if one.source:
            named = f"{one.source} · {one.external_id}" if one.external_id else one.source
            said.append((_("Source"), named))
    return [{"term": term, "text": text} for term, text in said]


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:g} m".replace(".", ",")


def line(one: Worksite) -> dict[str, Any]:
    """Give a line of the list beside the map."""
    return {
        "row": one.pk,
        "title": one.title,
        "text": " · ".join(filter(None, (one.get_state_display(), span(one)))),
        "address": reverse("worksite", args=[one.pk]),
    }


def legend(states: Iterable[str]) -> list[dict[str, str]]:
    """Give the legend of the states that a map shows."""
    shown = set(states)
    return [
        {"label": str(label), "color": COLOURS[State(value)], "value": value}
        for value, label in STATES
        if value in shown
    ]


def widened(
    west: float, south: float, east: float, north: float
) -> tuple[float, float, float, float]:
    """Give a window of degrees with some ground around it."""
    edge = MARGIN_DEGREES
    return west - edge, south - edge, east + edge, north + edge


def bounds_text(bounds: tuple[float, float, float, float]) -> str:
    """Write a window of degrees for the map."""
    return ",".join(f"{degrees:.6f}" for degrees in bounds)
