"""What the figures of the sheets say of every commune, as far as a reader may know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.figures.figure import Figure, FigureAddress, Shared, figure
from terrier.apps.territories.models import Organisation
from terrier.domain.indicators import Reading, readings
from terrier.domain.kernel.errors import Gone, Invalid, NotFound

from ..actions.indicators import MOST
from ..models import Indicator
from .defaults import proposed

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


@dataclass(frozen=True)
class Missing:
    """A figure that is not known, and why."""

    label: str
    why: str


@dataclass(frozen=True)
class Read:
    """An indicator with what it says of every commune."""

    indicator: Indicator
    figure: Figure
    readings: Mapping[str, Reading]
    theme: str
    """Of its dataset."""


def read_all(reader: Reader, owner: Organisation) -> list[Read | Missing | None]:
    """Read every indicator for all the communes at once; None where it is reserved.

    Until somebody has chosen them, the sheet makes itself of what the reader's datasets allow.
    """
    chosen = list(Indicator.objects.filter(owner=owner))
    if not chosen:
        chosen = [Indicator(owner=owner, **values) for values in proposed(reader)[:MOST]]
    shared = Shared()
    told = Dataset.objects.filter(slug__in={one.dataset for one in chosen})
    themes = dict(told.values_list("slug", "theme"))
    return [read(reader, one, themes.get(one.dataset, ""), shared) for one in chosen]


def read(
    reader: Reader, indicator: Indicator, theme: str = "", shared: Shared | None = None
) -> Read | Missing | None:
    """Read one indicator."""
    address = FigureAddress(indicator.dataset, indicator.table, indicator.question)
    try:
        found = figure(reader, address, shared=shared)
        values = readings(found.answer, today=timezone.localdate())
    except (NotFound, Gone):
        return None
    except Invalid:
        # The sentence of the error may name a column that this reader does not see.
        return Missing(indicator.label, _("ses données ont changé : il ne se calcule plus"))
    return Read(indicator, found, values, theme)


def sources(known: Iterable[Read | Missing | None]) -> tuple[str, ...]:
    """Give the slugs of the datasets that were read."""
    return tuple(one.indicator.dataset for one in known if isinstance(one, Read))
