"""What had to be guessed to make a graph of a network, and what could not be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Doubt(StrEnum):
    """One way in which the drawing leaves the network unsaid."""

    NO_PLACE = "no_place"
    """A pipe without a line and without two known end nodes: left out."""
    NO_END_NODE = "no_end_node"
    """A pipe declares an end node that is not in the tables: joined by place instead."""
    FAR_END_NODE = "far_end_node"
    """A pipe declares an end node that stands elsewhere: joined by place instead."""
    TWO_END_NODES = "two_end_nodes"
    """Several nodes bear the identifier that a pipe declares: joined by place instead."""
    JOINED_ENDS = "joined_ends"
    """A pipe that ends near something, not at it: joined, being within the tolerance."""
    JOINED_INSIDE = "joined_inside"
    """A pipe that ends near the inside of another one, without a node there: joined."""
    NODE_INSIDE = "node_inside"
    """A node on the inside of a pipe that does not declare it: the pipe is cut there."""
    SEVERAL_PARTS = "several_parts"
    """A pipe drawn in several parts that do not touch."""
    DEVICE_APART = "device_apart"
    """A valve, check valve, pump or regulator that touches no pipe: it bounds nothing."""
    BRANCH_UNKNOWN = "branch_unknown"
    """A device where three pipes meet or more, without saying on which: it bounds nothing."""
    WAY_UNKNOWN = "way_unknown"
    """A check valve, pump or regulator whose way is neither declared nor drawn: it lets through."""
    WAY_DRAWN = "way_drawn"
    """A check valve, pump or regulator whose way is only that of the drawing."""
    FLOW_BY_LEVELS = "flow_by_levels"
    """A gravity pipe that flows as its levels say, against its drawing, nothing being declared."""
    FLOW_UPHILL = "flow_uphill"
    """A gravity pipe that climbs, in the way that is declared or drawn: kept so."""
    STATE_UNKNOWN = "state_unknown"
    """A valve of which nobody says whether it is open."""
    CUSTOMER_NEAR = "customer_near"
    """A customer without a known pipe: taken to be served by the nearest one."""
    CUSTOMER_APART = "customer_apart"
    """A customer without a known pipe, and none near: counted nowhere."""


@dataclass(frozen=True)
class Doubts:
    """References of the elements, doubt by doubt, in the order of the tables."""

    refs: dict[Doubt, tuple[str, ...]] = field(default_factory=dict)

    def of(self, doubt: Doubt) -> tuple[str, ...]:
        """Give the elements that a doubt concerns."""
        return self.refs.get(doubt, ())

    def counts(self) -> dict[Doubt, int]:
        """Count the elements of every doubt that there is."""
        return {doubt: len(self.refs[doubt]) for doubt in Doubt if doubt in self.refs}


class Notebook:
    """Gathers doubts while a graph is built."""

    def __init__(self) -> None:
        self._refs: dict[Doubt, dict[str, None]] = {}

    def note(self, doubt: Doubt, refs: Iterable[object]) -> None:
        """Note elements, each once."""
        found = dict.fromkeys(str(ref) for ref in refs)
        if found:
            self._refs.setdefault(doubt, {}).update(found)

    def close(self) -> Doubts:
        """Give what was noted."""
        return Doubts({doubt: tuple(refs) for doubt, refs in self._refs.items()})
