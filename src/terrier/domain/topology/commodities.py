"""What a network carries: its colour in the street, its letters on paper, its sensitivity.

Colours follow NF P 98-332 (marking of buried networks), the category articles R554-2 and following
of the Code de l'environnement. The norm names colours, not values: these are legible on white and
on black, and never stand alone (a dash and letters go with each).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Commodity(StrEnum):
    """What flows through a network."""

    DRINKING_WATER = "drinking_water"
    RAW_WATER = "raw_water"
    WASTEWATER = "wastewater"
    STORMWATER = "stormwater"
    COMBINED_SEWER = "combined_sewer"
    ELECTRICITY = "electricity"
    LIGHTING = "lighting"
    TRAFFIC_LIGHTS = "traffic_lights"
    GAS = "gas"
    HYDROCARBONS = "hydrocarbons"
    CHEMICALS = "chemicals"
    HEAT = "heat"
    TELECOM = "telecom"
    MULTIPLE = "multiple"
    UNKNOWN = "unknown"

    @property
    def look(self) -> Look:
        """Give how the commodity is drawn and named."""
        return LOOKS[self]


@dataclass(frozen=True)
class Look:
    """How a commodity is drawn and named, in colour and in black and white."""

    label: str
    letters: str
    """Written along the line: the colour never stands alone."""
    colour: str
    """#rrggbb, after the colour that the norm names."""
    dash: tuple[float, ...] = ()
    """Lengths of strokes and gaps, in widths of the line; empty: a full line."""
    sensitive: bool = False
    """Whether the Code de l'environnement calls it sensitive for safety."""


RED, YELLOW, ORANGE, BLUE = "#c8102e", "#b58900", "#d9620b", "#0b62b5"
BROWN, PURPLE, GREEN, PINK, GREY = "#7a4a1e", "#7b2f9e", "#1c7c3c", "#c23b80", "#5b6470"

LOOKS: dict[Commodity, Look] = {
    Commodity.DRINKING_WATER: Look("eau potable", "AEP", BLUE),
    Commodity.RAW_WATER: Look("eau brute", "EB", BLUE, (6, 2)),
    Commodity.WASTEWATER: Look("eaux usées", "EU", BROWN, (8, 2)),
    Commodity.STORMWATER: Look("eaux pluviales", "EP", BROWN, (8, 2, 1, 2)),
    Commodity.COMBINED_SEWER: Look("réseau unitaire", "UN", BROWN, (8, 2, 1, 2, 1, 2)),
    Commodity.ELECTRICITY: Look("électricité", "ÉL", RED, (4, 2), sensitive=True),
    Commodity.LIGHTING: Look("éclairage public", "ÉP", RED, (2, 2), sensitive=True),
    Commodity.TRAFFIC_LIGHTS: Look("signalisation tricolore", "SLT", GREEN, (2, 2)),
    Commodity.GAS: Look("gaz", "GAZ", YELLOW, (5, 2, 1, 2), sensitive=True),
    Commodity.HYDROCARBONS: Look("hydrocarbures", "HC", YELLOW, (10, 3), sensitive=True),
    Commodity.CHEMICALS: Look("produits chimiques", "CHI", ORANGE, (10, 3), sensitive=True),
    Commodity.HEAT: Look("chaleur et froid", "CH", PURPLE, (3, 1), sensitive=True),
    Commodity.TELECOM: Look("communications électroniques", "TEL", GREEN, (1, 2)),
    Commodity.MULTIPLE: Look("plusieurs réseaux", "MULT", PINK, (6, 2, 2, 2)),
    Commodity.UNKNOWN: Look("réseau de nature inconnue", "?", GREY, (1, 3), sensitive=True),
}
"""What is not known is treated as sensitive, never as harmless."""
