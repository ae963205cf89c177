"""What hangs on every edge: connections, customers, people, hydrants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .doubts import Doubt, Notebook
from .elements import Elements, NodeKind
from .lines import Bools, Floats, Ints, Objects

CUSTOMER_WITHIN_M = 50.0
"""A customer without a known pipe is served by the nearest one, no farther than this."""


@dataclass(frozen=True)
class Pieces:
    """Where every edge lies on its pipe; those of one pipe follow each other."""

    pipe: Ints
    """Row of the pipe; -1: the edge is a device of no length."""
    line: Ints
    """Part of the pipe's line; -1: none."""
    from_m: Floats
    to_m: Floats
    """Distances along the pipe as drawn."""
    length_m: Floats
    """Declared length shared by distance, else drawn."""
    count: int
    """How many edges are pieces of pipes: they come first, then the devices."""

    def of(self, pipe: int) -> Ints:
        """Give the edges of a pipe, in the order of its drawing."""
        sound = self.pipe[: self.count]
        low, high = np.searchsorted(sound, [pipe, pipe + 1])
        return np.arange(low, high)

    def at(self, pipe: int, along_m: float) -> int:
        """Give the edge of a pipe at a distance along its drawing; -1: the pipe has none."""
        edges = self.of(pipe)
        if not len(edges):
            return -1
        place = int(np.searchsorted(self.from_m[edges], along_m, side="right")) - 1
        return int(edges[max(place, 0)])


def connections(elements: Elements, pieces: Pieces, node_vertex: Ints, start: Ints) -> Floats:
    """Give the number of service connections of every edge.

    Three sources may know them: pipes drawn as connections, numbers that mains declare, points of
    connection. The one that knows the most in the whole network is believed, for all of it.
    """
    pipes, nodes = elements.pipes, elements.nodes
    sound = pieces.pipe >= 0
    pipe = pieces.pipe[sound]
    drawn, declared, points = (np.zeros(len(pieces.pipe)) for _ in range(3))
    if not len(pipe):
        return drawn
    first = np.ones(len(pipe), dtype=bool)
    first[1:] = pipe[1:] != pipe[:-1]
    is_connection = np.array([v is True for v in pipes.texts("connection")], dtype=bool)
    drawn[: len(pipe)] = first & is_connection[pipe]
    whole = np.bincount(pipe, weights=pieces.length_m[sound], minlength=len(pipes))[pipe]
    parts = np.bincount(pipe, minlength=len(pipes))[pipe]
    share = np.where(whole > 0, pieces.length_m[sound] / np.where(whole > 0, whole, 1), 1 / parts)
    number = np.nan_to_num(pipes.numbers("connections"), posinf=0, neginf=0).clip(min=0)
    declared[: len(pipe)] = number[pipe] * share
    kinds = nodes.texts("kind")
    of_kind = np.array([k == NodeKind.CONNECTION for k in kinds], dtype=bool)
    at, counts = np.unique(node_vertex[of_kind & (node_vertex >= 0)], return_counts=True)
    order = np.argsort(start, kind="stable")
    place = np.searchsorted(start[order], at)
    met = (place < len(start)) & (start[order][np.minimum(place, len(start) - 1)] == at)
    points[order[place[met]]] = counts[met]
    return max((drawn, declared, points), key=lambda found: found.sum())


def customers(
    elements: Elements,
    pieces: Pieces,
    lines: Objects,
    notes: Notebook,
) -> Ints:
    """Give the edge that serves every customer; -1: none is known.

    Parameters
    ----------
    elements
        The network, with its customers.
    pieces
        The edges on their pipes.
    lines
        Geometry of every part of a pipe's line.
    notes
        Receives the customers whose pipe is a guess, or not known.
    """
    clients = elements.customers
    rows = {ref: row for row, ref in enumerate(elements.pipes.texts("identifier"))}
    pipe = np.array([rows.get(p, -1) if p is not None else -1 for p in clients.texts("pipe")], int)
    found = np.full(len(clients), -1, dtype=np.int64)
    placed = ~shapely.is_missing(clients.geometry) & ~shapely.is_empty(clients.geometry)
    for row in np.flatnonzero(pipe >= 0):
        edges = pieces.of(pipe[row])
        if len(edges) and placed[row]:
            found[row] = _nearest_piece(clients.geometry[row], edges, pieces, lines)
        elif len(edges):
            found[row] = edges[np.argmax(pieces.length_m[edges])]
    _by_place(clients.geometry, placed & (found < 0), found, pieces, lines)
    guessed = placed & (found >= 0) & ((pipe < 0) | (pieces.pipe[found] != pipe))
    notes.note(Doubt.CUSTOMER_NEAR, clients.refs[guessed])
    notes.note(Doubt.CUSTOMER_APART, clients.refs[found < 0])
    return found


def _nearest_piece(point: shapely.Geometry, edges: Ints, pieces: Pieces, lines: Objects) -> int:
    drawn = [part for part in np.unique(pieces.line[edges]) if lines[part] is not None]
    if not drawn:
        return int(edges[0])
    part = min(drawn, key=lambda part: float(shapely.distance(lines[part], point)))
    on_part = edges[pieces.line[edges] == part]
    along = float(shapely.line_locate_point(lines[part], point)) + pieces.from_m[on_part[0]]
    return int(on_part[max(np.searchsorted(pieces.from_m[on_part], along, side="right") - 1, 0)])


def _by_place(
    places: Objects,
    wanted: Bools,
    found: Ints,
    pieces: Pieces,
    lines: Objects,
) -> None:
    """Give customers without a known pipe to the nearest one."""
    drawn = np.flatnonzero(~shapely.is_missing(lines))
    rows = np.flatnonzero(wanted)
    if not len(drawn) or not len(rows):
        return
    tree = shapely.STRtree(lines[drawn])
    who, part = tree.query_nearest(places[rows], max_distance=CUSTOMER_WITHIN_M, all_matches=False)
    order = np.argsort(pieces.line, kind="stable")
    for row, line in zip(rows[who], drawn[part], strict=True):
        low, high = np.searchsorted(pieces.line[order], [line, line + 1])
        found[row] = _nearest_piece(places[row], order[low:high], pieces, lines)
