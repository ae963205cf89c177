"""Small random networks: what they are, apart from how they are drawn.

Nothing here, nor in `by_hand`, uses numpy, scipy or the code under test, except to hand it over.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from random import Random

Point = tuple[float, float]
STATES = ("open", "open", "closed", "unknown", "inoperable")
SHARES = (0.2, 0.35, 0.5, 0.65, 0.8)


@dataclass
class Device:
    """A device on the inside of a pipe, in the order of the drawing."""

    ref: str
    share: float
    kind: str
    state: str
    named: bool
    """Whether it says on which pipe it is."""
    way: int = 1
    """1: its declared way is that of the drawing; 0: nothing is declared."""


@dataclass
class Pipe:
    """A pipe between two crossroads."""

    ref: str
    a: int
    b: int
    line: list[Point]
    length_m: float
    device: str | None = None
    state: str | None = None
    against: bool | None = None
    fall: float | None = None
    by_levels: bool = False
    """Whether levels are believed rather than the drawing."""
    status: str | None = None
    connections: int = 0
    devices: list[Device] = field(default_factory=list)

    @property
    def carries(self) -> bool:
        """Say whether it serves."""
        return self.status in (None, "in_service", "unknown")

    @property
    def flow(self) -> int:
        """Give the way of its water."""
        if self.against is not None:
            return -1 if self.against else 1
        return -1 if self.by_levels and self.fall is not None and self.fall < 0 else 1


@dataclass
class Crossroads:
    """A place where pipes meet."""

    at: Point
    kind: str
    valve: tuple[str, str, str | None] | None = None
    """Reference, state, and pipe that it names, of a valve drawn there."""


@dataclass
class Client:
    """A customer on a pipe."""

    ref: str
    pipe: int
    share: float
    people: int


@dataclass
class Network:
    """A whole network, with how it is drawn."""

    crossroads: list[Crossroads]
    pipes: list[Pipe]
    clients: list[Client]
    declared: bool
    """Whether pipes declare their end nodes."""


def invent(seed: int, size: int) -> Network:
    """Make a network of so many pipes; the same for the same seed."""
    chance = Random(seed)
    count = max(2, chance.randint(size // 2, size + 1))
    corners = _corners(chance, count)
    kinds = ["junction"] * 6 + ["source", "tank", "hydrant", "hydrant"]
    crossroads = [Crossroads(at, chance.choice(kinds)) for at in corners]
    network = Network(crossroads, [], [], chance.random() < 0.5)
    for number in range(size):
        network.pipes.append(_pipe(chance, number, corners, network.declared))
    telling = [p.fall > 0 for p in network.pipes if p.carries and p.against is None and p.fall]
    for pipe in network.pipes:
        pipe.by_levels = 10 * sum(telling) < 9 * len(telling)
    _valves_at_crossroads(chance, network)
    carrying = [n for n, pipe in enumerate(network.pipes) if pipe.carries]
    for number in range(chance.randint(0, 4) if carrying else 0):
        network.clients.append(
            Client(f"c/{number}", chance.choice(carrying), chance.random(), chance.randint(1, 5))
        )
    return network


def _corners(chance: Random, count: int) -> list[Point]:
    grid = [(x * 100.0, y * 100.0) for x in range(5) for y in range(4)]
    return [(x + chance.uniform(-9, 9), y + chance.uniform(-9, 9)) for x, y in
            chance.sample(grid, count)]  # fmt: skip


def _pipe(chance: Random, number: int, corners: list[Point], declared: bool) -> Pipe:
    a, b = chance.randrange(len(corners)), chance.randrange(len(corners))
    if a == b and chance.random() < 0.7:
        b = (a + 1) % len(corners)
    line = _line(chance, corners[a], corners[b], corners)
    if not declared:
        line = [_moved(chance, line[0]), *line[1:-1], _moved(chance, line[-1])]
    device = chance.choice([None] * 9 + ["valve", "check_valve", "pump", "regulator"])
    pipe = Pipe(
        ref=f"p/{number}",
        a=a,
        b=b,
        line=line,
        length_m=float(chance.randint(1, 40)),
        device=device,
        state=chance.choice(STATES)
        if device == "valve"
        else chance.choice([None] * 14 + ["closed"]),
        against=chance.choice([None, None, None, True, False]),
        fall=chance.choice([None, None, 1.0, -1.0]),
        status=chance.choice(
            [None, None, None, "in_service", "in_service", "unknown", "abandoned"]
        ),
        connections=chance.randint(0, 5),
    )
    if pipe.carries and device is None and pipe.state is None:
        for share in sorted(chance.sample(SHARES, chance.choice([0, 0, 1, 1, 2, 3]))):
            pipe.devices.append(_device(chance, f"d/{number}/{share}", share))
    return pipe


def _device(chance: Random, ref: str, share: float) -> Device:
    kind = chance.choice(["valve"] * 6 + ["check_valve", "pump", "regulator", "hydrant"])
    return Device(ref, share, kind, chance.choice(STATES), chance.random() < 0.5)


def _line(chance: Random, a: Point, b: Point, corners: list[Point]) -> list[Point]:
    """Draw a bent line that comes near no other corner; crossings are welcome."""
    while True:
        if a == b:
            turn = chance.uniform(0, 2 * math.pi)
            bends = [(a[0] + 30 * math.cos(turn + t), a[1] + 30 * math.sin(turn + t))
                     for t in (0.0, 1.0)]  # fmt: skip
        else:
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            bends = [(middle[0] + chance.uniform(-40, 40), middle[1] + chance.uniform(-40, 40))]
        line = [a, *bends, b]
        others = [c for c in corners if c not in (a, b)]
        if all(apart(corner, line) > 2 for corner in others):
            return line


def _moved(chance: Random, at: Point) -> Point:
    return (at[0] + chance.uniform(-0.02, 0.02), at[1] + chance.uniform(-0.02, 0.02))


def apart(at: Point, line: list[Point]) -> float:
    """Measure from a point to a line."""
    return min(_to_piece(at, p, q) for p, q in itertools.pairwise(line))


def _to_piece(at: Point, p: Point, q: Point) -> float:
    along = (q[0] - p[0], q[1] - p[1])
    square = along[0] ** 2 + along[1] ** 2
    share = ((at[0] - p[0]) * along[0] + (at[1] - p[1]) * along[1]) / square if square else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.dist(at, (p[0] + share * along[0], p[1] + share * along[1]))


def _valves_at_crossroads(chance: Random, network: Network) -> None:
    for number, place in enumerate(network.crossroads):
        if chance.random() < 0.3:
            met = [p for p in network.pipes if p.carries for c in (p.a, p.b) if c == number]
            names = chance.choice(met).ref if met and chance.random() < 0.6 else None
            place.valve = (f"v/{number}", chance.choice(STATES), names)


def on_line(line: list[Point], share: float) -> Point:
    """Give the point at a share of the length of a line."""
    left = share * sum(math.dist(p, q) for p, q in itertools.pairwise(line))
    for p, q in itertools.pairwise(line):
        long = math.dist(p, q)
        if left <= long:
            return (p[0] + (q[0] - p[0]) * left / long, p[1] + (q[1] - p[1]) * left / long)
        left -= long
    return line[-1]


def sound(network: Network) -> bool:
    """Say whether no device comes near another pipe: then the drawing is not in doubt."""
    for pipe in network.pipes:
        for device in pipe.devices:
            at = on_line(pipe.line, device.share)
            for other in network.pipes:
                if other is not pipe and other.carries and apart(at, other.line) < 0.5:
                    return False
    return True
