"""Drinking water: reservoirs, mains along the streets, valves, hydrants, connections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.ops import substring

from terrier.demonstration.ground import Points, stream
from terrier.demonstration.networks import knowledge, rows
from terrier.demonstration.networks.rows import NO, OPERATOR, OWNER, YES, Layer
from terrier.demonstration.networks.street_graph import NOWHERE, StreetGraph, of_seed
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import TODAY

RESERVOIRS = 8
_SIZES = ((900, 250), (420, 200), (190, 150), (80, 125), (25, 100), (8, 80), (0, 63))
"""Homes beyond a pipe, and the diameter that serves them (mm)."""
_VALVE_M = 2.0
"""Valves stand this far from the crossing whose branch they close."""
_STATES = ("ouverte", "inconnu", "hors service")
_SHARES = (0.78, 0.14, 0.08)
_FIRST_REPAIR = date(2009, 1, 5)
_FRAGILE = {"12": 5.0, "02": 3.0, "24": 4.0, "27": 1.2, "18": 0.6, "11": 0.5}
"""How often old materials break beside the others; codes of RAEPA `materiau`."""
_FAILURES = ("01", "02", "03", "04", "05", "06")


@dataclass(frozen=True)
class Water:
    """The four layers of the network."""

    pipes: Layer
    fittings: Layer
    structures: Layer
    repairs: Layer


def draw(territory: Territory) -> Water:
    """Draw the network of the whole territory, without a mistake."""
    return _Drawing(territory, of_seed(territory.seed)).drawn()


class _Drawing:
    """The network while it is drawn; crossings and stretches are those of the street graph."""

    def __init__(self, territory: Territory, graph: StreetGraph) -> None:
        self.territory, self.graph = territory, graph
        self.rng = stream(territory.seed, "water network")
        self.made = Water(
            Layer("RAEPA_CANALAEP_L", rows.WATER_PIPES),
            Layer("RAEPA_APPARAEP_P", rows.WATER_FITTINGS),
            Layer("RAEPA_OUVRAEP_P", rows.WATER_STRUCTURES),
            Layer("RAEPA_REPARAEP_P", rows.REPAIRS),
        )
        self.doors = self._doors()
        self.sources = self._sources()
        self.far, self.before = graph.reach(self.sources)
        self.laid = self._laid()
        self.homes = self._homes_beyond()
        centres = shapely.STRtree([place.at for place in territory.places])
        _pairs, self.aside = centres.query_nearest(
            graph.lines, return_distance=True, all_matches=False
        )
        """Metres from each stretch to the middle of the nearest place."""
        self.node_ids: dict[int, str] = {}
        self.stretches: dict[int, list[tuple[float, float, str]]] = {}
        """Pipes of each stretch: from, to (metres along it), identifier."""

    def drawn(self) -> Water:
        self._structures()
        degree = np.bincount(self.graph.edges[self.laid].ravel(), minlength=len(self.graph.nodes))
        for edge in np.flatnonzero(self.laid):
            self._mains(int(edge), degree)
        self._joints(degree)
        self._along()
        self._connections()
        self._repairs()
        return self.made

    def _doors(self) -> list[tuple[int, Point, int]]:
        """Give each building that has a tap: its homes, its door and its nearest stretch."""
        first = {a.building: a for a in reversed(self.territory.addresses)}
        doors = [(max(a.homes, 1), a.at) for _building, a in sorted(first.items())]
        nearest = self.graph.tree.nearest([at for _homes, at in doors])
        return [(h, at, int(e)) for (h, at), e in zip(doors, nearest, strict=True)]

    def _sources(self) -> list[int]:
        """Choose the crossings below the reservoirs: in the largest places, far from each other."""
        places = sorted(self.territory.places, key=lambda p: -p.population)[:24]
        chosen = [places[0]]
        while len(chosen) < RESERVOIRS:
            gaps = [min(p.at.distance(c.at) for c in chosen) for p in places]
            chosen.append(places[int(np.argmax(gaps))])
        return [self.graph.nearest_node(place.at) for place in chosen]

    def _laid(self) -> NDArray[np.bool_]:
        """Choose the stretches with a pipe: those with buildings, and the way to them."""
        edges = self.graph.edges
        laid = np.zeros(len(edges), dtype=bool)
        laid[[edge for _homes, _at, edge in self.doors]] = True
        by_ends = {}
        for rank in np.argsort(-self.graph.lengths, kind="stable"):
            a, b = edges[rank]
            by_ends[(int(a), int(b))] = by_ends[(int(b), int(a))] = int(rank)
        for node in np.unique(edges[laid]):
            here = int(node)
            while self.before[here] != NOWHERE:
                there = int(self.before[here])
                laid[by_ends[(here, there)]] = True
                here = there
        return laid

    def _homes_beyond(self) -> Points:
        """Count the homes that each crossing feeds, from the farthest inwards."""
        homes = np.zeros(len(self.graph.nodes))
        for count, _at, edge in self.doors:
            a, b = self.graph.edges[edge]
            homes[a if self.far[a] > self.far[b] else b] += count
        for node in np.argsort(-self.far, kind="stable"):
            if self.before[node] != NOWHERE:
                homes[self.before[node]] += homes[node]
        return homes

    def _structures(self) -> None:
        for rank, node in enumerate(self.sources, start=1):
            x, y = self.graph.nodes[node]
            at = Point(x + 38, y + 51)
            year = str(int(self.rng.integers(1952, 1991)))
            height = round(float(self.rng.uniform(215, 330)), 2)
            about = {"qualglocxy": "01", "qualglocz": "02", "anfinpose": year, "andebpose": year}
            self.made.structures.add(
                at, idouvrage=f"RES-{rank:02d}", fnouvaep="03", z=height, **self._whose(), **about
            )
            self._pipe(LineString([at, (x, y)]), f"RES-{rank:02d}", self._node(node), 250, 1968)
        x, y = self.graph.nodes[self.sources[0]]
        spring, works = Point(x - 420, y + 365), Point(x - 60, y + 240)
        known = {"qualglocxy": "02", "qualglocz": "03"} | self._whose()
        self.made.structures.add(spring, idouvrage="CAP-01", fnouvaep="05", z=176.4, **known)
        self.made.structures.add(works, idouvrage="STA-01", fnouvaep="02", z=181.2, **known)
        self._pipe(LineString([spring, works]), "CAP-01", "STA-01", 250, 1974)
        self.made.pipes.rows[-1] |= {"contcanaep": "01", "fonccanaep": "01"}
        reservoir = self.made.structures.shapes[0]
        self._pipe(LineString([works, reservoir]), "STA-01", "RES-01", 250, 1974)

    def _node(self, node: int) -> str:
        return self.node_ids.setdefault(node, f"N-{len(self.node_ids) + 1:05d}")

    def _mains(self, edge: int, degree: NDArray[np.int64]) -> None:
        """Lay the pipe of a stretch, cut at the valves beside its crossings."""
        a, b = (int(n) for n in self.graph.edges[edge])
        line, length = self.graph.lines[edge], float(self.graph.lengths[edge])
        if self.far[a] > self.far[b]:
            a, b, line = b, a, shapely.reverse(line)
        tree = self.before[b] == a
        beyond = self.homes[b] if tree else 4
        size = next(mm for homes, mm in _SIZES if beyond >= homes)
        year = knowledge.laid_in(self.aside[edge] / 420, self.rng)
        cuts = [
            (at, self._valve(line.interpolate(at), size, closed=not tree and at < length / 2))
            for at, node in ((_VALVE_M, a), (length - _VALVE_M, b))
            if length > 4 * _VALVE_M and degree[node] > 2 and self.rng.random() < 0.6
        ]
        stops = [(0.0, self._node(a)), *cuts, (length, self._node(b))]
        self.stretches[edge] = []
        backwards = line is not self.graph.lines[edge]
        for (start, first), (end, last) in pairwise(stops):
            pipe = self._pipe(substring(line, start, end), first, last, size, year)
            span = (length - end, length - start) if backwards else (start, end)
            self.stretches[edge].append((*span, pipe))

    def _pipe(
        self, line: LineString, first: str, last: str, size: int, year: int, *, home: str = ""
    ) -> str:
        identifier = f"{'B' if home else 'C'}-{len(self.made.pipes.rows) + 1:06d}"
        material = (
            ("16" if year < 1995 else "18") if home else knowledge.material_of(year, self.rng)
        )
        self.made.pipes.add(
            line,
            idcana=identifier,
            enservice=YES,
            branchemnt=YES if home else NO,
            diametre=size,
            modecirc="02",
            contcanaep="02",
            fonccanaep="02" if size < 200 else "01",
            idnini=first,
            idnterm=last,
            idcanppale=home or None,
            profgen=round(float(self.rng.normal(1.05, 0.12)), 2),
            longcana=max(round(line.length), 1),
            **self._whose(),
            **knowledge.told(year, material, self.rng),
        )
        return identifier

    def _valve(self, at: Point, size: int, *, closed: bool) -> str:
        state = str(self.rng.choice(_STATES, p=_SHARES))
        if closed and self.rng.random() < 0.35:
            state = "fermée"
        return self._fitting(at, "03", diametre=size, etatvanne=state)

    def _fitting(self, at: Point, kind: str, *, identifier: str = "", **more: object) -> str:
        identifier = identifier or f"A-{len(self.made.fittings.rows) + 1:06d}"
        place = knowledge.precision(int(self.rng.integers(1960, 2024)), self.rng)
        about = {"qualglocxy": place, "qualglocz": "03", "qualannee": "00"}
        self.made.fittings.add(
            at, idappareil=identifier, fnappaep=kind, **self._whose(), **about, **more
        )
        return identifier

    def _joints(self, degree: NDArray[np.int64]) -> None:
        """Put a fitting where pipes meet: a tee, or what ends a street."""
        ends = ("04", "06", "99")
        for node, identifier in self.node_ids.items():
            last = degree[node] == 1 and node not in self.sources
            kind = str(self.rng.choice(ends, p=(0.6, 0.25, 0.15))) if last else "99"
            self._fitting(Point(self.graph.nodes[node]), kind, identifier=identifier)

    def _along(self) -> None:
        """Put hydrants in the streets and air valves on the long stretches between places."""
        built = np.bincount([e for _h, _at, e in self.doors], minlength=len(self.graph.edges))
        for edge, pipes in self.stretches.items():
            length, middle = float(self.graph.lengths[edge]), self.graph.lengths[edge] / 2
            pipe = next(p for start, end, p in pipes if start <= middle <= end)
            at = self.graph.lines[edge].interpolate(middle)
            if built[edge] >= 4 and length > 110:
                self._fitting(at, "06", diametre=100, idcanppale=pipe)
            elif length > 600:
                self._fitting(at, "02", diametre=40, idcanppale=pipe)

    def _connections(self) -> None:
        rows_of = {row["idcana"]: row for row in self.made.pipes.rows}
        for homes, door, edge in self.doors:
            line = self.graph.lines[edge]
            along = line.project(door)
            pipe = next(p for start, end, p in self.stretches[edge] if start <= along <= end)
            tap = line.interpolate(along)
            first = self._fitting(tap, "01", diametre=32, idcanppale=pipe)
            last = self._fitting(door, "07", diametre=15 if homes == 1 else 30)
            main = rows_of[pipe]
            main["nbranche"] = (main["nbranche"] or 0) + 1
            year = int(self.rng.integers(1968, knowledge.NEWEST + 1))
            self._pipe(LineString([tap, door]), first, last, 32, year, home=pipe)

    def _repairs(self) -> None:
        """Draw the breaks since 2009: the longer and the more brittle, the more often."""
        mains = [i for i, r in enumerate(self.made.pipes.rows) if r["branchemnt"] == NO]
        shapes = [self.made.pipes.shapes[i] for i in mains]
        fragile = [_FRAGILE.get(self.made.pipes.rows[i]["materiau"], 1.5) for i in mains]
        weights = shapely.length(shapes) * fragile
        days = (TODAY - _FIRST_REPAIR).days
        for rank, pick in enumerate(
            self.rng.choice(len(mains), 240, p=weights / weights.sum()), start=1
        ):
            at = shapes[pick].interpolate(self.rng.random(), normalized=True)
            aside = self.rng.normal(0, 1.2, 2)
            self.made.repairs.add(
                Point(at.x + aside[0], at.y + aside[1]),
                idrepar=f"R-{rank:04d}",
                supprepare=rows.PIPE,
                defreparee=str(self.rng.choice(_FAILURES)),
                idsuprepar=self.made.pipes.rows[mains[pick]]["idcana"],
                daterepar=_FIRST_REPAIR + timedelta(days=int(self.rng.integers(days))),
                mouvrage=OWNER,
            )

    @staticmethod
    def _whose() -> dict[str, str]:
        return {"mouvrage": OWNER, "gexploit": OPERATOR}
