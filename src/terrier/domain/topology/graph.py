"""The graph of one version of a network: numpy arrays, built once, read by every thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely

from . import loads
from .blocks import Blocks, divide
from .devices import Edges, lets_leak, place_devices, supplies
from .doubts import Doubts, Notebook
from .elements import FEEDING, Elements, NodeKind, ValveState
from .families import families
from .flow import directions
from .joining import Joined, join
from .lines import Bools, Floats, Ints, Objects, carries
from .loads import Pieces

TOLERANCE_M = 0.10


@dataclass(frozen=True)
class Place:
    """A place on the network: an edge, and how far along it as drawn."""

    edge: int
    along_m: float
    """Distance along the whole pipe as drawn, from its first point."""


@dataclass(frozen=True)
class Load:
    """What hangs on every edge."""

    connections: Floats
    customers: Ints
    people: Floats


@dataclass(frozen=True)
class Graph:
    """A network as vertices and edges.

    An edge is a piece of a pipe between two vertices, or a device of no length. A **gate** is what
    a valve can do: the edges that closing it cuts.
    """

    start: Ints
    end: Ints
    vertices: int
    pieces: Pieces
    device: Ints
    """Row of the node that an edge is; -1: a piece of a pipe."""
    flow: Ints
    """1: flows from start to end; -1: the other way; 0: not known."""
    gate: Ints
    """Gate that an edge belongs to; -1: none."""
    gate_ref: Objects
    gate_state: Objects
    """`ValveState` of every gate."""
    supply: tuple[Bools, Bools]
    """Whether water is fed along an edge, and against it."""
    leak: tuple[Bools, Bools]
    """Whether water may come to a leak along an edge, and against it."""
    sources: Ints
    """Rows of the nodes that feed, those that stand somewhere."""
    tanks: Bools
    """Which of the sources are reservoirs: what they hold runs out."""
    node_vertex: Ints
    """Vertex of every node; -1: nowhere."""
    hydrants: Ints
    """Rows of the nodes that are hydrants and stand somewhere."""
    load: Load
    customer_edge: Ints
    """Edge that serves every customer; -1: not known."""
    pipe_refs: Objects
    node_refs: Objects
    customer_refs: Objects
    lines: Objects
    """Geometry of the parts of pipes, as `pieces.line` numbers them."""
    rows: Mapping[str, int]
    """Reference of a pipe → its row."""
    doubts: Doubts
    blocks: Blocks

    @property
    def closed(self) -> Bools:
        """Say which edges a closed gate cuts now."""
        shut = np.append(self.gate_state == ValveState.CLOSED, False)
        cut: Bools = shut[self.gate]
        return cut

    def with_states(self, states: Mapping[str, ValveState]) -> Graph:
        """Give the same network with other states of some valves, by reference."""
        changed = [states.get(r, s) for r, s in zip(self.gate_ref, self.gate_state, strict=True)]
        found = np.array([*changed, None], dtype=object)[:-1]
        return _divided(replace(self, gate_state=found))

    def edges_of(self, ref: str) -> Ints:
        """Give the edges of a pipe; none if it carries nothing, or is not there."""
        row = self.rows.get(ref)
        return np.empty(0, dtype=np.int64) if row is None else self.pieces.of(row)

    def place(self, ref: str, along_m: float = 0.0) -> Place | None:
        """Find the place at a distance along a pipe as drawn; None if it carries nothing."""
        row = self.rows.get(ref)
        edge = -1 if row is None else self.pieces.at(row, along_m)
        return None if edge < 0 else Place(edge, along_m)

    def nearest(self, x_m: float, y_m: float, within_m: float) -> Place | None:
        """Find the place of the network nearest to a point, no farther than a distance."""
        near = shapely.box(x_m - within_m, y_m - within_m, x_m + within_m, y_m + within_m)
        point = shapely.Point(x_m, y_m)
        parts = np.flatnonzero(shapely.intersects(self.lines, near))
        if not len(parts):
            return None
        apart = shapely.distance(self.lines[parts], point)
        part = int(parts[np.argmin(apart)])
        if apart.min() > within_m:
            return None
        edges = np.flatnonzero(self.pieces.line == part)
        along = float(shapely.line_locate_point(self.lines[part], point))
        along += float(self.pieces.from_m[edges[0]])
        return Place(self.pieces.at(int(self.pieces.pipe[edges[0]]), along), along)

    def refs_of(self, edges: Ints) -> tuple[str, ...]:
        """Give the references of the pipes and devices that edges are, each once."""
        pipe, node = self.pieces.pipe[edges], self.device[edges]
        pipes = self.pipe_refs[np.unique(pipe[pipe >= 0])]
        return (*pipes, *self.node_refs[np.unique(node[node >= 0])])

    def vertex_of(self, ref: str) -> int:
        """Give the vertex where a node stands; -1: nowhere."""
        found = np.flatnonzero(self.node_refs == ref)
        return int(self.node_vertex[found[0]]) if len(found) else -1


def build(elements: Elements, *, tolerance_m: float = TOLERANCE_M) -> Graph:
    """Build the graph of a network.

    Parameters
    ----------
    elements
        The network, its geometry in metres (a legal projection).
    tolerance_m
        Ends and nodes nearer to each other than this are joined, where nothing declares them.

    Returns
    -------
    The graph, with everything that was guessed in `doubts`.
    """
    notes = Notebook()
    sorted_out = families(elements)
    joined = join(sorted_out.laid_apart(elements), tolerance_m, notes)
    start, end, pieces = _pieces(joined)
    flow = directions(elements.pipes, notes)[pieces.pipe]
    count = len(start)
    edges = Edges(
        start.tolist(), end.tolist(), pieces.pipe.tolist(), flow.tolist(), joined.vertices,
        [-1] * count, [None] * count, [-1] * count,
    )  # fmt: skip
    place_devices(elements, edges, joined.node_vertex, joined.named, notes)
    start = np.array(edges.start, dtype=np.int64)
    of_line = joined.lines.pipe
    lines = sorted_out.laid_back(joined.lines.geometry, of_line)
    pieces = _with_devices(pieces, len(start) - count)
    supplying = lines.copy()
    supplying[~sorted_out.serves_customers(of_line)] = None
    customer_edge = loads.customers(elements, pieces, supplying, notes)
    kinds = elements.nodes.texts("kind")
    serving = carries(elements.nodes) & (joined.node_vertex >= 0)
    sources = np.flatnonzero(_among(kinds, FEEDING) & serving)
    return _divided(
        Graph(
            start=start,
            end=np.array(edges.end, dtype=np.int64),
            vertices=edges.vertices,
            pieces=pieces,
            device=np.array(edges.device, dtype=np.int64),
            flow=np.array(edges.flow, dtype=np.int64),
            gate=np.array(edges.gate, dtype=np.int64),
            gate_ref=np.array([*(ref for ref, _ in edges.gates), None], dtype=object)[:-1],
            gate_state=np.array([*(state for _, state in edges.gates), None], dtype=object)[:-1],
            supply=supplies(edges),
            leak=lets_leak(edges),
            sources=sources,
            tanks=np.array([kinds[row] == NodeKind.TANK for row in sources], dtype=bool),
            node_vertex=joined.node_vertex,
            hydrants=np.flatnonzero(_among(kinds, {NodeKind.HYDRANT}) & serving),
            load=_load(elements, pieces, joined.node_vertex, start, customer_edge),
            customer_edge=customer_edge,
            pipe_refs=elements.pipes.refs,
            node_refs=elements.nodes.refs,
            customer_refs=elements.customers.refs,
            lines=lines,
            rows={ref: row for row, ref in enumerate(elements.pipes.refs)},
            doubts=notes.close(),
            blocks=Blocks.empty(),
        )
    )


def _among(kinds: Iterable[str | None], wanted: Collection[str]) -> Bools:
    return np.array([kind in wanted for kind in kinds], dtype=bool)


def _load(
    elements: Elements, pieces: Pieces, node_vertex: Ints, start: Ints, customer_edge: Ints
) -> Load:
    """Sum what hangs on every edge."""
    served, count = customer_edge >= 0, len(start)
    people = np.nan_to_num(elements.customers.numbers("people"))[served]
    here = customer_edge[served]
    return Load(
        loads.connections(elements, pieces, node_vertex, start),
        np.bincount(here, minlength=count).astype(np.int64),
        np.bincount(here, weights=people, minlength=count).astype(float),
    )


def _divided(graph: Graph) -> Graph:
    blocks = divide(
        graph.start, graph.end, graph.flow, graph.vertices, graph.gate, graph.gate_state,
        graph.supply, graph.leak, graph.node_vertex[graph.sources],
    )  # fmt: skip
    return replace(graph, blocks=blocks)


def _pieces(joined: Joined) -> tuple[Ints, Ints, Pieces]:
    """Cut the lines; give start and end vertices of the pieces, and where they lie."""
    lines, count = joined.lines, len(joined.lines)
    every = np.arange(count)
    line = np.concatenate([every, joined.cut_line, every])
    at = np.concatenate([np.zeros(count), joined.cut_at_m, lines.drawn_m])
    vertex = np.concatenate([joined.ends[:, 0], joined.cut_vertex, joined.ends[:, 1]])
    rank = np.repeat([0, 1, 2], [count, len(joined.cut_line), count])
    order = np.lexsort((vertex, at, rank, line))
    line, at, vertex = line[order], at[order], vertex[order]
    whole = np.flatnonzero(line[1:] == line[:-1])
    on, begin, finish = line[whole], at[whole], at[whole + 1]
    length = (finish - begin) * lines.scale[on]
    undrawn = lines.drawn_m[on] == 0
    length[undrawn] = lines.length_m[on[undrawn]]
    before = lines.before_m[on]
    pieces = Pieces(lines.pipe[on], on, begin + before, finish + before, length, len(on))
    return vertex[whole], vertex[whole + 1], pieces


def _with_devices(pieces: Pieces, count: int) -> Pieces:
    none, nothing = np.full(count, -1, dtype=np.int64), np.zeros(count)
    return Pieces(
        np.concatenate([pieces.pipe, none]),
        np.concatenate([pieces.line, none]),
        np.concatenate([pieces.from_m, nothing]),
        np.concatenate([pieces.to_m, nothing]),
        np.concatenate([pieces.length_m, nothing]),
        pieces.count,
    )
