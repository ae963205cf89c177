"""Networks drawn for tests: without a fault, until one is planted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from terrier.domain.topology.elements import FIELDS, Elements, FieldType, Frame, Role

TODAY_YEAR = 2026


@dataclass
class Drawn:
    """A network as rows, easy to spoil, and the `Elements` that they make."""

    pipes: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[dict[str, Any]] = field(default_factory=list)

    def elements(self) -> Elements:
        """Give the rows as frames, with every field of the vocabulary."""
        return Elements(
            _frame("pipes", Role.PIPES, self.pipes), _frame("nodes", Role.NODES, self.nodes)
        )

    def node(
        self, identifier: str, x: float, y: float, kind: str = "junction", **values: Any
    ) -> dict[str, Any]:
        """Add a node."""
        row = {"identifier": identifier, "kind": kind, "geometry": shapely.Point(x, y),
               "precision_xy": "B", "status": "in_service", "state": "open", **values}  # fmt: skip
        self.nodes.append(row)
        return row

    def pipe(self, identifier: str, *points: tuple[float, float], **values: Any) -> dict[str, Any]:
        """Add a pipe, described whole."""
        row = {"identifier": identifier, "geometry": shapely.LineString(points), "material": "pvc",
               "diameter_mm": 110.0, "laid_from": 1990.0, "laid_to": 1992.0, "precision_xy": "B",
               "depth_m": 0.8, "status": "in_service", "commodity": "drinking_water",
               "operator": "Régie des eaux", **values}  # fmt: skip
        self.pipes.append(row)
        return row


def comb(teeth: list[float], step_m: float = 50.0) -> Drawn:
    """Draw a main along the x axis with a lateral at each node, closed by a cap: no fault in it."""
    drawn = Drawn()
    drawn.node("N0", 0, 0, "source")
    for at, length in enumerate(teeth, 1):
        x = at * step_m
        drawn.node(f"N{at}", x, 0)
        drawn.pipe(f"M{at}", (x - step_m, 0), (x, 0), start_node=f"N{at - 1}", end_node=f"N{at}")
        drawn.node(f"B{at}", x, length, "cap")
        drawn.pipe(f"L{at}", (x, 0), (x, length))
    x = (len(teeth) + 1) * step_m
    drawn.node("NX", x, 0, "cap")
    ends = {"start_node": f"N{len(teeth)}", "end_node": "NX"}
    drawn.pipe("MX", (x - step_m, 0), (x, 0), **ends)
    return drawn


def _frame(table: str, role: Role, rows: list[dict[str, Any]]) -> Frame:
    columns: dict[str, Any] = {}
    for name, kind in FIELDS[role].items():
        values = [row.get(name) for row in rows]
        if kind in (FieldType.NUMBER, FieldType.MEASURE, FieldType.YEAR):
            columns[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        else:
            columns[name] = np.array(values, dtype=object)
    raw = {
        n: np.array([row.get(f"raw_{n}", row.get(n)) for row in rows], dtype=object)
        for n in ("material", "kind", "precision_xy", "status")
    }
    raw["depth_min_m"] = np.array([row.get("raw_depth_min_m") for row in rows], dtype=object)
    geometry = np.full(len(rows), None, dtype=object)
    geometry[:] = [row.get("geometry") for row in rows]
    refs = np.array([f"{table}/{row.get('ref', at)}" for at, row in enumerate(rows)], dtype=object)
    return Frame(refs, geometry, columns, raw)
