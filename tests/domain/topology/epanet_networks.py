"""EPANET networks as elements, and EPANET itself, through `wntr`, as the judge of a closure."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely

from terrier.domain.topology.elements import Elements
from tests.domain.topology.handing_over import frame

LEAK_M3_S = 0.005
"""Drawn where there is pressure for it; EPANET's own leaks let water in below nought."""


def wntr() -> Any:
    """Import the peer, or leave the test out."""
    if find_spec("wntr") is None:
        pytest.skip("wntr is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wntr

    return wntr


def read(name: str) -> Any:
    """Read a network of `wntr`'s library, or else of `epyt`'s, without its controls."""
    folders = [Path(wntr().__file__).parent / "library/networks"]
    if (epyt := find_spec("epyt")) is not None and epyt.origin:
        folders.append(Path(epyt.origin).parent / "networks/asce-tf-wdst")
    file = next((f / f"{name}.inp" for f in folders if (f / f"{name}.inp").exists()), None)
    if file is None:
        pytest.skip(f"{name} is in epyt, which is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = wntr().network.WaterNetworkModel(str(file))
    for control in list(network.control_name_list):
        network.remove_control(control)
    _give_curves(network)
    network.options.time.duration = 0
    hydraulic = network.options.hydraulic
    hydraulic.demand_model, hydraulic.minimum_pressure = "PDA", 0.0
    hydraulic.accuracy, hydraulic.trials = 1e-4, 200
    # Hardly any loss of head: who has no pressure then is not fed.
    hydraulic.demand_multiplier *= 0.2
    hydraulic.required_pressure, hydraulic.pressure_exponent = 10.0, 0.5
    return network


def _give_curves(network: Any) -> None:
    """Give a curve to pumps of constant power: shut in, they push to kilometres of pressure."""
    network.add_curve("any-pump", "HEAD", [(0.05, 60.0)])
    for name, pump in list(network.pumps()):
        if pump.pump_type == "POWER":
            ends, status = (pump.start_node_name, pump.end_node_name), pump.initial_status
            network.remove_link(name)
            network.add_pump(name, *ends, "HEAD", "any-pump", initial_status=status)


def elements(network: Any, valves: Iterable[dict[str, Any]] = ()) -> Elements:
    """Hand an EPANET network over, with valves added on its pipes."""
    kinds = {"Reservoir": "source", "Tank": "tank", "Junction": "junction"}
    nodes = [
        {"ref": f"n/{name}", "identifier": name, "geometry": shapely.Point(node.coordinates),
         "kind": kinds[node.node_type]}
        for name, node in network.nodes()
    ]  # fmt: skip
    pipes = [
        {"ref": f"p/{name}", "identifier": name, "geometry": _line(network, link),
         "start_node": link.start_node_name, "end_node": link.end_node_name,
         "length_m": getattr(link, "length", None), "device": _device(link),
         "state": "closed" if str(link.initial_status) == "Closed" else None}
        for name, link in network.links()
    ]  # fmt: skip
    return Elements(frame(pipes, ("length_m",)), frame([*nodes, *valves]))


def _device(link: Any) -> str | None:
    if link.link_type == "Pipe":
        return "check_valve" if link.check_valve else None
    return {"Pump": "pump", "Valve": "regulator"}[link.link_type]


def _line(network: Any, link: Any) -> shapely.LineString:
    ends = [network.get_node(name).coordinates for name in (link.start_node_name,
                                                            link.end_node_name)]  # fmt: skip
    return shapely.LineString([ends[0], *link.vertices, ends[1]])


def valves_on_ends(
    network: Any, share: float, seed: int, states: list[str]
) -> list[dict[str, Any]]:
    """Put valves near a share of the ends of plain pipes."""
    chance, found = Random(seed), []
    for name, link in network.links():
        line = _line(network, link)
        if link.link_type != "Pipe" or link.check_valve or line.length < 1:
            continue
        for end in (0.05, 0.95):
            if chance.random() < share:
                at = line.interpolate(end, normalized=True)
                found.append({"ref": f"v/{name}/{end}", "geometry": at, "kind": "valve",
                              "state": chance.choice(states), "pipe": name})  # fmt: skip
    return found


class Judged:
    """What EPANET finds with some pipes closed, and a leak at a junction."""

    def __init__(self, network: Any, closed: Iterable[str], leak: str) -> None:
        link_status = wntr().network.LinkStatus
        kept = {name: network.get_link(name).initial_status for name in closed}
        junction = network.get_node(leak)
        for name in kept:
            network.get_link(name).initial_status = link_status.Closed
        junction.add_demand(LEAK_M3_S / network.options.hydraulic.demand_multiplier, None)
        try:
            found = _simulated(network)
        finally:
            del junction.demand_timeseries_list[-1]
            for name, status in kept.items():
                network.get_link(name).initial_status = status
        self.converged = found is not None
        if found is None:
            return
        self.pressure = {n: float(p) for n, p in found.node["pressure"].iloc[0].items()}
        self.demand = {n: float(d) for n, d in found.node["demand"].iloc[0].items()}
        """What comes out, the leak included."""


def _simulated(network: Any) -> Any:
    """Give what EPANET finds; nothing where it warns that its own figures do not balance."""
    told = _Warnings()
    logging.getLogger("wntr.epanet.toolkit").addHandler(told)
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            simulator = wntr().sim.EpanetSimulator(network)
            found = simulator.run_sim(file_prefix=f"{folder}/judged")
    finally:
        logging.getLogger("wntr.epanet.toolkit").removeHandler(told)
    return None if any("unbalanced" in text for text in told.texts) else found


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
