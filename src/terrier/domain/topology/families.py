"""What flows into what: water never runs into a sewer because their pipes end at one place.

Each family of commodities is laid on a ground of its own while ends are joined, far from the
others, and its identifiers are told apart: whatever joins then joins within one family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely

from .commodities import Commodity
from .elements import Elements, Frame
from .lines import Bools, Ints, Objects, places

APART_M = 10_000_000.0
"""Farther than any territory is wide, and near enough for doubles to keep a hundredth of a µm."""
NODE_WITHIN_M = 1.0
"""A node that does not say what it is part of belongs to the nearest pipe so near."""
WATER, SEWER = "water", "sewer"
_TOGETHER: Mapping[Commodity, str] = {
    # Raw water becomes drinking water in a plant; both sewers meet in a combined one.
    Commodity.DRINKING_WATER: WATER,
    Commodity.RAW_WATER: WATER,
    Commodity.WASTEWATER: SEWER,
    Commodity.STORMWATER: SEWER,
    Commodity.COMBINED_SEWER: SEWER,
}
_NAMED: Mapping[object, str] = {c.value: _TOGETHER.get(c, c.value) for c in Commodity}
_NAMES = (
    "identifier", "start_node", "end_node", "pipe", "upstream_pipe", "downstream_pipe",
)  # fmt: skip
_OF_NODES = ("pipe", "upstream_pipe", "downstream_pipe")


def family(commodity: object) -> str:
    """Name what a commodity may flow into.

    Examples
    --------
    >>> family("raw_water"), family("storm" + "water"), family("gas"), family(None)
    ('water', 'sewer', 'gas', 'unknown')
    """
    return _NAMED.get(commodity, Commodity.UNKNOWN.value)


@dataclass(frozen=True)
class Families:
    """The family of every pipe and of every node, as ranks in `names`."""

    names: tuple[str, ...]
    pipes: Ints
    nodes: Ints

    @property
    def several(self) -> bool:
        """Say whether there is anything to keep apart."""
        return len(self.names) > 1

    def laid_apart(self, elements: Elements) -> Elements:
        """Give the elements with every family on its own ground, under names of its own."""
        if not self.several:
            return elements
        return replace(
            elements,
            pipes=_moved(elements.pipes, self.pipes),
            nodes=_moved(elements.nodes, self.nodes),
        )

    def laid_back(self, geometry: Objects, pipe: Ints) -> Objects:
        """Give parts of pipes where they were drawn."""
        return _shifted(geometry, -self.pipes[pipe]) if self.several else geometry

    def serves_customers(self, pipe: Ints) -> Bools:
        """Say which parts of pipes customers may hang on: the water, where others are with it."""
        if not self.several or WATER not in self.names:
            return np.ones(len(pipe), dtype=bool)
        served: Bools = self.pipes[pipe] == self.names.index(WATER)
        return served


def families(elements: Elements) -> Families:
    """Sort the elements of a network by what they may flow into."""
    of_pipes = [family(c) for c in elements.pipes.texts("commodity")]
    names = tuple(dict.fromkeys(of_pipes))
    ranks = {name: rank for rank, name in enumerate(names)}
    pipes = np.array([ranks[name] for name in of_pipes], dtype=np.int64)
    if len(names) < 2:
        return Families(names, pipes, np.zeros(len(elements.nodes), dtype=np.int64))
    nodes = np.array(
        [ranks.get(family(c), -1) for c in elements.nodes.texts("commodity")], dtype=np.int64
    )
    _adopt(elements, pipes, nodes)
    # What belongs to no pipe has a ground of its own: it joins nothing there.
    nodes[nodes < 0] = len(names)
    return Families(names, pipes, nodes)


def _adopt(elements: Elements, pipes: Ints, nodes: Ints) -> None:
    """Give nodes that say nothing the family of a pipe that they name, that names them, or near."""
    lost = {
        row
        for row, said in enumerate(elements.nodes.texts("commodity"))
        if family(said) == Commodity.UNKNOWN.value
    }
    nodes[list(lost)] = -1
    by_name = _rows(elements.pipes.texts("identifier"))
    for name in _OF_NODES:
        for row, said in enumerate(elements.nodes.texts(name)):
            if row in lost and nodes[row] < 0 and said in by_name:
                nodes[row] = pipes[by_name[said]]
    by_name = _rows(elements.nodes.texts("identifier"))
    for name in ("start_node", "end_node"):
        for row, said in enumerate(elements.pipes.texts(name)):
            node = by_name.get(said, -1) if said is not None else -1
            if node in lost and nodes[node] < 0:
                nodes[node] = pipes[row]
    _adopt_near(elements, pipes, nodes, np.array(sorted(lost), dtype=np.int64))


def _adopt_near(elements: Elements, pipes: Ints, nodes: Ints, lost: Ints) -> None:
    left = lost[nodes[lost] < 0]
    drawn = np.flatnonzero(~shapely.is_missing(elements.pipes.geometry))
    if not len(left) or not len(drawn):
        return
    at = places(elements.nodes)[left]
    placed = np.isfinite(at[:, 0])
    tree = shapely.STRtree(elements.pipes.geometry[drawn])
    which, line = tree.query_nearest(
        shapely.points(at[placed]), max_distance=NODE_WITHIN_M, all_matches=False
    )
    nodes[left[placed][which]] = pipes[drawn[line]]


def _rows(identifiers: Objects) -> dict[object, int]:
    return {name: row for row, name in enumerate(identifiers) if name is not None}


def _moved(frame: Frame, rank: Ints) -> Frame:
    """Lay elements on the grounds of their families, and tell their names apart."""
    columns = dict(frame.columns)
    for name in _NAMES:
        if name in columns:
            told = [
                None if said is None else f"{of}|{said}"
                for of, said in zip(rank, frame.texts(name), strict=True)
            ]
            columns[name] = np.array([*told, None], dtype=object)[:-1]
    return replace(frame, geometry=_shifted(frame.geometry, rank), columns=columns)


def _shifted(geometry: Objects, rank: Ints) -> Objects:
    moved = geometry.copy()
    for one in np.unique(rank[rank != 0]):
        here = rank == one
        by = np.array([one * APART_M, 0.0])
        moved[here] = shapely.transform(moved[here], partial(np.add, by))
    return moved
