"""Where a network is weakest: the segments that cut most, the valves that must not fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terrier.domain.topology.segments import COLUMNS, segment, valve_criticality

from .describing import Described, describe
from .reading import Loaded

SHOWN = 50
LENGTH, CONNECTIONS = COLUMNS.index("length_m"), COLUMNS.index("connections")


@dataclass(frozen=True)
class WeakSegment:
    """A segment, by one of its pipes."""

    pipe: Described
    pipes: int
    own_m: float
    beyond_m: float
    connections: float
    valves: int
    isolable: bool


@dataclass(frozen=True)
class WeakValve:
    """A valve, with what its failure would cut besides."""

    valve: Described
    more_m: float
    more_connections: float


@dataclass(frozen=True)
class WeakPoints:
    """The worst first."""

    segments: list[WeakSegment]
    total: int
    not_isolable: int
    valves: list[WeakValve]


def weak_points(loaded: Loaded) -> WeakPoints:
    """Rank the segments by all that their closure cuts, and the valves by what they spare."""
    graph = loaded.graph
    found = segment(graph)
    worst = np.argsort(-found.criticality[:, LENGTH], kind="stable")[:SHOWN]
    pipes = graph.pieces.pipe
    segments = []
    for rank in worst:
        edges = np.flatnonzero((found.of_edge == rank) & (pipes >= 0))
        if not len(edges):
            continue
        longest = edges[np.argmax(graph.pieces.length_m[edges])]
        named = describe(loaded, str(graph.pipe_refs[pipes[longest]]))
        assert named is not None
        segments.append(
            WeakSegment(
                pipe=named,
                pipes=len(np.unique(pipes[edges])),
                own_m=float(found.own[rank, LENGTH]),
                beyond_m=float(found.secondary[rank, LENGTH]),
                connections=float(found.criticality[rank, CONNECTIONS]),
                valves=len(found.gates[rank]),
                isolable=not found.has_source[rank],
            )
        )
    return WeakPoints(segments, len(found), int(found.has_source.sum()), _valves(loaded))


def _valves(loaded: Loaded) -> list[WeakValve]:
    found = valve_criticality(loaded.graph)
    worst = np.argsort(-found.more[:, LENGTH], kind="stable")[:SHOWN]
    made = []
    for rank in worst:
        valve = describe(loaded, str(loaded.graph.gate_ref[found.gate[rank]]))
        if valve is not None and found.more[rank, LENGTH] > 0:
            made.append(
                WeakValve(
                    valve, float(found.more[rank, LENGTH]), float(found.more[rank, CONNECTIONS])
                )
            )
    return made
