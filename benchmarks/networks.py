"""`networks`: what to close on BWSN-2, and all its segments; `wntr` and pgRouting beside it."""

from __future__ import annotations

import importlib.util
import statistics
import time
import warnings
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import shapely

from benchmarks import postgis
from benchmarks.figures import Run
from terrier.domain.topology.elements import Elements, Frame, ValveState
from terrier.domain.topology.graph import Graph, build
from terrier.domain.topology.isolation import isolate
from terrier.domain.topology.segments import segment, valve_criticality

TITLE = "A network of 14 831 pipes: what to close, and every segment"
SHARE, INOPERABLE = 0.10, 0.20
"""Of the ends of pipes that bear a valve; of these valves."""
CLOSURES = 1000
EXACT = 1e-6
"""The coordinates of EPANET files are in no unit: every point is where it says."""


def measure(run: Run) -> None:
    """Close leaks all over BWSN-2, find all segments; then the peers, on the same graph."""
    if importlib.util.find_spec("wntr") is None or importlib.util.find_spec("epyt") is None:
        raise SystemExit("wntr and epyt bring the networks: pip install -e .[dev]")
    network = _read("epyt", "networks/asce-tf-wdst/BWSN_Network_2.inp")
    elements = _elements(network, _valves(network, SHARE, INOPERABLE))
    start = time.perf_counter()
    graph = build(elements, tolerance_m=EXACT)
    note = f"{len(elements.pipes):,} pipes, {len(graph.gate_ref):,} valves"
    run.add(
        "BWSN-2: the graph, built once per version", time.perf_counter() - start, "s", note=note
    )
    times = _closures(run, graph)
    _unsure(run, graph)
    seconds, found = _timed(lambda: segment(graph))
    note = f"{len(found):,} segments"
    run.add("All segments, each with its criticality", seconds, "s", most=1, note=note)
    seconds, valves = _timed(lambda: valve_criticality(graph))
    run.add("Criticality of every valve", seconds, "s", note=f"{len(valves.gate):,} valves")
    _pgrouting(run, graph, times)
    _wntr(run)


def _closures(run: Run, graph: Graph) -> list[float]:
    pipes, times, longest = graph.pieces.count, [], 0
    for edge in Random(3).sample(range(pipes), CLOSURES):
        seconds, found = _best(lambda edge=edge: isolate(graph, [edge]))
        times.append(1000 * seconds)
        longest = max(longest, len(found.to_close))
    run.detail["closures_ms"] = times
    note = f"{CLOSURES} leaks, each the best of 3; up to {longest} valves to close"
    run.add("A closure, median", statistics.median(times), "ms", note=note)
    run.add("A closure, the slowest", max(times), "ms", most=50)
    return times


def _unsure(run: Run, graph: Graph) -> None:
    """Close with half of the usable valves of unknown state: each brings its fallback."""
    chance = Random(5)
    usable = graph.gate_ref[graph.gate_state != ValveState.INOPERABLE]
    unsure = graph.with_states({ref: ValveState.UNKNOWN for ref in usable if chance.random() < 0.5})
    times, most = [], 0
    for edge in chance.sample(range(graph.pieces.count), CLOSURES // 5):
        seconds, found = _best(lambda edge=edge: isolate(unsure, [edge]))
        times.append(1000 * seconds)
        most = max(most, sum(closing.fallback is not None for closing in found.to_close))
    note = f"up to {most} fallbacks"
    run.add("With half of the states unknown, median", statistics.median(times), "ms", note=note)
    run.add("With half of the states unknown, the slowest", max(times), "ms")


def _best(work: Any) -> tuple[float, Any]:
    """Do a work three times: the best tells the work from what else the machine does."""
    return min((_timed(work) for _ in range(3)), key=lambda told: told[0])


def _timed(work: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _wntr(run: Run) -> None:
    """Divide Net6 into segments, both ways, with the same valves."""
    import wntr

    network = _read("wntr", "library/networks/Net6.inp")
    valves = _valves(network, SHARE, 0)
    # The peer knows pipes and valves: no pump, check valve or closed pipe divides a network.
    graph = build(_elements(network, valves, plain=True), tolerance_m=EXACT)
    ours, found = _timed(lambda: segment(graph))
    layer = [(v["link"], v["node"]) for v in valves]
    import pandas as pd

    table = pd.DataFrame(layer, columns=["link", "node"])
    directed = network.to_graph()
    theirs, told = _timed(lambda: wntr.metrics.valve_segments(directed, table))
    same = _same_division(graph, found.of_edge, told[1])
    note = f"{len(network.link_name_list):,} pipes, {len(valves)} valves; criticality included"
    run.add("Net6: all segments", ours, "s", note=note)
    note = "the same division" if same else "**another division**"
    run.add("Net6: wntr's valve_segments", theirs, "s", note=note)
    run.add("Compared with wntr", theirs / ours, "×")


def _same_division(graph: Graph, ours: Any, theirs: Any) -> bool:
    """Compare the parts of both divisions, by the longest piece of every pipe."""
    pairs = set()
    for name, label in theirs.items():
        edges = graph.edges_of(f"p/{name}")
        pairs.add((int(ours[edges[np.argmax(graph.pieces.length_m[edges])]]), int(label)))
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _pgrouting(run: Run, graph: Graph, times: list[float]) -> None:
    """Ask pgRouting for the zones of the same leaks: what is connected, usable valves closed."""
    if postgis.missing_extension("pgrouting"):
        run.detail["peers"] = "pgRouting is not installed (postgresql-15-pgrouting)"
        print(f"peer left out: {run.detail['peers']}")
        return
    import psycopg

    joined = np.flatnonzero((graph.gate < 0) | (graph.blocks.of_edge >= 0))
    with postgis.cluster() as database, psycopg.connect(database, autocommit=True) as target:
        target.execute("CREATE EXTENSION pgrouting CASCADE")
        target.execute("CREATE TABLE e (id bigint, source bigint, target bigint, cost float)")
        with target.cursor().copy("COPY e FROM STDIN") as copy:
            for edge in joined:
                copy.write_row((int(edge), int(graph.start[edge]), int(graph.end[edge]), 1.0))
        asked, spent = Random(3).sample(range(graph.pieces.count), 20), []
        question = (
            "SELECT count(*) FROM pgr_drivingDistance('SELECT id, source, target, cost FROM e', "
            "%s::bigint, 1e9, false)"
        )
        for edge in asked:
            start = time.perf_counter()
            target.execute(question, [int(graph.start[edge])]).fetchone()
            spent.append(1000 * (time.perf_counter() - start))
    run.detail["pgrouting_ms"] = spent
    middle = statistics.median(spent)
    note = "the zone alone: neither valves nor what is cut besides"
    run.add("pgRouting: the zone of a leak, median", middle, "ms", note=note)
    run.add("Compared with pgRouting", middle / statistics.median(times), "×")


def _read(package: str, name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wntr

        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        return wntr.network.WaterNetworkModel(str(Path(spec.origin).parent / name))


def _valves(network: Any, share: float, inoperable: float) -> list[dict[str, Any]]:
    """Put valves at some ends of pipes, a hundredth of the pipe away from the node."""
    chance, found = Random(11), []
    for name, link in network.pipes():
        for node, at in ((link.start_node_name, 0.01), (link.end_node_name, 0.99)):
            if chance.random() < share:
                state = "inoperable" if chance.random() < inoperable else "open"
                found.append({"link": name, "node": node, "at": at, "state": state})
    return found


def _elements(network: Any, valves: list[dict[str, Any]], plain: bool = False) -> Elements:
    kinds = {"Reservoir": "source", "Tank": "tank", "Junction": "junction"}
    at = {name: node.coordinates for name, node in network.nodes()}
    links = dict(network.links())
    lines = {name: shapely.LineString([at[x.start_node_name], *x.vertices, at[x.end_node_name]])
             for name, x in links.items()}  # fmt: skip
    devices = {name: None if plain else _device(link) for name, link in links.items()}
    pipes = Frame(
        _objects(f"p/{name}" for name in links),
        _objects(lines.values()),
        {
            "identifier": _objects(links),
            "start_node": _objects(link.start_node_name for link in links.values()),
            "end_node": _objects(link.end_node_name for link in links.values()),
            "length_m": np.array([getattr(link, "length", 1.0) for link in links.values()]),
            "device": _objects(devices.values()),
        },
    )
    places = [lines[v["link"]].interpolate(v["at"], normalized=True) for v in valves]
    nodes = Frame(
        _objects([*(f"n/{n}" for n in at), *(f"v/{v['link']}/{v['at']}" for v in valves)]),
        _objects([*map(shapely.Point, at.values()), *places]),
        {
            "identifier": _objects([*at, *(None for _ in valves)]),
            "kind": _objects([*(kinds[n.node_type] for _, n in network.nodes()),
                              *("valve" for _ in valves)]),
            "state": _objects([*(None for _ in at), *(v["state"] for v in valves)]),
            "pipe": _objects([*(None for _ in at), *(v["link"] for v in valves)]),
        },
    )  # fmt: skip
    return Elements(pipes, nodes)


def _device(link: Any) -> str | None:
    if link.link_type == "Pipe":
        return "check_valve" if link.check_valve else None
    return {"Pump": "pump", "Valve": "regulator"}[link.link_type]


def _objects(values: Any) -> Any:
    listed = list(values)
    found = np.empty(len(listed), dtype=object)
    found[:] = listed
    return found
