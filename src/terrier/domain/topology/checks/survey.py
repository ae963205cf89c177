"""A network as the checks look at it: what several of them need, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from terrier.domain.topology.elements import (
    FEEDING,
    FIELDS,
    RECEIVING,
    Circulation,
    Elements,
    FieldType,
    Frame,
    Status,
    Strings,
)
from terrier.domain.topology.families import APART_M, Families, families
from terrier.domain.topology.mapping import NetworkMapping

from . import wording
from .findings import Change, Subjects
from .places import Flags, Floats, Geometries, Ints, ends_of, neighbours, points_of, truths, usable

TOUCH_M = 0.10
"""Two points nearer than this are the same: the rounding of files in centimetres, with a margin."""
NEAR_M = 1.0
"""An end that stops this close to something was most likely meant to reach it."""

GONE = (Status.ABANDONED, Status.REMOVED, Status.PLANNED)
"""No part of what works today."""


@dataclass(frozen=True)
class Territory:
    """The communes that a network may lie in."""

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    outlines: tuple[shapely.Geometry, ...] = ()
    """Polygons in the projection of the elements."""


@dataclass(frozen=True)
class Ends:
    """The two ends of every pipe: arrays of shape (pipes, 2), the first drawn before the last."""

    xy: Floats
    """Shape (pipes, 2, 2), metres; NaN where the pipe has no line."""
    declared: Strings
    """Identifier of the node that the pipe says it ends at; None: it does not say."""
    known: Ints
    """Position of that node; -1: no such node of the family of the pipe."""
    nearest: Ints
    """Position of the nearest node of its family within `NEAR_M`; -1: none."""
    distance_m: Floats
    """How far the nearest node is; infinite where there is none."""

    @cached_property
    def cited(self) -> Flags:
        """Tell the ends that say at which node they are."""
        return np.array([i is not None for i in self.declared.flat], bool).reshape(
            self.declared.shape
        )

    @cached_property
    def node(self) -> Ints:
        """Give the node of each end: the one declared, else the one that it touches; -1: none."""
        touched = np.where(self.distance_m <= TOUCH_M, self.nearest, -1)
        return np.where(self.known >= 0, self.known, touched)


@dataclass(frozen=True)
class Survey:
    """A network and what is around it.

    Parameters
    ----------
    elements
        One version of the network.
    today
        The day of the check, where the territory is.
    mapping
        How the tables are read: tells what was expected, and which codes are known.
    rows
        Rows of each table that the version has; None: nobody counted.
    territory
        Communes; without any, nothing is said of places.
    """

    elements: Elements
    today: date
    mapping: NetworkMapping = field(default_factory=lambda: NetworkMapping("guided"))
    rows: Mapping[str, int] | None = None
    territory: Territory = field(default_factory=Territory)

    @property
    def pipes(self) -> Frame:
        """Give the pipes."""
        return self.elements.pipes

    @property
    def nodes(self) -> Frame:
        """Give the nodes."""
        return self.elements.nodes

    def proposed(self, *changes: Change) -> tuple[Change, ...]:
        """Give a repair if every value of it can be written as it is read; else nothing."""
        return changes if all(self._writes(change) for change in changes) else ()

    def _writes(self, change: Change) -> bool:
        table = self.mapping.tables.get(change.ref.partition("/")[0])
        if table is None:
            return False
        source = table.fields.get(change.field)
        type = FIELDS[table.role].get(change.field)
        if source is None or not source.column or source.extract:
            return False
        return type in (FieldType.CODE, FieldType.YES_NO) or not source.codes

    @cached_property
    def families(self) -> Families:
        """Give what may flow into what: only elements of one family touch, or almost do."""
        return families(self.elements)

    @cached_property
    def endings(self) -> Flags:
        """Tell the nodes where a network begins or ends: what feeds it, what receives it."""
        kinds = self.nodes.texts("kind").astype(str)
        endings: Flags = np.isin(kinds, (*FEEDING, *RECEIVING))
        return endings

    @property
    def endless(self) -> list[int]:
        """Give the families of pipes that neither begin nor end anywhere."""
        known = set(self.families.nodes[self.endings].tolist())
        return sorted(set(self.families.pipes.tolist()) - known)

    @cached_property
    def lines(self) -> Geometries:
        """Give the line of each pipe; None where there is none that can be read."""
        found = usable(self.pipes.geometry)
        lineal = np.isin(shapely.get_type_id(found), (1, 2, 5))
        found[~lineal] = None
        return found

    @cached_property
    def places(self) -> Floats:
        """Give the place of each node, shape (nodes, 2); NaN where there is none."""
        middles = shapely.centroid(usable(self.nodes.geometry))
        return np.column_stack([shapely.get_x(middles), shapely.get_y(middles)]).reshape(-1, 2)

    @cached_property
    def points(self) -> Geometries:
        """Give the places of the nodes as points; None where there is none."""
        return points_of(self.places)

    @cached_property
    def middles(self) -> Floats:
        """Give a point on each pipe, to show it by; NaN where it has no line."""
        found = shapely.line_interpolate_point(
            shapely.get_geometry(self.lines, 0), 0.5, normalized=True
        )
        return np.column_stack([shapely.get_x(found), shapely.get_y(found)]).reshape(-1, 2)

    @cached_property
    def line_tree(self) -> shapely.STRtree:
        """Give the index of the lines, by position."""
        return shapely.STRtree(self.lines)

    @cached_property
    def point_tree(self) -> shapely.STRtree:
        """Give the index of the nodes, by position."""
        return shapely.STRtree(self.points)

    @cached_property
    def of_pipes(self) -> Subjects:
        """Give the pipes as what findings are about."""
        return Subjects(self.pipes, self.middles, wording.pipe)

    @cached_property
    def of_nodes(self) -> Subjects:
        """Give the nodes as what findings are about."""
        return Subjects(self.nodes, self.places, wording.node)

    @property
    def both(self) -> tuple[Subjects, Subjects]:
        """Give the pipes, then the nodes."""
        return self.of_pipes, self.of_nodes

    @cached_property
    def living(self) -> Flags:
        """Tell the pipes that work today, or may."""
        return ~np.isin(self.pipes.texts("status").astype(str), GONE)

    @cached_property
    def mains(self) -> Flags:
        """Tell the living pipes that are no service connections."""
        return self.living & ~truths(self.pipes.texts("connection"))

    @cached_property
    def gravity(self) -> Flags:
        """Tell the living pipes where the commodity flows by its weight."""
        gravity: Flags = self.pipes.texts("circulation") == Circulation.GRAVITY
        return self.living & gravity

    @cached_property
    def upstream(self) -> Ints:
        """Give the end of each pipe that its commodity comes from, 0 or 1; -1: it does not say."""
        against = self.pipes.texts("against")
        return np.array([-1 if told is None else int(told) for told in against], dtype=np.int64)

    def altitudes(self, name: str) -> Floats:
        """Give altitudes of the pipes; 0 is how files write that nobody measured."""
        found = self.pipes.numbers(name)
        return np.where(found == 0, np.nan, found)

    @cached_property
    def ends(self) -> Ends:
        """Give the ends of the pipes."""
        xy = ends_of(self.lines)
        declared = np.column_stack(
            [self.pipes.texts("start_node"), self.pipes.texts("end_node")]
        ).reshape(-1, 2)
        nearest = np.full(declared.shape, -1, dtype=np.int64)
        distance = np.full(declared.shape, np.inf)
        # Families lie one above the other, out of reach: the nearest is of one's own.
        stands = np.column_stack([self.places, self.families.nodes * APART_M])
        ends = np.column_stack([xy.reshape(-1, 2), np.repeat(self.families.pipes, 2) * APART_M])
        placed = np.flatnonzero(np.isfinite(stands).all(axis=1))
        drawn = np.flatnonzero(np.isfinite(ends).all(axis=1))
        if len(placed):
            tree = KDTree(stands[placed])
            # The bound is for what lies nearer, and `NEAR_M` itself is near.
            bound = np.nextafter(NEAR_M, np.inf)
            how_far, node = tree.query(ends[drawn], distance_upper_bound=bound)
            near = np.isfinite(how_far)
            nearest.reshape(-1)[drawn[near]] = placed[node[near]]
            distance.reshape(-1)[drawn] = how_far
        # Of several nodes of one name, the one that the end is at is meant.
        names = np.append(self.nodes.texts("identifier"), np.array([None], dtype=object))
        meant = (nearest >= 0) & (names[nearest] == declared)
        known = np.where(meant, nearest, self._positions(declared))
        return Ends(xy, declared, known, nearest, distance)

    def _positions(self, identifiers: Strings) -> Ints:
        """Give the nodes of these names, each of the family of the pipe that cites it."""
        named = zip(self.families.nodes, self.nodes.texts("identifier"), strict=True)
        known = {name: at for at, name in enumerate(named)}
        cited = zip(np.repeat(self.families.pipes, 2), identifiers.reshape(-1), strict=True)
        flat = [known.get(name, -1) if name[1] is not None else -1 for name in cited]
        return np.array(flat, dtype=np.int64).reshape(identifiers.shape)

    @cached_property
    def beside(self) -> tuple[Ints, Ints]:
        """Give the pairs (node, living pipe) where the pipe passes at the node, ends included."""
        node, pipe = self.line_tree.query(self.points, predicate="dwithin", distance=TOUCH_M)
        keep = self.living[pipe] & (self.families.nodes[node] == self.families.pipes[pipe])
        return node[keep], pipe[keep]

    @cached_property
    def passing(self) -> tuple[Ints, Ints]:
        """Give the pairs (node, living pipe) where the pipe goes on beyond the node."""
        node, pipe = self.beside
        gap = np.linalg.norm(self.ends.xy[pipe] - self.places[node][:, None, :], axis=2)
        ends_here = (gap <= TOUCH_M).any(axis=1) | (self.ends.node[pipe] == node[:, None]).any(
            axis=1
        )
        return node[~ends_here], pipe[~ends_here]

    @cached_property
    def abutting(self) -> tuple[Ints, Ints]:
        """Give the pairs (end, pipe) where an end touches another pipe; end = 2 x pipe + side."""
        points = points_of(self.ends.xy.reshape(-1, 2))
        end, pipe = self.line_tree.query(points, predicate="dwithin", distance=TOUCH_M)
        keep = self._meets(end // 2, pipe) & self.living[end // 2]
        return end[keep], pipe[keep]

    def _meets(self, pipe: Ints, other: Ints) -> Flags:
        """Tell the pipes that may join another one, which serves."""
        kin = self.families.pipes[pipe] == self.families.pipes[other]
        meets: Flags = (pipe != other) & kin & self.living[other]
        return meets

    @cached_property
    def held(self) -> Flags:
        """Tell the nodes that a living pipe passes at or cites, or that say which carries them."""
        found = np.zeros(len(self.nodes), dtype=bool)
        found[self.beside[0]] = True
        known = self.ends.known[self.living]
        found[known[known >= 0]] = True
        pipes = set(zip(self.families.pipes, self.pipes.texts("identifier"), strict=True))
        for name in ("pipe", "upstream_pipe", "downstream_pipe"):
            cited = self.nodes.texts(name)
            named = zip(self.families.nodes, cited, strict=True)
            found |= np.array([bool(one[1]) and one in pipes for one in named], dtype=bool)
        return found

    @cached_property
    def loose(self) -> Flags:
        """Tell the ends of drawn mains that cite no node and touch none, shape (pipes, 2)."""
        drawn = np.isfinite(self.ends.xy).all(axis=2)
        return drawn & self.mains[:, None] & ~self.ends.cited & (self.ends.node < 0)

    @cached_property
    def almost(self) -> tuple[Ints, Ints, Floats]:
        """Give the loose ends that stop near a pipe: end (2 x pipe + side), nearest pipe, metres.

        Those near a node, or that touch a pipe, are no part of it.
        """
        chosen = self.loose.reshape(-1) & (self.ends.nearest.reshape(-1) < 0)
        chosen[self.abutting[0]] = False
        at = np.flatnonzero(chosen)
        points = points_of(self.ends.xy.reshape(-1, 2)[at])
        found, pipe = self.line_tree.query(points, predicate="dwithin", distance=NEAR_M)
        keep = self._meets(at[found] // 2, pipe)
        found, pipe = found[keep], pipe[keep]
        apart = shapely.distance(points[found], self.lines[pipe])
        order = np.lexsort((pipe, apart, found))
        first = order[np.unique(found[order], return_index=True)[1]]
        return at[found[first]], pipe[first], apart[first]

    @cached_property
    def spots(self) -> Ints:
        """Give the spot of each node: nodes of one family at the same place share one."""
        count = len(self.nodes)
        near = neighbours(self.places, range(count), TOUCH_M)
        pairs = np.array(list(near), dtype=np.int64).reshape(-1, 2)
        kin = self.families.nodes[pairs]
        return _components(count, pairs[kin[:, 0] == kin[:, 1]])

    @cached_property
    def end_spots(self) -> Ints:
        """Give the spot of each end, shape (pipes, 2); -1 where it has no node."""
        node = self.ends.node
        found = np.full(node.shape, -1, dtype=np.int64)
        found[node >= 0] = self.spots[node[node >= 0]]
        return found

    @cached_property
    def groups(self) -> Ints:
        """Give the component of every node, then of every pipe; pipes out of service join none."""
        nodes = len(self.nodes)
        pipe, side = np.nonzero((self.ends.node >= 0) & self.living[:, None])
        at_ends = np.column_stack([self.ends.node[pipe, side], nodes + pipe])
        on_the_way = np.column_stack([self.passing[0], nodes + self.passing[1]])
        by_pipe = np.column_stack([nodes + self.abutting[0] // 2, nodes + self.abutting[1]])
        order = np.argsort(self.spots, kind="stable")
        same = self.spots[order][1:] == self.spots[order][:-1]
        stacked = np.column_stack([order[:-1][same], order[1:][same]])
        pairs = np.concatenate([at_ends, on_the_way, by_pipe, stacked])
        return _components(nodes + len(self.pipes), pairs)

    @cached_property
    def arriving(self) -> Ints:
        """Count the ways that leave each spot: one for an end there, two for a pipe passing."""
        found = np.zeros(int(self.spots.max(initial=-1)) + 1, dtype=np.int64)
        there = self.end_spots[self.living]
        np.add.at(found, there[there >= 0], 1)
        np.add.at(found, self.spots[self.passing[0]], 2)
        return found


def _components(count: int, pairs: Ints) -> Ints:
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    labels: Ints = connected_components(joined, directed=False)[1]
    return labels
