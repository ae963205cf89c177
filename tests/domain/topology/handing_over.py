"""Invented networks as the elements that the code under test reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from terrier.domain.topology.elements import Elements, Frame
from tests.domain.topology.invented import Network, on_line


def objects(values: Sequence[Any]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def frame(rows: Sequence[Mapping[str, Any]], numbers: Sequence[str] = ()) -> Frame:
    """Make a frame of rows with `ref`, `geometry` and fields."""
    names = {name for row in rows for name in row} - {"ref", "geometry"}
    columns = {name: objects([row.get(name) for row in rows]) for name in sorted(names)}
    for name in numbers:
        known = [row.get(name) for row in rows]
        columns[name] = np.array([np.nan if v is None else v for v in known], dtype=float)
    return Frame(
        objects([row["ref"] for row in rows]),
        objects([row.get("geometry") for row in rows]),
        columns,
    )


def elements(network: Network) -> Elements:
    """Hand an invented network over."""
    pipes, nodes = [], []
    for number, place in enumerate(network.crossroads):
        at = shapely.Point(place.at)
        nodes.append({"ref": f"n/{number}", "identifier": f"N{number}", "geometry": at,
                      "kind": place.kind})  # fmt: skip
        if place.valve is not None:
            ref, state, names = place.valve
            nodes.append({"ref": ref, "geometry": at, "kind": "valve", "state": state,
                          "pipe": names})  # fmt: skip
    for pipe in network.pipes:
        row = {
            "ref": pipe.ref, "identifier": pipe.ref, "geometry": shapely.LineString(pipe.line),
            "length_m": pipe.length_m, "device": pipe.device, "state": pipe.state,
            "against": pipe.against, "status": pipe.status, "connections": pipe.connections,
            "z_start_m": pipe.fall, "z_end_m": None if pipe.fall is None else 0.0,
        }  # fmt: skip
        if network.declared:
            row |= {"start_node": f"N{pipe.a}", "end_node": f"N{pipe.b}"}
        pipes.append(row)
        for device in pipe.devices:
            nodes.append({
                "ref": device.ref, "geometry": shapely.Point(on_line(pipe.line, device.share)),
                "kind": device.kind, "state": device.state,
                "pipe": pipe.ref if device.named else None,
            })  # fmt: skip
    customers = [
        {"ref": c.ref, "pipe": network.pipes[c.pipe].ref, "people": c.people,
         "geometry": shapely.Point(on_line(network.pipes[c.pipe].line, c.share))}
        for c in network.clients
    ]  # fmt: skip
    numbers = ("length_m", "connections", "z_start_m", "z_end_m")
    return Elements(frame(pipes, numbers), frame(nodes), frame(customers, ("people",)))
