"""Columns worth colouring a map by, and the legend of one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from terrier.lake.facets import facet
from terrier.lake.filters.values import NUMERIC, family, write_value

from .place_names import commune_names

if TYPE_CHECKING:
    from terrier.lake.filters import Filters
    from terrier.lake.profile import ColumnProfile, Profile
    from terrier.lake.relation import Relation, RelationColumn

NEVER_A_CATEGORY = frozenset(
    {"siret", "siren", "phone", "email", "parcel", "uai", "rna", "longitude", "latitude"}
    | {"address", "person_name"}
)
"""Concepts whose values tell one thing from every other: they group nothing."""
MAX_COLUMNS = 6
"""Columns offered, and kept in an archive, so that tiles stay light."""
MOST_VALUES = 30
"""Different texts beyond which a column names things rather than groups them."""
CATEGORIES = ("#b3653f", "#2f7d8a", "#c39a2b", "#66743a", "#8a5a86", "#9d3b36", "#4a6fa5")
CLASSES = ("#a6cdd4", "#79b0ba", "#4f97a3", "#2f7d8a", "#0c5361")
OTHERS = "#8f8370"


def colour_columns(columns: Iterable[RelationColumn], figures: Profile) -> list[RelationColumn]:
    """Choose the columns that group things or measure them."""
    known = {c.name: c for c in figures.columns}
    return [c for c in columns if c.name in known and _tells(c, known[c.name])][:MAX_COLUMNS]


def legend(
    relation: Relation, column: RelationColumn, filters: Filters, figures: Profile
) -> list[dict[str, Any]]:
    """Give the legend of a column: classes of a measure, or its most frequent values."""
    if family(column.type) in NUMERIC:
        known = next(c for c in figures.columns if c.name == column.name)
        return _classes(column, float(known.minimum or 0), float(known.maximum or 0))
    names = commune_names(column)
    found = facet(relation, column.name, filters=filters, limit=len(CATEGORIES))
    entries = [
        {"color": colour, "label": names.get(value) or write_value(value), "value": _in_tile(value)}
        for colour, (value, _count) in zip(CATEGORIES, found.values, strict=False)
    ]
    if found.others:
        entries.append({"color": OTHERS, "label": _("autres valeurs")})
    if found.empty:
        entries.append({"color": OTHERS, "label": _("non renseigné"), "value": None})
    return entries


def _tells(column: RelationColumn, figures: ColumnProfile) -> bool:
    if column.concept in NEVER_A_CATEGORY or figures.distinct < 2:
        return False
    kind = family(column.type)
    return kind in NUMERIC or (kind in {"text", "boolean"} and figures.distinct <= MOST_VALUES)


def _in_tile(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


def _classes(column: RelationColumn, low: float, high: float) -> list[dict[str, Any]]:
    """Cut a range in classes of a round width."""
    width = _round_up((high - low) / len(CLASSES)) or 1.0
    start = math.floor(low / width) * width
    count = max(1, min(len(CLASSES), math.floor((high - start) / width) + 1))
    unit = f" {column.unit}" if column.unit else ""
    ends = [start + n * width for n in range(count + 1)]
    entries = [
        {
            "color": CLASSES[n],
            "label": _("de %(low)s à %(high)s") % {"low": _said(a), "high": _said(b)} + unit,
            "min": a,
            "max": b,
        }
        for n, (a, b) in enumerate(pairwise(ends))
    ]
    # The ends stay open: nothing falls out by a rounding.
    del entries[0]["min"]
    if count > 1:
        del entries[-1]["max"]
        entries[-1]["label"] = _("%(low)s et plus") % {"low": _said(ends[-2])} + unit
    return entries


def _round_up(width: float) -> float:
    if width <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= width * 0.999999)


def _said(number: float) -> str:
    rounded = float(f"{number:.10g}")
    shown = int(rounded) if rounded.is_integer() else rounded
    return number_format(shown, use_l10n=True, force_grouping=True)
