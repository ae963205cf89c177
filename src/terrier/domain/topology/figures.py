"""What a set of edges amounts to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .graph import Graph
from .lines import Bools, Ints


@dataclass(frozen=True)
class Figures:
    """Sums over edges."""

    length_m: float = 0.0
    connections: float = 0.0
    """Shares of a number that a pipe declares are shared by length, hence not always whole."""
    customers: int = 0
    people: float = 0.0

    def __sub__(self, other: Figures) -> Figures:
        return Figures(
            self.length_m - other.length_m,
            self.connections - other.connections,
            self.customers - other.customers,
            self.people - other.people,
        )


def figures(graph: Graph, edges: Ints | Bools) -> Figures:
    """Sum what edges, by number or by mask, amount to."""
    load = graph.load
    return Figures(
        float(graph.pieces.length_m[edges].sum()),
        float(load.connections[edges].sum()),
        int(load.customers[edges].sum()),
        float(load.people[edges].sum()),
    )


def customers_of(graph: Graph, edges: Bools) -> tuple[str, ...]:
    """Give the references of the customers that edges serve."""
    served = np.append(edges, False)[graph.customer_edge]
    return tuple(graph.customer_refs[served])
