"""What the map of a network is given: its tiles, its colours, what is laid over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.catalog.colouring import CATEGORIES, OTHERS
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.precision import PrecisionClass

from . import overlay, reading
from .models import Network
from .queries import OpenedNetwork
from .reading import Loaded
from .symbols import DOT, OUTLINES
from .words import KINDS, MATERIAL_NAMES, word

COLOUR = "couleur"
"""Name of the address that chooses what the lines are coloured by."""
MODES: dict[str, str | Promise] = {
    "commodity": gettext_lazy("nature (norme NF P 98-332)"),
    "precision": gettext_lazy("classe de précision"),
    "year": gettext_lazy("âge"),
    "material": gettext_lazy("matériau"),
    "operator": gettext_lazy("exploitant"),
}
CLASS_COLOURS = {
    PrecisionClass.A: "#0c5361",
    PrecisionClass.B: "#c39a2b",
    PrecisionClass.C: "#9d3b36",
}
AGES = ((None, 1945, "#5b2a1b"), (1945, 1965, "#9d3b36"), (1965, 1980, "#c39a2b"),
        (1980, 2000, "#4f97a3"), (2000, None, "#0c5361"))  # fmt: skip


@dataclass(frozen=True)
class NetworkMap:
    """What `networks/_map.html` is given."""

    label: str
    tiles: str
    bounds: str
    view: str
    feature_address: str
    colour: str
    modes: list[tuple[str, str]]
    legend: list[dict[str, Any]]
    symbols: list[dict[str, str]]
    """Kinds of nodes that are there, with their names."""
    drawn: dict[str, Any]
    """What the island draws besides: `outlines` of the nodes, names of `materials`,
    `overlay` as GeoJSON."""
    basemap: str


def network_map(
    request: HttpRequest, opened: OpenedNetwork, laid_over: dict[str, Any] | None = None
) -> NetworkMap | None:
    """Prepare the map; None where no element has a place."""
    network = opened.network
    loaded = reading.load(network, opened.version)
    bounds = _bounds(loaded)
    if not bounds:
        return None
    colour = request.GET.get(COLOUR, "")
    colour = colour if colour in MODES else "commodity"
    return NetworkMap(
        label=_("Carte du réseau : %(title)s") % {"title": network.dataset.title},
        tiles=tile_address(opened),
        bounds=bounds,
        view=overlay.bounds(laid_over) if laid_over else "",
        feature_address=_feature_address(network),
        colour=colour,
        modes=[(mode, str(label)) for mode, label in MODES.items()],
        legend=LEGENDS[colour](loaded, network),
        symbols=_symbols(loaded),
        drawn={
            "outlines": OUTLINES | {"": DOT},
            "materials": {code: str(name) for code, name in MATERIAL_NAMES.items()},
            "overlay": laid_over,
        },
        basemap=reverse("basemap-style"),
    )


def tile_address(opened: OpenedNetwork) -> str:
    """Give the address of the tiles; it names the version and the reading of the network."""
    kept = {
        "slug": opened.network.dataset.slug,
        "version": opened.version.number,
        "revision": opened.network.revision,
    }
    corner = reverse("network-tile", kwargs={**kept, "z": 0, "x": 0, "y": 0})
    return corner.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")


def _feature_address(network: Network) -> str:
    return reverse("network-object", args=[network.dataset.slug]) + "?fragment&ref={row}"


def _bounds(loaded: Loaded) -> str:
    shapes = [*loaded.elements.pipes.geometry, *loaded.elements.nodes.geometry]
    west, south, east, north = shapely.total_bounds([s for s in shapes if s is not None] or [None])
    if west != west:
        return ""
    corners = loaded.to_degrees.transform_bounds(west, south, east, north)
    return ",".join(f"{value:.6f}" for value in corners)


def _commodities(loaded: Loaded, network: Network) -> list[dict[str, Any]]:
    present = {*loaded.elements.pipes.texts("commodity")} or {network.commodity}
    looks = [(c, c.look) for c in Commodity if c.value in present]
    return [
        {"color": look.colour, "label": f"{look.label} ({look.letters})", "value": c.value}
        for c, look in looks
    ]


def _precisions(_loaded: Loaded, _network: Network) -> list[dict[str, Any]]:
    return [
        {"color": colour, "label": f"{c.value} : {c.uncertainty}", "value": c.value}
        for c, colour in CLASS_COLOURS.items()
    ]


def _ages(_loaded: Loaded, _network: Network) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for low, high, colour in AGES:
        if low is None:
            label = _("avant %(year)d") % {"year": high}
        elif high is None:
            label = _("depuis %(year)d") % {"year": low}
        else:
            label = _("de %(low)d à %(high)d") % {"low": low, "high": high - 1}
        limits = {"min": low} if low is not None else {}
        limits |= {"max": high} if high is not None else {}
        entries.append({"color": colour, "label": label, **limits})
    return [*entries, {"color": OTHERS, "label": _("non renseigné"), "value": None}]


def _most_frequent(field: str) -> Callable[[Loaded, Network], list[dict[str, Any]]]:
    def legend(loaded: Loaded, _network: Network) -> list[dict[str, Any]]:
        counted = Counter(loaded.elements.pipes.texts(field))
        unknown = counted.pop(None, 0)
        entries = [
            {"color": colour, "label": word(field, value), "value": value}
            for colour, (value, _n) in zip(CATEGORIES, counted.most_common(), strict=False)
        ]
        if len(counted) > len(CATEGORIES):
            entries.append({"color": OTHERS, "label": _("autres valeurs")})
        if unknown:
            entries.append({"color": OTHERS, "label": _("non renseigné"), "value": None})
        return entries

    return legend


LEGENDS: dict[str, Callable[[Loaded, Network], list[dict[str, Any]]]] = {
    "commodity": _commodities,
    "precision": _precisions,
    "year": _ages,
    "material": _most_frequent("material"),
    "operator": _most_frequent("operator"),
}


def _symbols(loaded: Loaded) -> list[dict[str, str]]:
    present = {str(kind or "unknown") for kind in loaded.elements.nodes.texts("kind")}
    return [{"kind": kind, "label": str(name)} for kind, name in KINDS.items() if kind in present]
