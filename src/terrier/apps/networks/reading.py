"""A version of a network in memory: read from the lake once, shared by the requests of a process.

What is here is the whole network: whoever asks has been checked (`permissions.require_operator`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from pyproj import Transformer

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Version
from terrier.domain.access.policy import Sight
from terrier.domain.topology.checks.survey import Territory
from terrier.domain.topology.elements import Elements, Frame
from terrier.domain.topology.graph import TOLERANCE_M, Graph, build
from terrier.domain.topology.models import epanet
from terrier.lake.networks.reading import read_elements
from terrier.lake.relation import Relation

from .communes import territory
from .models import Network

KEPT = 6
"""Networks that one process keeps in memory, the ones used last."""
WHOLE = Sight(visible=True)
NO_TOLERANCE_M = 1e-6


@dataclass(frozen=True)
class Loaded:
    """One version of a network, whole."""

    elements: Elements
    crs: str
    """Projection of the coordinates, metres."""
    tolerance_m: float = TOLERANCE_M
    """How far apart two ends may lie that are one."""

    @cached_property
    def graph(self) -> Graph:
        """Give how the elements hang together."""
        return build(self.elements, tolerance_m=self.tolerance_m)

    @cached_property
    def to_degrees(self) -> Transformer:
        """Give what turns coordinates into longitude and latitude."""
        return Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)

    @cached_property
    def to_metres(self) -> Transformer:
        """Give what turns longitude and latitude into coordinates."""
        return Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    @cached_property
    def territory(self) -> Territory:
        """Give the communes in the same coordinates."""
        return territory(self.to_metres)

    @cached_property
    def rows(self) -> dict[str, tuple[Frame, int]]:
        """Give each element by its reference: its frame, and its rank there."""
        return {
            ref: (frame, rank)
            for frame in (self.elements.pipes, self.elements.nodes, self.elements.customers)
            for rank, ref in enumerate(frame.refs)
        }


_kept: OrderedDict[tuple[int, int, tuple[str, ...]], Loaded] = OrderedDict()
_lock = threading.Lock()


def relations(version: Version) -> dict[str, Relation]:
    """Give every table of a version, whole."""
    stored = version.tables.select_related("table")
    return {t.table.name: authority.relation(WHOLE, version.dataset, t) for t in stored}


def load(network: Network, version: Version) -> Loaded:
    """Read a version of a network, or give it as it was read before."""
    # Erasing rows writes other files: what was read from the first is forgotten with them.
    files = tuple(version.tables.values_list("path", flat=True))
    key = (network.pk, network.revision, files)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    crs = network.dataset.owner.root().projected_crs
    mapping = network.read_mapping()
    # Coordinates of a calculation have no unit, and its links name their ends.
    tolerance = NO_TOLERANCE_M if mapping.model == epanet.MODEL else TOLERANCE_M
    made = Loaded(read_elements(relations(version), mapping, crs), crs, tolerance)
    with _lock:
        # Another thread may have read it meanwhile: one is kept, so that both share it.
        made = _kept.setdefault(key, made)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
