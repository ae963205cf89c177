"""Which ends of pipes meet, and where nodes cut them: from declared end nodes, then by place.

A declared end node is believed as long as it stands near the end that declares it. Ends and nodes
that nothing declares are joined when they lie within the tolerance of each other; two nodes that
pipes declare are never joined, however near.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .doubts import Doubt, Notebook
from .elements import Elements, NodeKind
from .lines import Bools, Floats, Ints, Lines, Objects, carries, places, read_lines

NEAR = 10
"""A declared end node is believed within that many tolerances of the end."""
SAME_PLACE_M = 0.001
"""Nearer than this, two points are drawn at the same place: no guess."""
ON_A_PIPE = frozenset(
    {NodeKind.VALVE, NodeKind.CHECK_VALVE, NodeKind.REGULATOR, NodeKind.PUMP, NodeKind.HYDRANT,
     NodeKind.METER, NodeKind.AIR_VALVE, NodeKind.DRAIN, NodeKind.CONNECTION, NodeKind.SENSOR,
     NodeKind.CAP}
)  # fmt: skip
"""A device belongs to one pipe: where two pass, it stands on the nearer one."""


@dataclass(frozen=True)
class Joined:
    """Lines with the vertices of their ends and of the cuts between."""

    lines: Lines
    ends: Ints
    """Vertices of both ends of every line, shape (lines, 2)."""
    cut_line: Ints
    cut_at_m: Floats
    """Distance along the drawn line."""
    cut_vertex: Ints
    node_vertex: Ints
    """Vertex of every node; -1 for a node that does not serve and that no pipe declares."""
    vertices: int
    named: Ints
    """Pipes that nodes name: rows of `pipe`, `upstream_pipe`, `downstream_pipe`; -1: none."""


def join(elements: Elements, tolerance_m: float, notes: Notebook) -> Joined:
    """Join the ends of pipes and the nodes of a network.

    Parameters
    ----------
    elements
        The network, its geometry in metres.
    tolerance_m
        Nearer than this, what nothing declares apart is joined.
    notes
        Receives everything that was guessed.
    """
    at = places(elements.nodes)
    declared = _declared(elements, notes)
    with_ends = np.logical_and(*(declared >= 0).T)
    lines = read_lines(elements.pipes, with_ends, notes)
    end_at = _end_places(lines)
    end_node = _believed(elements, lines, declared, at, end_at, tolerance_m, notes)
    serving = carries(elements.nodes)
    ends, node_vertex, count = _vertices(
        elements, lines, end_node, end_at, at, serving, tolerance_m, notes
    )
    named = _named(elements)
    kept = serving & (node_vertex >= 0) & np.isfinite(at[:, 0])
    cuts = _Cuts(elements, lines, ends, end_node, named, tolerance_m)
    free, free_at = _different(ends[end_node < 0], end_at[end_node < 0])
    line, along, vertex = cuts.find(
        np.concatenate([node_vertex[kept], free]),
        np.concatenate([at[kept], free_at]),
        np.concatenate([np.flatnonzero(kept), np.full(len(free), -1)]),
        notes,
    )
    return Joined(lines, ends, line, along, vertex, node_vertex, count, named)


def _different(vertex: Ints, at: Floats) -> tuple[Ints, Floats]:
    """Leave out the ends drawn at the very place of the first one of their vertex."""
    _, first, inverse = np.unique(vertex, return_index=True, return_inverse=True)
    kept = (at != at[first[inverse]]).any(axis=1)
    kept[first] = True
    return vertex[kept], at[kept]


def _rows(identifiers: Objects) -> tuple[dict[object, int], set[object]]:
    """Give the row of every identifier, and those that several rows bear."""
    rows: dict[object, int] = {}
    twice: set[object] = set()
    for row, identifier in enumerate(identifiers):
        if identifier is not None and rows.setdefault(identifier, row) != row:
            twice.add(identifier)
    return rows, twice


def _declared(elements: Elements, notes: Notebook) -> Ints:
    """Give the rows of the end nodes that pipes declare, shape (pipes, 2); -1: none known."""
    rows, twice = _rows(elements.nodes.texts("identifier"))
    found = np.full((len(elements.pipes), 2), -1, dtype=np.int64)
    serving = carries(elements.pipes)
    for side, name in enumerate(("start_node", "end_node")):
        texts = elements.pipes.texts(name)
        found[:, side] = [-1 if t is None or t in twice else rows.get(t, -1) for t in texts]
        absent = [t is not None and t not in rows for t in texts]
        doubled = [t in twice for t in texts]
        notes.note(Doubt.NO_END_NODE, elements.pipes.refs[np.array(absent, bool) & serving])
        notes.note(Doubt.TWO_END_NODES, elements.pipes.refs[np.array(doubled, bool) & serving])
    return found


def _named(elements: Elements) -> Ints:
    rows, twice = _rows(elements.pipes.texts("identifier"))
    found = np.full((len(elements.nodes), 3), -1, dtype=np.int64)
    for column, name in enumerate(("pipe", "upstream_pipe", "downstream_pipe")):
        texts = elements.nodes.texts(name)
        found[:, column] = [-1 if t is None or t in twice else rows.get(t, -1) for t in texts]
    return found


def _end_places(lines: Lines) -> Floats:
    """Give the coordinates of both ends of every line, shape (lines, 2, 2)."""
    points = [shapely.get_point(lines.geometry, which) for which in (0, -1)]
    return np.stack([np.column_stack([shapely.get_x(p), shapely.get_y(p)]) for p in points], 1)


def _believed(
    elements: Elements, lines: Lines, declared: Ints, at: Floats, end_at: Floats,
    tolerance_m: float, notes: Notebook,
) -> Ints:  # fmt: skip
    """Give the declared node of every end where it stands near enough, shape (lines, 2)."""
    believed = declared[lines.pipe].copy()
    believed[~lines.first, 0] = -1
    believed[~lines.last, 1] = -1
    # The row more, read where nothing is declared, is nowhere.
    apart = np.hypot(*np.moveaxis(end_at - np.vstack([at, [np.nan, np.nan]])[believed], 2, 0))
    # Without a place of its own, a node stands wherever its pipes say.
    far = (believed >= 0) & (apart > NEAR * tolerance_m)
    notes.note(Doubt.FAR_END_NODE, elements.pipes.refs[lines.pipe[far.any(axis=1)]])
    believed[far] = -1
    off = (believed >= 0) & (apart > SAME_PLACE_M)
    notes.note(Doubt.JOINED_ENDS, elements.pipes.refs[lines.pipe[off.any(axis=1)]])
    return believed


def _vertices(
    elements: Elements, lines: Lines, end_node: Ints, end_at: Floats, at: Floats, serving: Bools,
    tolerance_m: float, notes: Notebook,
) -> tuple[Ints, Ints, int]:  # fmt: skip
    """Number the places where ends and nodes meet: ends (lines, 2), nodes, how many."""
    nodes = len(at)
    total = nodes + end_node.size
    flat = end_node.ravel()
    is_declared = np.zeros(nodes, dtype=bool)
    is_declared[flat[flat >= 0]] = True
    tied = np.flatnonzero(flat >= 0)
    placed = np.isfinite(at[:, 0])
    free = np.concatenate(
        [np.flatnonzero(serving & ~is_declared & placed), nodes + np.flatnonzero(flat < 0)]
    )
    where = np.concatenate([at, end_at.reshape(-1, 2)])
    firm = np.flatnonzero(is_declared & placed)
    pairs = [np.column_stack([nodes + tied, flat[tied]])]
    pairs += _near_each_other(free, where, firm, tolerance_m)
    pair = np.concatenate(pairs)
    matrix = coo_array((np.ones(len(pair)), (pair[:, 0], pair[:, 1])), (total, total))
    labels = connected_components(matrix, directed=False)[1]
    used = np.concatenate([(serving & placed) | is_declared, np.ones(end_node.size, bool)])
    labels, count = _renumber(labels, used)
    _note_joined(elements, lines, labels, where, flat, notes)
    return labels[nodes:].reshape(-1, 2), labels[:nodes], count


def _renumber(labels: Ints, used: Bools) -> tuple[Ints, int]:
    """Number what is used in the order where it is met; -1 for the rest."""
    found = np.full(len(labels), -1, dtype=np.int64)
    kept, first, inverse = np.unique(labels[used], return_index=True, return_inverse=True)
    rank = np.empty(len(kept), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(kept))
    found[used] = rank[inverse]
    return found, len(kept)


def _near_each_other(free: Ints, where: Floats, firm: Ints, tolerance_m: float) -> list[Ints]:
    """Pair what lies within the tolerance: free items together, each group with one firm node."""
    if not len(free):
        return []
    # Points drawn at one place count once: a thousand of them make no million of pairs.
    spots, first, spot = np.unique(where[free], axis=0, return_index=True, return_inverse=True)
    spot = spot.ravel()
    close = cKDTree(spots).query_pairs(tolerance_m, output_type="ndarray").astype(np.int64)
    pairs = [np.column_stack([free, free[first[spot]]]), free[first[close]].reshape(-1, 2)]
    if not len(firm):
        return pairs
    apart, nearest = cKDTree(where[firm]).query(spots, distance_upper_bound=tolerance_m)
    matrix = coo_array((np.ones(len(close)), close.T), (len(spots), len(spots)))
    group = connected_components(matrix, directed=False)[1]
    best = np.lexsort((nearest, apart, group))
    best = best[np.unique(group[best], return_index=True)[1]]
    best = best[np.isfinite(apart[best])]
    return [*pairs, np.column_stack([free[first[best]], firm[nearest[best]]])]


def _note_joined(
    elements: Elements, lines: Lines, labels: Ints, where: Floats, flat: Ints, notes: Notebook
) -> None:
    """Note the pipes whose undeclared ends were moved to meet something."""
    nodes = len(elements.nodes)
    members = np.flatnonzero((labels >= 0) & np.isfinite(where[:, 0]))
    low = np.full((labels.max(initial=-1) + 1, 2), np.inf)
    high = -low
    np.minimum.at(low, labels[members], where[members])
    np.maximum.at(high, labels[members], where[members])
    spread = (high - low).max(axis=1) if len(low) else np.empty(0)
    ends = np.flatnonzero(flat < 0)
    moved = spread[labels[nodes + ends]] > SAME_PLACE_M
    notes.note(Doubt.JOINED_ENDS, elements.pipes.refs[lines.pipe[ends[moved] // 2]])


@dataclass(frozen=True)
class _Cuts:
    """Finds where points cut the lines on whose inside they lie."""

    elements: Elements
    lines: Lines
    ends: Ints
    end_node: Ints
    named: Ints
    tolerance_m: float

    def find(
        self, vertex: Ints, at: Floats, node: Ints, notes: Notebook
    ) -> tuple[Ints, Floats, Ints]:
        """Give line, distance along and vertex of every cut, each vertex once on a line."""
        drawn = np.flatnonzero(~shapely.is_missing(self.lines.geometry))
        points: Objects = np.asarray(shapely.points(at))
        tree = shapely.STRtree(self.lines.geometry[drawn])
        which, line = tree.query(points, predicate="dwithin", distance=self.tolerance_m)
        line = drawn[line]
        inside = (self.ends[line] != vertex[which][:, None]).all(axis=1)
        which, line = which[inside], line[inside]
        apart: Floats = np.asarray(shapely.distance(points[which], self.lines.geometry[line]))
        kept = self._wanted(which, line, apart, vertex, node)
        which, line, apart = which[kept], line[kept], apart[kept]
        order = np.lexsort((which, apart, vertex[which], line))
        which, line = which[order], line[order]
        once = np.ones(len(line), dtype=bool)
        once[1:] = (line[1:] != line[:-1]) | (vertex[which[1:]] != vertex[which[:-1]])
        which, line = which[once], line[once]
        self._note(which, line, node, vertex, notes)
        along: Floats = np.asarray(
            shapely.line_locate_point(self.lines.geometry[line], points[which])
        )
        return line, along, vertex[which]

    def _wanted(self, which: Ints, line: Ints, apart: Floats, vertex: Ints, node: Ints) -> Bools:
        """Say which points cut which lines.

        A node that names a pipe cuts that one. Otherwise a device cuts the nearest. A line whose
        two ends are declared is cut by no node that others declare as their end: they may pass.
        """
        bearer = node[which]
        pipe = self.lines.pipe[line]
        # The row more is that of the points that are no node.
        named = np.vstack([self.named, [-1, -1, -1]])
        names = (named[bearer] == pipe[:, None]).any(axis=1)
        kinds = self.elements.nodes.texts("kind")
        device = np.array([n >= 0 and kinds[n] in ON_A_PIPE for n in bearer], dtype=bool)
        tapping = np.array([n >= 0 and kinds[n] == NodeKind.CONNECTION for n in bearer], bool)
        firm_nodes = np.zeros(len(self.elements.nodes) + 1, dtype=bool)
        firm_nodes[self.end_node[self.end_node >= 0]] = True
        firm = firm_nodes[bearer]
        nearest = np.zeros(len(which), dtype=bool)
        order = np.lexsort((line, apart, which))
        nearest[order[np.unique(which[order], return_index=True)[1]]] = True
        whole = (self.end_node[line] >= 0).all(axis=1)
        has_name = np.zeros(int(which.max(initial=-1)) + 1, dtype=bool)
        has_name[which[names]] = True
        by_rule = np.where(device & (~firm | tapping), nearest, ~whole | ~firm)
        wanted: Bools = np.where(has_name[which], names, by_rule)
        return wanted

    def _note(self, which: Ints, line: Ints, node: Ints, vertex: Ints, notes: Notebook) -> None:
        refs = self.elements.pipes.refs
        by_node = node[which] >= 0
        notes.note(Doubt.NODE_INSIDE, self.elements.nodes.refs[node[which[by_node]]])
        ends = self.ends.ravel()
        order = np.argsort(ends, kind="stable")
        for place in np.flatnonzero(~by_node):
            joined = vertex[which[place]]
            low, high = np.searchsorted(ends[order], [joined, joined + 1])
            notes.note(Doubt.JOINED_INSIDE, refs[self.lines.pipe[np.sort(order[low:high]) // 2]])
