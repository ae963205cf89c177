"""The oracle: the same answers by walking link after link, from what a network is.

Slow and plain on purpose; it shares no code with what it checks, and uses no numpy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.domain.topology.invented import Network, Pipe

Spot = tuple[object, ...]


@dataclass(eq=False)
class Link:
    """Something between two spots: a piece of a pipe, or a device."""

    a: Spot
    b: Spot
    ref: str
    piece: int
    """Rank on its pipe; -1: a device that stands at a point."""
    length_m: float
    flow: int
    gate: str | None = None
    kind: str | None = None
    stopped: bool = False
    connections: float = 0.0
    customers: int = 0
    people: int = 0


@dataclass
class Answer:
    """What a closure amounts to."""

    spots: set[Spot]
    zone: set[Link]
    secondary: set[Link]
    to_close: set[str]
    verify: set[str]
    sources: set[str]
    hydrants: set[str]

    @property
    def cut(self) -> set[Link]:
        """Give all that is cut."""
        return self.zone | self.secondary


class ByHand:
    """A network as a list of links."""

    def __init__(self, network: Network) -> None:
        self.links: list[Link] = []
        self.states: dict[str, str] = {}
        self.sources: dict[str, Spot] = {}
        self.hydrants: dict[str, Spot] = {}
        for number, place in enumerate(network.crossroads):
            if place.kind in ("source", "tank"):
                self.sources[f"n/{number}"] = ("corner", number)
            if place.kind == "hydrant":
                self.hydrants[f"n/{number}"] = ("corner", number)
        for number, pipe in enumerate(network.pipes):
            if pipe.carries:
                self._add(network, number, pipe)
        for number, place in enumerate(network.crossroads):
            if place.valve is not None:
                self._valve(number, *place.valve)

    def _add(self, network: Network, number: int, pipe: Pipe) -> None:
        spots: list[tuple[Spot, float]] = [(("corner", pipe.a), 0.0)]
        for device in pipe.devices:
            before, after = ("before", device.ref), ("after", device.ref)
            if device.kind == "hydrant":
                self.hydrants[device.ref] = after = before
            spots += [(before, device.share), (after, device.share)]
            self._device(pipe, device.ref, device.kind, device.state, before, after)
        spots.append((("corner", pipe.b), 1.0))
        for piece in range(len(spots) // 2):
            (a, begin), (b, finish) = spots[2 * piece : 2 * piece + 2]
            link = Link(a, b, pipe.ref, piece, (finish - begin) * pipe.length_m, pipe.flow)
            link.connections = pipe.connections * (finish - begin)
            for client in network.clients:
                if client.pipe == number and begin <= client.share < finish:
                    link.customers += 1
                    link.people += client.people
            self.links.append(link)
        self._itself_a_device(pipe, self.links[-1])

    def _itself_a_device(self, pipe: Pipe, link: Link) -> None:
        if pipe.device in ("check_valve", "pump", "regulator"):
            link.kind = pipe.device
        link.stopped = pipe.device == "pump" and pipe.state == "closed"
        if pipe.device == "valve" or (pipe.state == "closed" and not link.stopped):
            link.gate = pipe.ref
            self.states[pipe.ref] = pipe.state or "unknown"

    def _device(
        self, pipe: Pipe, ref: str, kind: str, state: str, before: Spot, after: Spot
    ) -> None:
        if kind == "hydrant":
            return
        link = Link(before, after, ref, -1, 0.0, 0)
        if kind == "valve":
            link.gate = ref
            self.states[ref] = state
        else:
            link.kind, link.flow = kind, pipe.flow
            link.stopped = kind == "pump" and state == "closed"
        self.links.append(link)

    def _valve(self, number: int, ref: str, state: str, names: str | None) -> None:
        """Put a valve on the one end that it names; else, where two pipes meet, on the last."""
        here = ("corner", number)
        ends = [(link, side) for link in self.links if link.piece >= 0
                for side in "ab" if getattr(link, side) == here]  # fmt: skip
        mine = [end for end in ends if end[0].ref == names]
        if len(mine) == 1:
            link, side = mine[0]
        elif 0 < len(ends) <= 2:
            link, side = ends[-1]
        else:
            return
        setattr(link, side, ("valve", ref))
        self.links.append(Link(here, ("valve", ref), ref, -1, 0.0, 0, gate=ref))
        self.states[ref] = state

    # What a link lets through.

    def _usable(self, link: Link) -> bool:
        return link.gate is not None and self.states[link.gate] != "inoperable"

    def _closed(self, link: Link) -> bool:
        return link.gate is not None and self.states[link.gate] == "closed"

    @staticmethod
    def _ways(link: Link, one_way: bool) -> list[tuple[Spot, Spot]]:
        ways = [(link.a, link.b), (link.b, link.a)]
        if not one_way:
            return ways
        return ways[1:] if link.flow < 0 else ways[:1]

    def fed(self, sources: Iterable[Spot], shut: set[str]) -> set[Spot]:
        """Give the spots that sources reach, some gates being shut."""
        wet, before = set(sources), 0
        while len(wet) != before:
            before = len(wet)
            for link in self.links:
                if link.stopped or self._closed(link) or link.gate in shut:
                    continue
                wet |= {q for p, q in self._ways(link, link.kind is not None) if p in wet}
        return wet

    def _comes_to(self, begin: Iterable[Spot], shut: set[str]) -> set[Spot]:
        found, before = set(begin), 0
        while len(found) != before:
            before = len(found)
            for link in self.links:
                if link.gate not in shut or link.gate is None:
                    found |= {p for p, q in self._ways(link, link.kind == "check_valve")
                              if q in found}  # fmt: skip
        return found

    def _between_blocks(self, link: Link) -> bool:
        """Say whether a usable valve is all that holds its two sides apart."""
        found, before = {link.a}, 0
        while len(found) != before:
            before = len(found)
            for other in self.links:
                if not self._usable(other) and other.kind is None and {other.a, other.b} & found:
                    found |= {other.a, other.b}
        return link.b not in found

    def within(self, spots: set[Spot]) -> set[Link]:
        """Give the links that hang on spots: a one-way one on where it comes from."""
        found = set()
        for link in self.links:
            home = link.b if link.kind is not None and link.flow < 0 else link.a
            if home in spots and not (self._usable(link) and self._between_blocks(link)):
                found.add(link)
        return found

    # The questions.

    def isolate(self, leak: list[Link], without: Iterable[str] = ()) -> Answer:
        """Close as few valves as keep the same water away from the leak as closing all of them."""
        failing = set(without) | {link.gate for link in leak if link.gate}
        begin = [spot for link in leak for spot in (link.a, link.b)]
        every = {link.gate for link in self.links if self._usable(link)} - failing
        zone = self._comes_to(begin, every)
        needed = set(every)
        for gate in sorted(every):
            if self._comes_to(begin, needed - {gate}) == zone:
                needed.discard(gate)
        closed = {gate for gate in needed if self.states[gate] == "closed"}
        held = {ref for ref, spot in self.sources.items() if spot in zone}
        left = [spot for ref, spot in self.sources.items() if ref not in held]
        before = self.fed(self.sources.values(), set())
        lost = before - self.fed(left, needed) - zone
        return Answer(
            spots=zone,
            zone=self.within(zone) | set(leak),
            secondary=self.within(lost),
            to_close=needed - closed,
            verify=closed,
            sources=held,
            hydrants={ref for ref, spot in self.hydrants.items() if spot in zone | lost},
        )

    def isolate_spots(self, begin: Iterable[Spot], without: Iterable[str] = ()) -> set[Link]:
        """Give all that is cut by a leak at spots."""
        every = {link.gate for link in self.links if self._usable(link)} - set(without)
        zone = self._comes_to(begin, every)
        left = [spot for spot in self.sources.values() if spot not in zone]
        bounding = {link.gate for link in self.links
                    if link.gate in every and (link.a in zone) != (link.b in zone)}  # fmt: skip
        lost = self.fed(self.sources.values(), set()) - self.fed(left, bounding) - zone
        return self.within(zone | lost)

    def connected(self, begin: Link, through_closed: bool) -> set[Link]:
        """Give the links that hang together with one."""
        found, before = {begin}, 0
        spots = {begin.a, begin.b}
        while len(found) != before:
            before = len(found)
            for link in self.links:
                if (through_closed or not self._closed(link)) and {link.a, link.b} & spots:
                    found.add(link)
                    spots |= {link.a, link.b}
        return found

    def along(self, begin: Link, way: int, through_closed: bool) -> set[Link]:
        """Give the links where water goes from one (way 1), or comes from to it (way -1)."""
        found: set[Link] = set()

        def arcs(link: Link) -> list[tuple[Spot, Spot]]:
            turned = link.flow * way
            return [(link.a, link.b)] * (turned >= 0) + [(link.b, link.a)] * (turned <= 0)

        def go(spot: Spot) -> None:
            for link in self.links:
                if through_closed or not self._closed(link):
                    for p, q in arcs(link):
                        if p == spot and (link, q) not in met:
                            met.add((link, q))
                            found.add(link)
                            go(q)

        met: set[tuple[Link, Spot]] = set()
        for _, head in arcs(begin):
            go(head)
        return found | {begin}

    def shortest(
        self, a: tuple[Link, float], b: tuple[Link, float], through_closed: bool
    ) -> float | None:
        """Give the shortest way between two places: a link, and how far along it."""
        far: dict[Spot, float] = {("here",): 0.0}
        ways = [(x.a, x.b, x.length_m) for x in self.links
                if through_closed or not self._closed(x)]  # fmt: skip
        for spot, (link, along) in ((("here",), a), (("there",), b)):
            ways += [(spot, link.a, along), (spot, link.b, link.length_m - along)]
        if a[0] is b[0]:
            ways.append((("here",), ("there",), abs(a[1] - b[1])))
        for _ in range(len(ways) + 1):
            for p, q, long in ways:
                for u, v in ((p, q), (q, p)):
                    if u in far and far[u] + long < far.get(v, float("inf")):
                        far[v] = far[u] + long
        return far.get(("there",))


def sums(links: Iterable[Link]) -> tuple[float, float, int, int]:
    """Sum what links amount to."""
    links = list(links)
    return (
        sum(link.length_m for link in links),
        sum(link.connections for link in links),
        sum(link.customers for link in links),
        sum(link.people for link in links),
    )
