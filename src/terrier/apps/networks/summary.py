"""A network in figures: how much, of what, how old, how well placed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from terrier.domain.topology.elements import Elements, Frame
from terrier.domain.topology.precision import PrecisionClass

from .words import word

SHOWN = 8
"""Entries of a breakdown; the others are counted together."""
DECADE = 10


@dataclass(frozen=True)
class Share:
    """One entry of a breakdown by length."""

    label: str
    metres: float
    percent: float


def summary(elements: Elements) -> dict[str, Any]:
    """Give the key figures and the breakdowns by length."""
    pipes, lengths = elements.pipes, lengths_of(elements.pipes)
    classes = np.array([PrecisionClass.of(c).value for c in pipes.texts("precision_xy")])
    return {
        "figures": [
            {"value": round(float(lengths.sum()) / 1000, 1), "unit": "km", "label": _("de lignes")},
            {"value": len(pipes), "label": _("tronçons")},
            {"value": len(elements.nodes), "label": _("ouvrages et appareils")},
            {
                "value": round(100 * _share(lengths, classes == "A")),
                "unit": "%",
                "label": _("de la longueur en classe A"),
            },
        ],
        "breakdowns": [
            (
                _("Par matériau"),
                _by(lengths, [word("material", m) for m in pipes.texts("material")]),
            ),
            (_("Par décennie de pose"), _by(lengths, _decades(pipes), ordered=True)),
            (_("Par classe de précision"), _by(lengths, list(classes), ordered=True)),
            (_("Par exploitant"), _by(lengths, list(pipes.texts("operator")))),
        ],
    }


def lengths_of(pipes: Frame) -> np.ndarray:
    """Give the drawn lengths in metres; the declared one where nothing is drawn."""
    drawn = np.nan_to_num(shapely.length(pipes.geometry))
    declared = np.nan_to_num(pipes.numbers("length_m"))
    return np.where(drawn > 0, drawn, declared)


def _share(lengths: np.ndarray, chosen: np.ndarray) -> float:
    total = float(lengths.sum())
    return float(lengths[chosen].sum()) / total if total else 0.0


def _decades(pipes: Frame) -> list[str]:
    years = pipes.numbers("laid_to")
    years = np.where(np.isnan(years), pipes.numbers("laid_from"), years)
    return [
        "" if np.isnan(year) else _("années %(decade)d") % {"decade": year // DECADE * DECADE}
        for year in years
    ]


def _by(lengths: np.ndarray, labels: list[str | None], *, ordered: bool = False) -> list[Share]:
    sums: dict[str, float] = defaultdict(float)
    for label, metres in zip(labels, lengths, strict=True):
        sums[label or ""] += float(metres)
    total = sum(sums.values()) or 1.0
    unknown = sums.pop("", 0.0)
    known = sorted(sums.items(), key=lambda one: one[0] if ordered else -one[1])
    shown, rest = (known, []) if ordered else (known[:SHOWN], known[SHOWN:])
    entries = [*shown]
    if rest:
        entries.append((_("autres"), sum(metres for _label, metres in rest)))
    if unknown:
        entries.append((_("non renseigné"), unknown))
    return [Share(label, metres, 100 * metres / total) for label, metres in entries]
