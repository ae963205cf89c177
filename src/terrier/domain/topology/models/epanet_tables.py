"""The sections of an EPANET file that become tables, and the units of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terrier.domain.topology.models.epanet import (
    DEFAULT_FLOW,
    METRIC_FLOWS,
    US_FLOWS,
)

SECTIONS = (
    "TITLE", "JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES", "CONTROLS", "RULES",
    "DEMANDS", "SOURCES", "EMITTERS", "PATTERNS", "CURVES", "QUALITY", "STATUS", "ROUGHNESS",
    "ENERGY", "REACTIONS", "MIXING", "REPORT", "TIMES", "OPTIONS", "COORDINATES", "VERTICES",
    "LABELS", "BACKDROP", "TAGS", "LEAKAGE", "END",
)  # fmt: skip
OTHERS = "sections"
"""The part that holds every line which is in no table, as it stands."""
TEXT, NUMBER = "TEXT", "DOUBLE"
_CLOSED_OR_NOT = frozenset(("OPEN", "CLOSED", "CV", "ACTIVE"))


@dataclass(frozen=True)
class Field:
    """One word of the lines of a section."""

    name: str
    kind: str = NUMBER
    needed: bool = False
    rest: bool = False
    """Takes all the words that are left."""


@dataclass(frozen=True)
class Units:
    """Units of a file, as the ends of the names of its columns."""

    flow: str
    length: str
    diameter: str
    volume: str

    @classmethod
    def of(cls, flow: str) -> Units:
        """Give the units that go with a unit of flow."""
        if flow in METRIC_FLOWS:
            return cls(flow.lower(), "m", "mm", "m3")
        return cls(flow.lower(), "ft", "in", "ft3")


def units(options: Iterable[Sequence[str]]) -> Units:
    """Read the units of a file from its options, `UNITS` or the old `FLOW`; GPM without them.

    Parameters
    ----------
    options
        Words of the lines of `[OPTIONS]`.
    """
    flow = DEFAULT_FLOW
    for name, value, *_ in (words for words in options if len(words) > 1):
        word = value.upper()
        if name.upper()[:4] in ("UNIT", "FLOW") and word in (*US_FLOWS, *METRIC_FLOWS):
            flow = word
    return Units.of(flow)


_ID = Field("id", TEXT, needed=True)
_ENDS = (_ID, Field("node1", TEXT, needed=True), Field("node2", TEXT, needed=True))


def fields(section: str, unit: Units) -> tuple[Field, ...]:
    """Give the words of the lines of a section, in order."""
    length, diameter = unit.length, unit.diameter
    pattern = Field("pattern", TEXT)
    return {
        "JUNCTIONS": (_ID, Field(f"elevation_{length}"), Field(f"demand_{unit.flow}"), pattern),
        "RESERVOIRS": (_ID, Field(f"head_{length}", needed=True), pattern),
        "TANKS": (
            _ID,
            Field(f"elevation_{length}", needed=True),
            Field(f"initial_level_{length}"),
            Field(f"minimum_level_{length}"),
            Field(f"maximum_level_{length}"),
            # A tank is measured in feet or metres, a pipe in inches or millimetres.
            Field(f"tank_diameter_{length}"),
            Field(f"minimum_volume_{unit.volume}"),
            Field("volume_curve", TEXT),
            Field("overflow", TEXT),
        ),
        "PIPES": (
            *_ENDS,
            Field(f"length_{length}", needed=True),
            Field(f"diameter_{diameter}", needed=True),
            Field("roughness", needed=True),
            Field("minor_loss"),
            Field("status", TEXT),
        ),
        "PUMPS": (*_ENDS, Field("parameters", TEXT, rest=True)),
        "VALVES": (
            *_ENDS,
            Field(f"diameter_{diameter}", needed=True),
            Field("type", TEXT, needed=True),
            Field("setting", TEXT, needed=True),
            Field("minor_loss"),
            Field("curve", TEXT),
        ),
        "DEMANDS": (
            Field("junction", TEXT, needed=True),
            Field(f"demand_{unit.flow}", needed=True),
            pattern,
        ),
    }[section]


TABLES = ("JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES", "DEMANDS")
NODES = frozenset(TABLES[:3])
LINKS = frozenset(TABLES[3:6])


def aligned(section: str, words: Sequence[str]) -> list[str]:
    """Put words at their places: a pipe may give its status where its minor loss belongs."""
    found = list(words)
    if section == "PIPES" and len(found) == 7 and found[6].upper() in _CLOSED_OR_NOT:
        found.insert(6, "")
    return found
