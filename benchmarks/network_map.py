"""`network_map`: the map of 300 000 pipes tile by tile, and what a process pays to hold them."""

from __future__ import annotations

import math
import resource
import time

from benchmarks.figures import Run
from benchmarks.underground import CRS, HIGH, MAPPING, SOUTH, WEST, WIDE, to_degrees, written
from terrier.domain.topology.graph import build
from terrier.lake.networks import tiles
from terrier.lake.networks.reading import read_elements

TITLE = "A network of 300 000 pipes: its map, and its graph"
ZOOMS = range(9, 18)
ACROSS = 5
"""Tiles of each zoom, from one end of the network to the other."""
MEBI = 1 << 20


def measure(run: Run) -> None:
    """Draw tiles that nobody asked for before, then read the network and build its graph."""
    relation = written()
    relations = {"pipes": relation}
    tiles.network_tile(relations, MAPPING, (0, 0, 0))
    for zoom in ZOOMS:
        times, weights, generalised = [], [], 0
        for address in _addresses(zoom):
            began = time.perf_counter()
            found = tiles.network_tile(relations, MAPPING, address)
            times.append((time.perf_counter() - began) * 1000)
            weights.append(len(found.data))
            generalised += found.generalised
        note = f"{len(times)} tiles, {max(weights) / 1024:,.0f} kB at most"
        run.add(
            f"Zoom {zoom}: the slowest tile", max(times), "ms",
            note=f"{note}, {generalised} say that they generalise" if generalised else note,
        )  # fmt: skip
    before = _resident()
    began = time.perf_counter()
    elements = read_elements(relations, MAPPING, CRS)
    run.add("From the lake to memory", time.perf_counter() - began, "s",
            note=f"{len(elements.pipes):,} pipes")  # fmt: skip
    began = time.perf_counter()
    build(elements)
    run.add("The graph", time.perf_counter() - began, "s")
    run.add("Memory that all this took, at its worst", (_resident() - before) / MEBI, "MB")


def _addresses(zoom: int) -> list[tuple[int, int, int]]:
    """Give the tiles on the diagonal of the network, each once."""
    shares = [(rank + 0.5) / ACROSS for rank in range(ACROSS)]
    places = [to_degrees.transform(WEST + WIDE * s, SOUTH + HIGH * s) for s in shares]
    return list(dict.fromkeys((zoom, *_cell(zoom, *place)) for place in places))


def _cell(zoom: int, longitude: float, latitude: float) -> tuple[int, int]:
    north = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return int((longitude / 360 + 0.5) * 2**zoom), int((1 - north) / 2 * 2**zoom)


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
