"""Elements as the tables of an EPANET file, with defaults said for what hydraulics needs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import shapely

from terrier.domain.topology.elements import FEEDING, Elements, Frame, NodeKind, Status, ValveState
from terrier.domain.topology.models.words import said as said_as
from terrier.domain.topology.models.writing import SEWER, Losses

Rows = list[dict[str, Any]]
Position = tuple[float, float]

ROUGHNESS = 100.0
"""Hazen-Williams coefficient of a pipe of unknown roughness, neither new nor old."""
DIAMETER_MM = 100.0
LONGEST_NAME = 31
"""Characters (EPANET 2.2 User Manual, appendix C)."""
_VALVES = {
    NodeKind.REGULATOR: ("PRV", "0"),
    NodeKind.VALVE: ("TCV", "0"),
}
_OUT = {Status.ABANDONED, Status.REMOVED, Status.PLANNED}


def to_epanet(elements: Elements) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """Translate a network under pressure into the tables of an EPANET file, in litres per second.

    Parameters
    ----------
    elements
        Pipes and nodes, in metres; pipes are joined by the names of their end nodes, or by where
        they end.

    Returns
    -------
    tuple
        Rows by table (`sections` holds the options), and what was lost or supposed.
    """
    made = _Translation(elements)
    for i in range(len(elements.nodes)):
        made.node(i)
    for i in range(len(elements.pipes)):
        made.pipe(i)
    made.sections()
    return {name: rows for name, rows in made.tables.items() if rows}, made.losses.sentences()


class _Translation:
    """The tables as they grow."""

    def __init__(self, elements: Elements) -> None:
        self.losses = Losses()
        self.tables: dict[str, Rows] = {
            name: []
            for name in ("junctions", "reservoirs", "tanks", "pipes", "pumps", "valves", "sections")
        }
        self._pipes, self._nodes = elements.pipes, elements.nodes
        # A column that the network does not have would be made anew for every element.
        self._of_pipes = cache(elements.pipes.texts)
        self._of_nodes = cache(elements.nodes.texts)
        self._names: dict[str, str] = {}
        self._at: dict[Position, str] = {}
        self._known: set[str] = set()
        self._links: set[str] = set()

    def node(self, i: int) -> None:
        """Write a node as a junction, a reservoir or a tank."""
        shape = self._nodes.geometry[i]
        point = None if shape is None or shape.is_empty else shapely.point_on_surface(shape)
        x, y = (point.x, point.y) if point is not None else (None, None)
        said = self._of_nodes("identifier")[i] or f"N{i + 1}"
        name = self._named(str(said), self._known)
        self._names[str(said)] = name
        if point is not None:
            self._at.setdefault(_rounded(x, y), name)
        height = _number(self._nodes, "z_m", i)
        if height is None:
            self.losses.add("Nœud sans altitude : 0 m")
        kind = self._of_nodes("kind")[i]
        self._place(name, kind, height or 0.0, x, y, self._of_nodes("comment")[i])

    def _place(
        self, name: str, kind: object, height: float, x: float | None, y: float | None, note: object
    ) -> None:
        row: dict[str, Any] = {"id": name, "x": x, "y": y, "comment": note}
        if kind == NodeKind.TANK:
            self.losses.add("Réservoir : niveaux et volume supposés (cuve de 10 m, pleine à 3 m)")
            levels = {"initial_level_m": 3.0, "minimum_level_m": 0.0, "maximum_level_m": 4.0}
            sizes = {"tank_diameter_m": 10.0, "minimum_volume_m3": 0.0}
            self.tables["tanks"].append(row | {"elevation_m": height} | levels | sizes)
        elif kind in FEEDING:
            self.tables["reservoirs"].append(row | {"head_m": height})
        else:
            if kind not in (None, NodeKind.JUNCTION, NodeKind.UNKNOWN):
                self.losses.add(f"Nœud de nature « {said_as(kind)} » : écrit comme simple nœud")
            self.tables["junctions"].append(row | {"elevation_m": height, "demand_lps": 0.0})

    def pipe(self, i: int) -> None:
        """Write a pipe, a pump or a valve with its ends and its bends."""
        if self._of_pipes("commodity")[i] in SEWER:
            self.losses.add("Canalisation d'assainissement : EPANET ne calcule que sous pression")
            return
        if self._of_pipes("status")[i] in _OUT:
            self.losses.add("Canalisation qui n'est pas en service : laissée de côté")
            return
        shape = self._pipes.geometry[i]
        line = list(shape.coords) if shape is not None and shape.geom_type == "LineString" else []
        ends = (self._end("start_node", i, line[:1]), self._end("end_node", i, line[-1:]))
        if None in ends:
            self.losses.add("Canalisation sans nœud à ses deux bouts : laissée de côté")
            return
        said = str(self._of_pipes("identifier")[i] or f"P{i + 1}")
        row = {"id": self._named(said, self._links), "node1": ends[0], "node2": ends[1]}
        self._link(i, row | {"comment": self._of_pipes("comment")[i]}, shape)
        for x, y, *_ in line[1:-1]:
            self._other("VERTICES", f"{row['id']}\t{x!r}\t{y!r}")

    def _link(self, i: int, row: dict[str, Any], shape: Any) -> None:
        device = self._of_pipes("device")[i]
        closed = self._of_pipes("state")[i] == ValveState.CLOSED
        diameter = _number(self._pipes, "diameter_mm", i)
        if diameter is None and device != NodeKind.PUMP:
            self.losses.add(f"Diamètre inconnu : {DIAMETER_MM:.0f} mm supposés")
        width = diameter or DIAMETER_MM
        if device == NodeKind.PUMP:
            self.losses.add("Pompe : puissance de 10 kW supposée")
            self.tables["pumps"].append(row | {"parameters": "POWER 10"})
        elif device in _VALVES:
            type, setting = _VALVES[NodeKind(device)]
            self.tables["valves"].append(
                row | {"diameter_mm": width, "type": type, "setting": setting, "minor_loss": 0.0}
            )
        else:
            status = "CV" if device == NodeKind.CHECK_VALVE else "CLOSED" if closed else "OPEN"
            length = _number(self._pipes, "length_m", i) or (shape.length if shape else 0.0)
            self.losses.add(f"Rugosité : coefficient de Hazen-Williams {ROUGHNESS:.0f} supposé")
            measured = {"length_m": max(length, 0.01), "diameter_mm": width}
            known = {"roughness": ROUGHNESS, "minor_loss": 0.0, "status": status}
            self.tables["pipes"].append(row | measured | known)
            return
        if closed:
            self._other("STATUS", f"{row['id']}\tCLOSED")

    def _end(self, field: str, i: int, place: list[Any]) -> str | None:
        """Find the node at an end of a pipe: by name, else by place, else made there."""
        said = self._of_pipes(field)[i]
        if said is not None and str(said) in self._names:
            return self._names[str(said)]
        if not place:
            return None
        x, y = place[0][0], place[0][1]
        name = self._at.get(_rounded(x, y))
        if name is None:
            name = self._named(str(said or f"J{len(self._known) + 1}"), self._known)
            self._at[_rounded(x, y)] = name
            self.losses.add("Nœud ajouté au bout d'une canalisation, à 0 m d'altitude")
            self._place(name, NodeKind.JUNCTION, 0.0, x, y, None)
        return name

    def _named(self, said: str, taken: set[str]) -> str:
        """Give a name that EPANET takes, unique in its family."""
        plain = re.sub(r'[\s;"]+', "_", said)[:LONGEST_NAME] or "_"
        name, times = plain, 1
        while name in taken:
            times += 1
            name = f"{plain[: LONGEST_NAME - len(str(times)) - 1]}_{times}"
        if name != said:
            self.losses.add("Identifiant changé pour tenir dans 31 caractères, sans espace, unique")
        taken.add(name)
        return name

    def sections(self) -> None:
        """Write the options that make the file whole."""
        if not self.tables["reservoirs"] and not self.tables["tanks"]:
            self.losses.add("Aucune source ni réservoir : EPANET refusera de calculer")
        for line in ("UNITS\tLPS", "HEADLOSS\tH-W"):
            self._other("OPTIONS", line)
        self._other("TIMES", "DURATION\t0")

    def _other(self, section: str, text: str) -> None:
        self.tables["sections"].append({"section": section, "text": text})


def _rounded(x: float | None, y: float | None) -> Position:
    """Give a place to the centimetre, at which ends meet."""
    return (round(x or 0.0, 2), round(y or 0.0, 2))


def _number(frame: Frame, name: str, i: int) -> float | None:
    found = frame.columns.get(name)
    value = np.nan if found is None else float(found[i])
    return None if np.isnan(value) else value
