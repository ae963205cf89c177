"""Networks of other operators, with the little that they tell: electricity, gas, telecom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.affinity import translate

from terrier.demonstration.ground import stream
from terrier.demonstration.roads import Road
from terrier.demonstration.territory import Territory

ELECTRICITY = "Virlane Électricité (exploitant fictif)"
GAS = "Gaz du Val (exploitant fictif)"
TELECOM = "Télécom Virlane (exploitant fictif)"


@dataclass
class Cables:
    """Lines with what their operator tells."""

    shapes: list[shapely.Geometry] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def columns(self) -> dict[str, list[Any]]:
        """Give the values by column."""
        return {name: [row[name] for row in self.rows] for name in self.rows[0]}

    def add(self, road: Road, aside: tuple[float, float], **row: Any) -> None:
        """Lay a line beside a road."""
        identifier = f"{row.pop('prefixe')}{len(self.rows) + 1:05d}"
        self.shapes.append(translate(road.line, *aside))
        self.rows.append({"identifiant": identifier, **row})


def electricity(territory: Territory) -> Cables:
    """Lay the medium voltage along the roads and the low voltage in the streets."""
    rng = stream(territory.seed, "electricity")
    drawn = Cables()
    for road in territory.roads:
        medium = road.kind in ("main", "departmental")
        if not medium and rng.random() < 0.25:
            continue
        surveyed = rng.random() < (0.5 if medium else 0.3)
        drawn.add(
            road, (-2.4, 0.9), prefixe="HTA-" if medium else "BT-", exploitant=ELECTRICITY,
            tension="HTA 20 kV" if medium else "BT 400 V",
            classe_precision="A" if surveyed else str(rng.choice(["B", "C"])),
            date_pose=str(rng.integers(2004, 2025)) if surveyed else None,
            profondeur_m=0.8 if surveyed else float("nan"),
        )  # fmt: skip
    return drawn


def gas(territory: Territory) -> Cables:
    """Lay gas in the streets of the two bourgs; gas is told with its class and material."""
    rng = stream(territory.seed, "gas")
    bourgs = {place.name for place in territory.places if place.kind == "bourg"}
    drawn = Cables()
    for road in territory.roads:
        if road.kind != "street" or road.place not in bourgs or rng.random() < 0.3:
            continue
        new = rng.random() < 0.6
        drawn.add(
            road, (1.9, -2.2), prefixe="GAZ-", exploitant=GAS, pression="MPB 4 bar",
            materiau="PE" if new else "acier", diametre_mm=int(rng.choice([63, 90, 110])),
            classe_precision="A" if new else "B",
            annee_pose=int(rng.integers(1995, 2025) if new else rng.integers(1968, 1995)),
        )  # fmt: skip
    return drawn


def telecom(territory: Territory) -> Cables:
    """Lay ducts along the roads and in half of the streets: no date, no depth, class C."""
    rng = stream(territory.seed, "telecom")
    drawn = Cables()
    for road in territory.roads:
        trunk = road.kind in ("main", "departmental")
        if road.kind == "communal" or (not trunk and rng.random() < 0.5):
            continue
        drawn.add(
            road, tuple(np.round(rng.normal((2.6, 2.1), 0.6), 2).tolist()), prefixe="TEL-",
            exploitant=TELECOM, nature="fourreaux" if trunk else "conduite", classe_precision="C",
        )  # fmt: skip
    return drawn
