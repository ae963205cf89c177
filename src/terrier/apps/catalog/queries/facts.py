"""The key facts of a dataset, true for the reader who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.freshness import Freshness, freshness
from terrier.lake import rows
from terrier.web.days import write_day

from .measures import profile_of

if TYPE_CHECKING:
    from datetime import date

    from terrier.apps.catalog.models import Dataset

    from .opening import Opened

WORTH_SAYING = 0.9
"""Share of filled cells below which the emptiest column is named."""


@dataclass(frozen=True)
class Facts:
    """What a reader is told before reading a table."""

    records: int
    """Exact number of rows that the reader may see."""
    partial: bool
    """True where other readers see more rows."""
    freshness: Freshness
    period: str
    years: str
    """The period in its fewest characters: « 2020–2026 »; empty without both ends."""
    completeness: float | None
    """Share of filled cells, 0 to 1; None without a cell."""
    emptiest: str
    """The column that lacks most, in words; empty where none lacks much."""
    place: str
    summary: str
    """First paragraph of the description."""
    more: str
    """The rest of the description."""


def facts(opened: Opened, counted: int | None = None) -> Facts:
    """Gather the facts; `counted` is the number of all rows where it is known already."""
    dataset = opened.dataset
    if opened.sight.every_row:
        counted = opened.stored.records
    completeness, emptiest = _completeness(opened)
    summary, _blank, more = dataset.description.strip().partition("\n")
    return Facts(
        records=rows.count(opened.relation) if counted is None else counted,
        partial=not opened.sight.every_row,
        freshness=freshness(dataset),
        period=period(dataset),
        years=years(dataset),
        completeness=completeness,
        emptiest=emptiest,
        place=dataset.spatial_coverage or dataset.owner.name,
        summary=summary,
        more=more.strip(),
    )


def _completeness(opened: Opened) -> tuple[float | None, str]:
    figures = profile_of(opened)
    cells = figures.rows * len(figures.columns)
    if not cells:
        return None, ""
    filled = sum(c.filled for c in figures.columns)
    poorest = min(figures.columns, key=lambda c: c.filled)
    if poorest.filled > figures.rows * WORTH_SAYING:
        return filled / cells, ""
    label = opened.relation.require(poorest.name).label or poorest.name
    share = round(100 * poorest.empty / figures.rows)
    said = _("« %(label)s » est vide à %(share)d %%") % {"label": label, "share": share}
    return filled / cells, said


def period(dataset: Dataset) -> str:
    """Say the time that the data cover: « 2024 », « depuis mars 2023 », « de … à … »."""
    first, last = dataset.covers_from, dataset.covers_to
    if first and last:
        if _whole_years(first, last):
            years = {"first": first.year, "last": last.year}
            return str(first.year) if first.year == last.year else _("%(first)d–%(last)d") % years
        return _("du %(first)s au %(last)s") % {"first": write_day(first), "last": write_day(last)}
    if first:
        return _("depuis le %(first)s") % {"first": write_day(first)}
    if last:
        return _("jusqu’au %(last)s") % {"last": write_day(last)}
    return ""


def years(dataset: Dataset) -> str:
    """Say the years that the data cover, partly or wholly: « 2024 », « 2020–2026 »."""
    first, last = dataset.covers_from, dataset.covers_to
    if not (first and last):
        return ""
    if first.year == last.year:
        return str(first.year)
    return f"{first.year}–{last.year}"


def _whole_years(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
