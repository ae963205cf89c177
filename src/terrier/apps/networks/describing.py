"""Elements of a network in words: what it is, where, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.domain.topology.elements import Frame, NodeKind
from terrier.domain.topology.precision import PrecisionClass
from terrier.lake.networks.lookup import row_of

from . import reading
from .communes import commune_at, middle_of
from .models import Network
from .reading import Loaded
from .words import FIELD_NAMES, word

MOST = 36
"""Connected elements that a sheet names."""
TOLD = (
    "commodity", "status", "state", "material", "diameter_mm", "laid_from", "laid_to", "function",
    "circulation", "depth_m", "depth_min_m", "z_m", "z_start_m", "z_end_m", "length_m",
    "connections", "owner", "operator", "source", "updated_on", "commune", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Described:
    """One element."""

    ref: str
    what: str
    """« canalisation », « vanne »…"""
    name: str
    """What people call it: its identifier, or its reference."""
    where: str
    """Street and commune, as far as they are known."""
    lonlat: tuple[float, float] | None
    details: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """Say what it is and its name."""
        return f"{self.what[:1].upper()}{self.what[1:]} {self.name}"


def describe(loaded: Loaded, ref: str, *, whole: bool = False) -> Described | None:
    """Describe an element; None where the network has no such reference.

    `whole` gives everything that is known of it too.
    """
    found = loaded.rows.get(ref)
    if found is None:
        return None
    frame, rank = found
    given = {name: column[rank] for name, column in frame.columns.items()}
    shape = frame.geometry[rank]
    name = given.get("identifier") or given.get("name") or ref.partition("/")[2]
    street = given.get("address") or _street(loaded, ref)
    town = given.get("commune") or commune_at(loaded.territory, shape)
    places = [str(place) for place in (street, town) if place]
    return Described(
        ref=ref,
        what=_what(loaded, frame, given),
        name=str(name),
        where=", ".join(places),
        lonlat=_lonlat(loaded, shape),
        details=_details(given, shape) if whole else (),
    )


def sheet_address(network: Network, ref: str) -> str | None:
    """Give the path of the row behind an element, which has its log and its QR code."""
    table, _slash, key = ref.partition("/")
    tables = reading.relations(network.dataset.current)
    row = row_of(tables[table], key) if table in tables else None
    if row is None:
        return None
    return reverse("dataset-row", kwargs={"slug": network.dataset.slug, "table": table, "row": row})


def _what(loaded: Loaded, frame: Frame, given: dict[str, object]) -> str:
    if frame is loaded.elements.customers:
        return _("abonné")
    if frame is loaded.elements.nodes:
        return word("kind", given.get("kind") or NodeKind.UNKNOWN)
    device = given.get("device")
    if device:
        return word("device", device)
    return _("branchement") if given.get("connection") is True else _("canalisation")


def _street(loaded: Loaded, ref: str) -> str | None:
    """Give the street of the first pipe that a node touches and whose street is known."""
    graph, streets = loaded.graph, loaded.elements.pipes.texts("address")
    vertex = graph.vertex_of(ref)
    if vertex < 0:
        return None
    pipes = graph.pieces.pipe[(graph.start == vertex) | (graph.end == vertex)]
    return next((str(streets[p]) for p in pipes if p >= 0 and streets[p]), None)


def _details(
    given: dict[str, object], shape: shapely.Geometry | None
) -> tuple[tuple[str, str], ...]:
    told = [(str(FIELD_NAMES[f]), word(f, given[f])) for f in TOLD if f in given]
    told = [(label, text) for label, text in told if text]
    declared = given.get("precision_xy")
    precision = PrecisionClass.of(str(declared) if declared else None)
    words = f"{precision.value} ({precision.uncertainty})"
    if not declared:
        words += _(" : classe non déclarée")
    told.append((_("classe de précision"), words))
    if shape is not None and shape.length:
        told.append((_("longueur dessinée"), f"{shape.length:.1f} m".replace(".", ",")))
    return tuple(told)


def _lonlat(loaded: Loaded, shape: shapely.Geometry | None) -> tuple[float, float] | None:
    middle = middle_of(shape)
    if middle is None:
        return None
    lon, lat = loaded.to_degrees.transform(middle.x, middle.y)
    return round(lon, 7), round(lat, 7)


def connected_to(loaded: Loaded, ref: str) -> list[Described]:
    """Describe the elements that touch one, the first dozens of them."""
    graph = loaded.graph
    vertices = {graph.vertex_of(ref)} - {-1}
    edges = graph.edges_of(ref)
    vertices |= {*graph.start[edges].tolist(), *graph.end[edges].tolist()}
    if not vertices:
        return []
    there = np.array(sorted(vertices))
    touching = np.flatnonzero(np.isin(graph.start, there) | np.isin(graph.end, there))
    nodes = graph.node_refs[np.isin(graph.node_vertex, there)]
    refs = dict.fromkeys((*graph.refs_of(touching), *nodes))
    refs.pop(ref, None)
    return [one for other in list(refs)[:MOST] if (one := describe(loaded, other)) is not None]
