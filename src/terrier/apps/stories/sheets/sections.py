"""The figures of a sheet by what they are about: a few parts, whatever the themes of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.choices import Theme

if TYPE_CHECKING:
    from .lines import Line

PARTS = (
    (
        _("Vivre dans la commune"),
        {
            Theme.POPULATION, Theme.ADMINISTRATION, Theme.EDUCATION, Theme.HEALTH, Theme.CULTURE,
            Theme.BUILDINGS, Theme.PLANNING, Theme.SAFETY,
        },
    ),
    (
        _("Environnement et énergie"),
        {Theme.ENVIRONMENT, Theme.ENERGY, Theme.WASTE, Theme.NETWORKS},
    ),
    (_("Se déplacer"), {Theme.MOBILITY}),
    (_("Argent et économie"), {Theme.FINANCE, Theme.ECONOMY, Theme.TOURISM}),
    (_("Autres chiffres"), {""}),
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A part of a sheet."""

    title: str
    lines: tuple[Line, ...]


def sections(lines: Iterable[Line]) -> list[Section]:
    """Put each figure in its part, in the order of the administrator within it."""
    known = list(lines)
    parts = ((title, tuple(one for one in known if one.theme in themes)) for title, themes in PARTS)
    return [Section(str(title), found) for title, found in parts if found]
