"""The legend: of what is drawn, and of nothing else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from terrier.domain.drafting.canvas import Ink
from terrier.domain.topology.commodities import LOOKS, Commodity
from terrier.domain.topology.elements import NodeKind

from . import scene, symbols

WIDE_MM, HIGH_MM = 12.0, 3.4


def swatches() -> dict[str, str]:
    """Give every sign that a legend may show, by file name."""
    middle = HIGH_MM / 2
    line = f"M0.3 {middle}H{WIDE_MM - 0.3}"
    signs = {
        f"swatch-{commodity.value}.svg": _sign(_path(line, scene.ink_of(commodity)))
        for commodity in LOOKS
    }
    stopped = scene.ink_of(Commodity.UNKNOWN, serves=False)
    crosses = "".join(f"M{x} {middle - 0.8}l1.6 1.6M{x} {middle + 0.8}l1.6 -1.6" for x in (2.5, 8))
    box = f"M0.5 0.4H{WIDE_MM - 0.5}V{HIGH_MM - 0.4}H0.5Z"
    slants = "".join(f"M{x} {HIGH_MM - 0.4}l2.6 -2.6" for x in (1.2, 2.9, 4.6, 6.3, 8))
    signs |= {
        "swatch-stopped.svg": _sign(
            _path(line, stopped) + _path(crosses, Ink(stroke=scene.GREY, width=0.35))
        ),
        "swatch-connection.svg": _sign(
            _path(line, scene.ink_of(Commodity.DRINKING_WATER, connection=True))
        ),
        "swatch-footprint.svg": _sign(
            _path(box, Ink(stroke=scene.INK, width=0.6, dash=(2.4, 0.8)))
        ),
        "swatch-margin.svg": _sign(
            _path(box, Ink(stroke=scene.GREY, width=0.25, dash=(3, 1, 0.5, 1)))
        ),
        "swatch-missing.svg": _sign(
            _path(slants, Ink(stroke=scene.GREY, width=0.14))
            + _path(box, Ink(stroke=scene.GREY, width=0.3, dash=(0.9, 0.7)))
        ),
        "swatch-corridor.svg": _sign(
            _path(box, Ink(fill="#0b62b5", opacity=0.1))
            + _path(box, Ink(stroke="#0b62b5", width=0.12, dash=(0.5, 0.9)))
        ),
        "swatch-worksite.svg": _sign(
            _path(slants, Ink(stroke="#b06a00", width=0.2))
            + _path(box, Ink(stroke="#b06a00", width=0.4, dash=(1.6, 0.6)))
        ),
        "swatch-point.svg": _sign(symbols.target((WIDE_MM / 2, middle))),
    }
    for kind in NodeKind:
        signs[f"swatch-kind-{kind.value}.svg"] = _sign(
            symbols.device(kind, (WIDE_MM / 2, middle), scene.INK)
        )
    return signs


def entries(drawn: scene.Drawn) -> list[dict[str, Any]]:
    """Give the signs of one sheet with their words."""
    found = [("footprint", _("emprise demandée"))]
    if drawn.margin:
        found.append(("margin", _("marge autour de l’emprise")))
    for commodity, look in LOOKS.items():
        if commodity in drawn.commodities:
            mark = _(" (sensible)") if look.sensitive else ""
            found.append((commodity.value, f"{look.letters} : {look.label}{mark}"))
    optional = (
        (drawn.connections, "connection", _("branchement (trait fin)")),
        (drawn.stopped, "stopped", _("hors service")),
        (drawn.corridors, "corridor", _("où l’ouvrage peut être (classes B et C)")),
        (drawn.missing, "missing", _("habité, sans conduite d’eau connue")),
        (drawn.worksites, "worksite", _("autre chantier")),
    )
    found += [(name, told) for shown, name, told in optional if shown]
    found += [
        (f"kind-{kind.value}", symbols.NAMES[kind]) for kind in NodeKind if kind in drawn.kinds
    ]
    found.append(("point", _("point géoréférencé")))
    return [{"file": f"swatch-{name}.svg", "words": told} for name, told in found]


def _path(path: str, ink: Ink) -> str:
    return f'<path d="{path}" {ink.attributes()}/>'


def _sign(inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE_MM}mm" height="{HIGH_MM}mm" '
        f'viewBox="0 0 {WIDE_MM} {HIGH_MM}">{inside}</svg>'
    )
