"""Sewers of the bourgs and villages: every street falls to the plant, the overflow, the river.

No ground was drawn: levels are counted upwards from each plant, so that slopes agree by making.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.affinity import translate
from shapely.ops import linemerge, nearest_points, substring

from terrier.demonstration.ground import Points, stream
from terrier.demonstration.networks import knowledge, rows
from terrier.demonstration.networks.rows import NO, OPERATOR, OWNER, YES, Layer
from terrier.demonstration.networks.street_graph import NOWHERE, StreetGraph, of_seed
from terrier.demonstration.settlements import Settlement
from terrier.demonstration.streets import radius_m
from terrier.demonstration.territory import Territory

STORM, FOUL, COMBINED = "01", "02", "03"
"""Codes of RAEPA `typreseau`."""
TREATMENT, PUMPING, OVERFLOW, OUTFALL, MANHOLE, INLET = "02", "01", "04", "05", "06", "07"
"""Codes of RAEPA `fnouvass`."""
BETWEEN_MANHOLES_M = 55.0
COMBINED_WITHIN_M = 300.0
"""The old middle of the first bourg has one pipe for all waters."""
PUMPED = 2
"""Villages that have no plant, and send their water to a bourg."""
STORMS = 5
"""The largest places have pipes for rain."""
_STORM_ASIDE_M = (1.6, 1.1)
_DRY_M = 15.0
_HEAD_M = 4.0
"""Where two falls part, the upper one starts this far from the manhole of the other."""
_SIZES = ((1400, 400), (600, 300), (250, 250), (0, 200))


@dataclass(frozen=True)
class Sewer:
    """The two layers of the network."""

    pipes: Layer
    structures: Layer


@dataclass(frozen=True)
class _Fall:
    """The streets of a place as they fall to one crossing."""

    place: Settlement
    edges: NDArray[np.int64]
    outlet: int
    far: Points
    before: NDArray[np.int64]


def draw(territory: Territory) -> Sewer:
    """Draw the network of every bourg and village, without a mistake."""
    return _Drawing(territory, of_seed(territory.seed)).drawn()


class _Drawing:
    """The network while it is drawn."""

    def __init__(self, territory: Territory, graph: StreetGraph) -> None:
        self.territory, self.graph = territory, graph
        self.rng = stream(territory.seed, "sewer network")
        self.made = Sewer(
            Layer("RAEPA_CANALASS_L", rows.SEWER_PIPES),
            Layer("RAEPA_OUVRASS_P", rows.SEWER_STRUCTURES),
        )
        self.water = shapely.union_all(
            [territory.water.river, *territory.water.brooks, *territory.water.ponds]
        )
        doors = [(a.homes, a.at) for a in territory.addresses]
        nearest = graph.tree.nearest([at for _homes, at in doors])
        self.homes = np.bincount(
            nearest, weights=[h for h, _at in doors], minlength=len(graph.edges)
        )
        self.manholes: dict[tuple[str, int], tuple[str, float]] = {}
        """Identifier and level of the manhole at a crossing, by kind of network."""
        self.lowest: dict[int, float] = {}
        """Level of the sewer where a place leaves it for its plant."""

    def drawn(self) -> Sewer:
        places = [p for p in self.territory.places if p.kind != "hamlet"]
        falls = {place.name: self._fall(place) for place in places}
        pumped = self._pumped(places, falls)
        for place in places:
            if place.name not in pumped:
                self._foul(falls[place.name], pumped=False)
        for name, bourg in pumped.items():
            self._foul(falls[name], pumped=True)
            self._rising_main(falls[name], falls[bourg])
        for place in sorted(places, key=lambda p: -p.population)[:STORMS]:
            self._storm(falls[place.name])
        return self.made

    def _fall(self, place: Settlement) -> _Fall:
        """Choose the streets of a place and the crossing nearest to the water."""
        ring = place.at.buffer(radius_m(place) * 1.25)
        inside = np.zeros(len(self.graph.edges), dtype=bool)
        inside[self.graph.tree.query(ring, predicate="contains")] = True
        far, _before = self.graph.reach([self.graph.nearest_node(place.at)], inside)
        linked = np.isfinite(far[self.graph.edges[:, 0]]) & inside
        crossings = np.unique(self.graph.edges[linked])
        gaps = shapely.distance(self.water, shapely.points(self.graph.nodes[crossings]))
        # A bridge is no place to dig.
        outlet = int(crossings[np.argmin(np.where(gaps < _DRY_M, np.inf, gaps))])
        far, before = self.graph.reach([outlet], linked)
        return _Fall(place, np.flatnonzero(linked), outlet, far, before)

    def _pumped(self, places: list[Settlement], falls: dict[str, _Fall]) -> dict[str, str]:
        """Choose the villages nearest to a bourg by road."""
        bourgs = [p for p in places if p.kind == "bourg"]
        ways = {b.name: self.graph.reach([falls[b.name].outlet])[0] for b in bourgs}
        nearest = sorted(
            (float(ways[b.name][falls[p.name].outlet]), p.name, b.name)
            for p in places
            for b in bourgs
            if p.kind == "village"
        )
        return {village: bourg for _metres, village, bourg in nearest[:PUMPED]}

    def _foul(self, fall: _Fall, *, pumped: bool) -> None:
        plant = self._end_of(fall, pumped=pumped)
        beyond = self._homes_beyond(fall)
        for edge in self._by_distance(fall):
            self._street(fall, edge, beyond, self._kind(fall, edge))
        if fall.place.commune == 0:
            self._overflow(fall)
        self._last_pipe(fall, plant)

    def _kind(self, fall: _Fall, edge: int) -> str:
        if fall.place.commune != 0:
            return FOUL
        away = self.graph.lines[edge].distance(fall.place.at)
        return COMBINED if away < COMBINED_WITHIN_M else FOUL

    def _end_of(self, fall: _Fall, *, pumped: bool) -> tuple[str, Point, float]:
        """Put the plant, or the pumps, between the outlet and the water."""
        outlet = Point(self.graph.nodes[fall.outlet])
        shore = nearest_points(self.water, outlet)[0]
        reach = min(0.55 * outlet.distance(shore), 90.0)
        at = LineString([outlet, shore]).interpolate(reach)
        level = round(float(self.rng.uniform(168, 214)), 2)
        self.lowest[fall.outlet] = round(level + 0.4 + 0.01 * reach, 2)
        code = f"{'PR' if pumped else 'STEP'}-{fall.place.commune + 1:02d}"
        self._structure(at, code, PUMPING if pumped else TREATMENT, FOUL, level)
        if not pumped:
            out = self._structure(
                shore, f"REJ-{fall.place.commune + 1:02d}", OUTFALL, FOUL, level - 1
            )
            self._pipe(LineString([at, shore]), code, out, FOUL, 300, 1996, (level, level - 1))
        return code, at, level

    def _last_pipe(self, fall: _Fall, plant: tuple[str, Point, float]) -> None:
        code, at, level = plant
        identifier, above = self._manhole(fall, fall.outlet, FOUL)
        line = LineString([self.graph.nodes[fall.outlet], at])
        self._pipe(line, identifier, code, FOUL, 300, 1996, (above, level))

    def _by_distance(self, fall: _Fall) -> list[int]:
        """Give the streets from the outlet outwards, so that each knows the level it falls to."""
        nearest = self.graph.edges[fall.edges]
        return [
            int(e) for e in fall.edges[np.argsort(fall.far[nearest].min(axis=1), kind="stable")]
        ]

    def _homes_beyond(self, fall: _Fall) -> Points:
        homes = np.zeros(len(self.graph.nodes))
        for edge in fall.edges:
            a, b = self.graph.edges[edge]
            homes[a if fall.far[a] > fall.far[b] else b] += self.homes[edge]
        for node in np.argsort(-np.where(np.isfinite(fall.far), fall.far, -1), kind="stable"):
            if fall.before[node] != NOWHERE:
                homes[fall.before[node]] += homes[node]
        return homes

    def _manhole(self, fall: _Fall, node: int, kind: str) -> tuple[str, float]:
        """Give the manhole of a crossing; the first one is just above the plant."""
        family = STORM if kind == STORM else FOUL
        known = self.manholes.get((family, node))
        if known is None:
            assert node == fall.outlet
            known = self._new_manhole(node, kind, self.lowest[node])
        return known

    def _new_manhole(self, node: int, kind: str, level: float) -> tuple[str, float]:
        family = STORM if kind == STORM else FOUL
        at = Point(self.graph.nodes[node])
        found = (self._shaft(translate(at, *_aside(kind)), kind, level), level)
        self.manholes[(family, node)] = found
        return found

    def _shaft(self, at: Point, kind: str, level: float) -> str:
        identifier = f"RV-{len(self.made.structures.rows) + 1:06d}"
        inlet = kind == STORM and self.rng.random() < 0.3
        return self._structure(at, identifier, INLET if inlet else MANHOLE, kind, level)

    def _street(self, fall: _Fall, edge: int, beyond: Points, kind: str) -> None:
        """Lay the pipes of a stretch, from its upper end to its lower one."""
        a, b = (int(n) for n in self.graph.edges[edge])
        line = self.graph.lines[edge]
        if fall.far[a] < fall.far[b]:
            a, b, line = b, a, shapely.reverse(line)
        low, level = self._manhole(fall, b, kind)
        family = STORM if kind == STORM else FOUL
        tree = fall.before[a] == b and (family, a) not in self.manholes
        slope = float(self.rng.uniform(0.004, 0.016))
        start = 0.0 if tree else min(_HEAD_M, line.length / 4)
        count = max(1, int(np.ceil((line.length - start) / BETWEEN_MANHOLES_M)))
        stops = np.linspace(start, line.length, count + 1)
        top = round(level + slope * (line.length - start), 2)
        if tree:
            upper = self._new_manhole(a, kind, top)[0]
        else:
            upper = self._shaft(translate(line.interpolate(start), *_aside(kind)), kind, top)
        size = next(mm for homes, mm in _SIZES if (beyond[a] if tree else 0) >= homes)
        size += {COMBINED: 200, STORM: 150, FOUL: 0}[kind]
        year = knowledge.laid_in(fall.place.at.distance(line) / 420, self.rng)
        homes = int(self.homes[edge]) if kind != STORM else 0
        for rank in range(count):
            last = rank == count - 1
            below = level if last else round(level + slope * (line.length - stops[rank + 1]), 2)
            part = translate(substring(line, stops[rank], stops[rank + 1]), *_aside(kind))
            end = Point(part.coords[-1])
            lower = low if last else self._shaft(end, kind, below)
            share = homes // count + (rank < homes % count)
            self._pipe(part, upper, lower, kind, size, year, (top, below), homes=share)
            upper, top = lower, below

    def _overflow(self, fall: _Fall) -> None:
        """Where the combined sewers of the middle leave it, rain that is too much goes out."""
        ends = {tuple(sorted(self.graph.edges[e].tolist())): int(e) for e in fall.edges}
        lowest = self.graph.nearest_node(fall.place.at)
        while fall.before[lowest] != NOWHERE:
            below = int(fall.before[lowest])
            if self._kind(fall, ends[tuple(sorted((lowest, below)))]) != COMBINED:
                break
            lowest = below
        identifier, level = self._manhole(fall, lowest, COMBINED)
        row = next(r for r in self.made.structures.rows if r["idouvrage"] == identifier)
        row["fnouvass"], row["typreseau"] = OVERFLOW, COMBINED
        at = Point(self.graph.nodes[lowest])
        shore = self._bank(at, 6.0)
        out = self._structure(shore, "REJ-DO-01", OUTFALL, COMBINED, level - 2)
        self._pipe(
            LineString([at, shore]), identifier, out, COMBINED, 600, 1988, (level, level - 2)
        )

    def _rising_main(self, fall: _Fall, bourg: _Fall) -> None:
        """Push the water of a village along the roads to the nearest manhole of a bourg."""
        served = [n for (family, n) in self.manholes if family == FOUL]
        ours = [n for n in served if np.isfinite(bourg.far[n])]
        _far, before = self.graph.reach(ours)
        ends = {(int(a), int(b)): e for e, (a, b) in enumerate(self.graph.edges)}
        ends |= {(b, a): e for (a, b), e in ends.items()}
        here, parts = fall.outlet, []
        while before[here] != NOWHERE:
            there = int(before[here])
            parts.append(self.graph.lines[ends[(here, there)]])
            here = there
        way = linemerge(parts) if len(parts) > 1 else parts[0]
        code = f"PR-{fall.place.commune + 1:02d}"
        made = self.made.structures
        rank = next(i for i, row in enumerate(made.rows) if row["idouvrage"] == code)
        pumps, stands = made.rows[rank], made.shapes[rank]
        start = Point(self.graph.nodes[fall.outlet])
        if Point(way.coords[0]).distance(start) > Point(way.coords[-1]).distance(start):
            way = shapely.reverse(way)
        line = LineString([stands.coords[0], *way.coords])
        target, _level = self.manholes[(FOUL, here)]
        self._pipe(line, code, target, FOUL, 90, 2009, None, forced=True)
        into = next(r["idcana"] for r in self.made.pipes.rows if r["idnterm"] == code)
        pumps["idcanamont"], pumps["idcanaval"] = into, self.made.pipes.rows[-1]["idcana"]

    def _storm(self, fall: _Fall) -> None:
        """Lay pipes for rain beside the foul ones, outside the combined middle."""
        first = self._new_manhole(fall.outlet, STORM, self.lowest[fall.outlet])
        for edge in self._by_distance(fall):
            near = min(self.graph.edges[edge], key=lambda n: fall.far[n])
            served = (STORM, int(near)) in self.manholes
            if served and self._kind(fall, edge) == FOUL and self.rng.random() < 0.98:
                self._street(fall, edge, np.zeros(len(self.graph.nodes)), STORM)
        at = translate(Point(self.graph.nodes[fall.outlet]), *_STORM_ASIDE_M)
        shore = self._bank(at, 3.0)
        identifier, level = first
        code = f"REJ-EP-{fall.place.commune + 1:02d}"
        out = self._structure(shore, code, OUTFALL, STORM, level - 1)
        self._pipe(LineString([at, shore]), identifier, out, STORM, 500, 1994, (level, level - 1))

    def _bank(self, at: Point, before_m: float) -> Point:
        """Give the place where a pipe comes out, some metres before the water."""
        way = LineString([at, nearest_points(self.water, at)[0]])
        return way.interpolate(max(way.length - before_m, way.length / 2))

    def _structure(self, at: Point, identifier: str, role: str, kind: str, level: float) -> str:
        place = knowledge.precision(int(self.rng.integers(1970, 2024)), self.rng)
        self.made.structures.add(
            at,
            idouvrage=identifier,
            typreseau=kind,
            fnouvass=role,
            z=round(level, 2),
            qualglocxy=place,
            qualglocz=place,
            qualannee="00",
            **self._whose(),
        )
        return identifier

    def _pipe(
        self, line: LineString, first: str, last: str, kind: str, size: int, year: int,
        levels: tuple[float, float] | None, *, homes: int = 0, forced: bool = False,
    ) -> None:  # fmt: skip
        material = "18" if forced else knowledge.material_of(year, self.rng, sewer=True)
        top, below = levels or (None, None)
        self.made.pipes.add(
            line,
            idcana=f"{'R' if forced else 'G'}-{len(self.made.pipes.rows) + 1:06d}",
            enservice=YES,
            branchemnt=NO,
            typreseau=kind,
            diametre=size,
            modecirc="02" if forced else "01",
            contcanass=kind,
            fonccanass="01" if forced else "02",
            idnini=first,
            idnterm=last,
            zamont=top,
            zaval=below,
            sensecoul="1",
            longcana=max(round(line.length), 1),
            nbranche=homes,
            **(self._whose() | knowledge.told(year, material, self.rng)),
        )

    @staticmethod
    def _whose() -> dict[str, object]:
        return {"mouvrage": OWNER, "gexploit": OPERATOR, "datemaj": date(2024, 11, 15)}


def _aside(kind: str) -> tuple[float, float]:
    return _STORM_ASIDE_M if kind == STORM else (0.0, 0.0)
