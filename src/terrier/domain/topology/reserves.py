"""Reservoirs that a closure leaves without supply: they feed as long as they are not empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .figures import Figures, figures
from .graph import Graph
from .isolation import Isolation


@dataclass(frozen=True)
class Emptying:
    """The reservoirs that nothing fills any longer, and what depends on them."""

    tanks: tuple[str, ...]
    then: Figures
    """What runs dry besides, once they are empty."""


def emptying(graph: Graph, found: Isolation) -> Emptying:
    """Find the reservoirs that an intake or a plant filled before a closure, and fills no longer.

    Parameters
    ----------
    graph
        The network.
    found
        A closure in it.

    Returns
    -------
    Emptying
        Reservoirs that nothing known ever filled are not among them: nothing changes for them.
    """
    blocks, tank = graph.blocks, graph.tanks
    refs = graph.node_refs[graph.sources]
    here = blocks.of_vertex[graph.node_vertex[graph.sources]]
    left = ~np.isin(refs.astype(str), found.sources)
    passing = ~np.isin(blocks.gate, [closing.gate for closing in found.to_close])
    filled = blocks.fed(np.ones_like(passing), here[~tank])
    refilled = blocks.fed(passing, here[~tank & left])
    emptied = tank & left & filled[here] & ~refilled[here]
    wet = blocks.fed(passing, here[left])
    lasting = blocks.fed(passing, here[left & ~emptied])
    dry = np.append(wet & ~lasting, False)[blocks.of_edge] & ~found.cut
    return Emptying(tuple(refs[emptied]), figures(graph, dry))
