"""Mistakes that real files have, put where they can be told: each is listed with its elements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from shapely import Point
from shapely.ops import substring

from terrier.demonstration.ground import stream
from terrier.demonstration.networks.rows import NO, Layer, Row
from terrier.demonstration.networks.sewer import FOUL, MANHOLE, Sewer
from terrier.demonstration.networks.water import Water

SHORT_M = 0.4
"""By how much a line misses the node that it should reach."""
NOT_YET = "2062"
OUT_OF_LIST = "FONTE"


@dataclass(frozen=True)
class Mistake:
    """One kind of mistake, and the elements that have it."""

    kind: str
    layer: str
    identifiers: tuple[str, ...]


def into_water(water: Water, seed: int) -> tuple[Mistake, ...]:
    """Put mistakes into the drinking-water network, in place."""
    rng = stream(seed, "water mistakes")
    mains = [
        i for i, row in enumerate(water.pipes.rows)
        if row["branchemnt"] == NO and water.pipes.shapes[i].length > 40 and row["anfinpose"]
    ]  # fmt: skip
    picked = iter(rng.choice(mains, 22, replace=False).tolist())

    def some(count: int, spoil: Callable[[int], None]) -> tuple[str, ...]:
        return tuple(_spoilt(water.pipes, next(picked), spoil) for _ in range(count))

    def write(**values: str) -> Callable[[int], None]:
        return lambda i: water.pipes.rows[i].update(values)

    pipes = water.pipes.name
    return (
        Mistake("near miss", pipes, some(6, lambda i: _shorten(water.pipes, i))),
        Mistake("laid in the future", pipes, some(3, write(anfinpose=NOT_YET))),
        Mistake("period reversed", pipes, some(2, write(andebpose="1999", anfinpose="1971"))),
        Mistake("code out of the list", pipes, some(4, write(materiau=OUT_OF_LIST))),
        Mistake("drawn twice", pipes, _twice(water.pipes, [next(picked) for _ in range(3)])),
        Mistake("valve on no pipe", water.fittings.name, _lost_valves(water, rng)),
    )


def into_sewer(sewer: Sewer, seed: int) -> tuple[Mistake, ...]:
    """Put mistakes into the sewer network, in place."""
    rng = stream(seed, "sewer mistakes")
    rows = sewer.pipes.rows
    falling = [i for i, r in enumerate(rows) if r["zamont"] and r["zamont"] - r["zaval"] > 0.15]
    picked = rng.choice(falling, 8, replace=False).tolist()
    pipes, structures = sewer.pipes.name, sewer.structures.name
    reversed_ = tuple(_spoilt(sewer.pipes, i, lambda i: _reverse(rows[i])) for i in picked[:5])
    future = tuple(
        _spoilt(sewer.pipes, i, lambda i: rows[i].update(anfinpose=NOT_YET)) for i in picked[5:]
    )
    shafts = [i for i, r in enumerate(sewer.structures.rows) if r["fnouvass"] == MANHOLE]
    doubled = rng.choice(shafts, 2, replace=False).tolist()
    twice = _twice(sewer.structures, doubled)
    island, lone = _island(sewer)
    return (
        Mistake("slope reversed", pipes, reversed_),
        Mistake("laid in the future", pipes, future),
        Mistake("manhole twice", structures, twice),
        Mistake("island", pipes, island),
        Mistake("manhole on no pipe", structures, lone),
    )


def _spoilt(layer: Layer, rank: int, spoil: Callable[[int], None]) -> str:
    spoil(rank)
    return str(layer.rows[rank][layer.columns[0]])


def _shorten(layer: Layer, rank: int) -> None:
    line = layer.shapes[rank]
    layer.shapes[rank] = substring(line, 0, line.length - SHORT_M)


def _reverse(row: Row) -> None:
    row["zamont"], row["zaval"] = row["zaval"], row["zamont"]


def _twice(layer: Layer, ranks: list[int]) -> tuple[str, ...]:
    identifier = layer.columns[0]
    copies = []
    for rank in ranks:
        copy = {**layer.rows[rank], identifier: f"{layer.rows[rank][identifier]}-bis"}
        layer.add(layer.shapes[rank], **copy)
        copies.append(copy[identifier])
    return tuple(copies)


def _lost_valves(water: Water, rng: Generator) -> tuple[str, ...]:
    """Put valves in the fields, where somebody clicked beside."""
    pipes = shapely.STRtree(water.pipes.shapes)
    model = next(r for r in water.fittings.rows if r["fnappaep"] == "03")
    lost = []
    while len(lost) < 3:
        near = water.fittings.shapes[int(rng.integers(len(water.fittings.shapes)))]
        at = Point(near.x + float(rng.uniform(40, 90)), near.y + float(rng.uniform(40, 90)))
        if water.pipes.shapes[pipes.nearest(at)].distance(at) > 25:
            lost.append(f"A-PERDUE-{len(lost) + 1}")
            water.fittings.add(at, **{**model, "idappareil": lost[-1], "idcanppale": None})
    return tuple(lost)


def _field(lines: list[shapely.Geometry]) -> tuple[float, float]:
    """Find the place of the territory that is farthest from every pipe, on a coarse grid."""
    land = shapely.convex_hull(shapely.multilinestrings(lines)).buffer(-2500)
    west, south, east, north = land.bounds
    xs, ys = np.meshgrid(np.arange(west, east, 500), np.arange(south, north, 500))
    inside = shapely.contains_xy(land, xs.ravel(), ys.ravel())
    spots = shapely.points(xs.ravel()[inside], ys.ravel()[inside])
    tree = shapely.STRtree(lines)
    _pairs, gaps = tree.query_nearest(spots, return_distance=True, all_matches=False)
    at = spots[int(np.argmax(gaps))]
    return at.x, at.y


def _island(sewer: Sewer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draw two pipes and three manholes that nothing joins, and a manhole alone."""
    x, y = _field(sewer.pipes.shapes)
    spots = [Point(x + 45 * n, y + 8 * n) for n in range(4)]
    model = next(r for r in sewer.structures.rows if r["fnouvass"] == MANHOLE)
    names = [f"RV-ISOLE-{n + 1}" for n in range(4)]
    for n, (at, name) in enumerate(zip(spots, names, strict=True)):
        level = 231.5 - 0.4 * n
        sewer.structures.add(at, **{**model, "idouvrage": name, "z": level, "typreseau": FOUL})
    line = next(r for r in sewer.pipes.rows if r["typreseau"] == FOUL and r["zamont"])
    made = []
    for n in range(2):
        made.append(f"G-ISOLE-{n + 1}")
        levels = {"zamont": 231.5 - 0.4 * n, "zaval": 231.1 - 0.4 * n}
        ends = {"idnini": names[n], "idnterm": names[n + 1], "nbranche": 0, "longcana": 46}
        shape = shapely.LineString([spots[n], spots[n + 1]])
        sewer.pipes.add(shape, **{**line, "idcana": made[-1], **levels, **ends})
    return tuple(made), (names[3],)
