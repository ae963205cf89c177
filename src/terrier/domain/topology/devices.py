"""Valves and one-way devices: each becomes an edge, that can be closed or passed one way.

A device that stands at a vertex splits it: one end of a pipe moves to a new vertex, and the device
is the edge of no length between the two. A pipe that is itself a device is that edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .doubts import Doubt, Notebook
from .elements import Elements, Frame, NodeKind, ValveState
from .lines import Bools, Ints, carries

ONE_WAY = frozenset({NodeKind.CHECK_VALVE, NodeKind.PUMP, NodeKind.REGULATOR})
"""Nothing is fed through them backwards."""
End = tuple[int, int]
"""An edge, and which of its ends: 0 or 1."""


@dataclass
class Edges:
    """Edges while they are made: those of pipes, then those of devices."""

    start: list[int]
    end: list[int]
    pipe: list[int]
    flow: list[int]
    """1: flows from its start to its end; -1: the other way; 0: not known."""
    vertices: int
    device: list[int]
    """Row of the node that the edge is; -1: a pipe."""
    kind: list[NodeKind | None]
    """What a one-way edge is."""
    gate: list[int]
    gates: list[tuple[str, ValveState]] = field(default_factory=list)
    stopped: set[int] = field(default_factory=set)
    """Pumps that feed nothing."""

    def at(self, end: End) -> int:
        """Give the vertex where an end is now."""
        return (self.start, self.end)[end[1]][end[0]]

    def split(self, end: End, device: int) -> int:
        """Move an end to a new vertex; give the new edge, from where it was to there."""
        edge, side = end
        (self.start, self.end)[side][edge], old = self.vertices, self.at(end)
        self.start.append(old)
        self.end.append(self.vertices)
        self.vertices += 1
        self.pipe.append(-1)
        self.flow.append(0)
        self.device.append(device)
        self.kind.append(None)
        self.gate.append(-1)
        return len(self.start) - 1

    def close_by(self, edges: list[int], ref: str, state: ValveState) -> None:
        """Make edges the gate that an element is."""
        for edge in edges:
            self.gate[edge] = len(self.gates)
        self.gates.append((ref, state))


def state_of(text: object) -> ValveState:
    """Read the state of a valve; what is not said is unknown."""
    return ValveState(str(text)) if text in set(ValveState) else ValveState.UNKNOWN


def place_devices(
    elements: Elements, edges: Edges, node_vertex: Ints, named: Ints, notes: Notebook
) -> None:
    """Make edges of the devices of a network.

    Parameters
    ----------
    elements
        The network.
    edges
        The edges of pipes; receives those of devices, and gates.
    node_vertex
        Vertex of every node.
    named
        Rows of the pipes that every node names, as `joining.join` gives them.
    notes
        Receives the devices that could not be placed, or whose way or state is not known.
    """
    _devices_of_pipes(elements.pipes, edges, notes)
    kinds = elements.nodes.texts("kind")
    placed = _Placing(elements, edges, named, notes, _meeting(elements, edges, node_vertex))
    for row in np.flatnonzero(carries(elements.nodes)):
        if kinds[row] == NodeKind.VALVE:
            placed.valve(int(row), int(node_vertex[row]))
        elif kinds[row] in ONE_WAY:
            placed.one_way(int(row), int(node_vertex[row]), NodeKind(kinds[row]))


def _devices_of_pipes(pipes: Frame, edges: Edges, notes: Notebook) -> None:
    devices, states = pipes.texts("device"), pipes.texts("state")
    parts: dict[int, list[int]] = {}
    for edge, pipe in enumerate(edges.pipe):
        if devices[pipe] is not None or states[pipe] == ValveState.CLOSED:
            parts.setdefault(pipe, []).append(edge)
    for pipe, found in parts.items():
        device, closed = devices[pipe], states[pipe] == ValveState.CLOSED
        if device in ONE_WAY:
            edges.kind[found[0]] = NodeKind(device)
        if device == NodeKind.PUMP and closed:
            edges.stopped.add(found[0])
        elif device == NodeKind.VALVE or closed:
            edges.close_by(found, pipes.refs[pipe], state_of(states[pipe]))
    valves = [pipe for pipe in parts if devices[pipe] == NodeKind.VALVE]
    unknown = [pipe for pipe in valves if state_of(states[pipe]) is ValveState.UNKNOWN]
    notes.note(Doubt.STATE_UNKNOWN, pipes.refs[np.array(unknown, dtype=np.int64)])


def _meeting(elements: Elements, edges: Edges, node_vertex: Ints) -> dict[int, list[End]]:
    """Give the ends that meet at every vertex where a device stands, in the order of edges."""
    kinds = elements.nodes.texts("kind")
    devices = np.array([k == NodeKind.VALVE or k in ONE_WAY for k in kinds], dtype=bool)
    found: dict[int, list[End]] = {int(v): [] for v in node_vertex[devices & (node_vertex >= 0)]}
    for edge, both in enumerate(zip(edges.start, edges.end, strict=True)):
        for side, vertex in enumerate(both):
            if vertex in found:
                found[vertex].append((edge, side))
    return found


@dataclass
class _Placing:
    elements: Elements
    edges: Edges
    named: Ints
    notes: Notebook
    meeting: dict[int, list[End]]
    """By the vertices of pipes: an end that a device has moved stays among those it met."""

    def valve(self, row: int, vertex: int) -> None:
        """Make a gate of a valve."""
        nodes, ends = self.elements.nodes, self.meeting.get(vertex, [])
        if not ends:
            self.notes.note(Doubt.DEVICE_APART, [nodes.refs[row]])
            return
        end = self._one_of(ends, int(self.named[row, 0]))
        if end is None:
            end = ends[-1] if len(ends) <= 2 else self._only(ends, row)
        if end is None:
            self.notes.note(Doubt.BRANCH_UNKNOWN, [nodes.refs[row]])
            return
        state = state_of(nodes.texts("state")[row])
        if state is ValveState.UNKNOWN:
            self.notes.note(Doubt.STATE_UNKNOWN, [nodes.refs[row]])
        self.edges.close_by([self.edges.split(end, row)], nodes.refs[row], state)

    def one_way(self, row: int, vertex: int, kind: NodeKind) -> None:
        """Make a one-way edge of a check valve, a pump or a regulator."""
        ends, ref = self.meeting.get(vertex, []), self.elements.nodes.refs[row]
        if not ends:
            self.notes.note(Doubt.DEVICE_APART, [ref])
        if len(ends) < 2:
            return
        behind = self._behind(row, ends)
        if behind is None:
            unclear = Doubt.WAY_UNKNOWN if len(ends) == 2 else Doubt.BRANCH_UNKNOWN
            self.notes.note(unclear, [ref])
            return
        end, is_behind = behind
        edge = self.edges.split(end, row)
        self.edges.kind[edge] = kind
        self.edges.flow[edge] = 1 if is_behind else -1
        if kind is NodeKind.PUMP and self.elements.nodes.texts("state")[row] == ValveState.CLOSED:
            self.edges.stopped.add(edge)

    def _behind(self, row: int, ends: list[End]) -> tuple[End, bool] | None:
        """Give the end to split, and whether it lies behind the device as the water goes."""
        upstream, downstream = int(self.named[row, 1]), int(self.named[row, 2])
        if upstream != downstream:
            after, before = self._one_of(ends, downstream), self._one_of(ends, upstream)
            if after is not None:
                return after, True
            if before is not None:
                return before, False
        if len(ends) != 2:
            return None
        arriving = [self.edges.flow[edge] == (1 if side else -1) for edge, side in ends]
        if arriving[0] == arriving[1]:
            return None
        self.notes.note(Doubt.WAY_DRAWN, [self.elements.nodes.refs[row]])
        return ends[1], arriving[0]

    def _one_of(self, ends: list[End], pipe: int) -> End | None:
        """Give the end that belongs to a pipe, if just one does."""
        found = [end for end in ends if pipe >= 0 and self.edges.pipe[end[0]] == pipe]
        return found[0] if len(found) == 1 else None

    def _only(self, ends: list[End], row: int) -> End | None:
        """Give the end of the one pipe that a valve names as before or behind it."""
        found = [self._one_of(ends, int(pipe)) for pipe in self.named[row, 1:]]
        known = [end for end in found if end is not None]
        return known[0] if len(known) == 1 else None


def supplies(edges: Edges) -> tuple[Bools, Bools]:
    """Say whether water is fed along every edge, and against it: never backwards, never stopped."""
    one_way = np.array([kind is not None for kind in edges.kind], dtype=bool)
    return _ways(edges, one_way, np.isin(np.arange(len(one_way)), list(edges.stopped)))


def lets_leak(edges: Edges) -> tuple[Bools, Bools]:
    """Say whether water may come to a leak along every edge, and against it.

    Only a check valve is trusted to hold water back: a pump or a regulator is not.
    """
    checked = np.array([kind is NodeKind.CHECK_VALVE for kind in edges.kind], dtype=bool)
    return _ways(edges, checked, np.zeros(len(checked), dtype=bool))


def _ways(edges: Edges, one_way: Bools, stopped: Bools) -> tuple[Bools, Bools]:
    against = np.array(edges.flow) < 0
    return ~stopped & ~(one_way & against), ~stopped & ~(one_way & ~against)
