"""Facets: shown only where they split what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .listing import Entry

HELPFUL_FROM = 16
"""Below this number of datasets a list says more than a choice of sub-lists."""
FEWEST_BEHIND_A_CHOICE = 2
"""Datasets behind a choice on average, below which the facet is as long as the list."""

Value = tuple[str, str]
"""What stands in the address, and what people read."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with the exact number of datasets behind it."""

    value: str
    label: str
    count: int
    active: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    active: bool


FORMATS = {
    "csv": "CSV", "xlsx": "Excel", "xls": "Excel", "ods": "LibreOffice Calc", "geojson": "GeoJSON",
    "geopackage": "GeoPackage", "shapefile": "Shapefile", "mapinfo": "MapInfo",
    "flatgeobuf": "FlatGeobuf", "kml": "KML", "gml": "GML", "parquet": "Parquet", "json": "JSON",
    "jsonl": "JSON",
}  # fmt: skip


def _format(entry: Entry) -> Value | None:
    known = entry.dataset.format
    return (FORMATS.get(known, known).casefold(), FORMATS.get(known, known)) if known else None


def _theme(entry: Entry) -> Value | None:
    theme = entry.dataset.theme
    return (theme, entry.dataset.get_theme_display()) if theme else None


def _commune(entry: Entry) -> Value | None:
    commune = entry.dataset.owner.commune
    return (commune.code, commune.name) if commune else None


def _visibility(entry: Entry) -> Value | None:
    if entry.dataset.published_at is None:
        return ("brouillon", _("brouillon"))
    return (entry.dataset.visibility, entry.dataset.get_visibility_display())


READERS: dict[str, Callable[[Entry], Value | None]] = {
    "theme": _theme,
    "organisme": lambda e: (e.dataset.owner.slug, e.dataset.owner.name),
    "commune": _commune,
    "format": _format,
    "fraicheur": lambda e: (e.freshness.state.value, e.freshness.label),
    "visibilite": _visibility,
}


def _titles() -> dict[str, str]:
    return {
        "theme": _("Thème"),
        "organisme": _("Organisme"),
        "commune": _("Commune"),
        "format": _("Format d’origine"),
        "fraicheur": _("Fraîcheur"),
        "visibilite": _("Visibilité"),
    }


def matches(entry: Entry, chosen: dict[str, str], *, except_for: str = "") -> bool:
    """Say whether an entry answers every chosen facet (one of them may be left aside)."""
    for name, value in chosen.items():
        if name != except_for and (READERS[name](entry) or ("",))[0] != value:
            return False
    return True


def facets(entries: Iterable[Entry], chosen: dict[str, str]) -> tuple[Facet, ...]:
    """Give the facets that help; a chosen one always stays, so that it can be undone."""
    entries = list(entries)
    made = (_facet(name, title, entries, chosen) for name, title in _titles().items())
    return tuple(f for f in made if f.active or _helps(f))


def _helps(facet: Facet) -> bool:
    total, choices = sum(c.count for c in facet.choices), len(facet.choices)
    return choices >= 2 and total >= max(HELPFUL_FROM, FEWEST_BEHIND_A_CHOICE * choices)


def _facet(name: str, title: str, entries: list[Entry], chosen: dict[str, str]) -> Facet:
    counts: dict[Value, int] = {}
    for entry in entries:
        value = READERS[name](entry)
        if value and matches(entry, chosen, except_for=name):
            counts[value] = counts.get(value, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
    choices = tuple(
        Choice(value, label, count, chosen.get(name) == value) for (value, label), count in ordered
    )
    return Facet(name, title, choices, name in chosen)
