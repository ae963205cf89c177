"""The elements of a network in one vocabulary, whatever model or file they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class Role(StrEnum):
    """What the rows of a table are in a network."""

    PIPES = "pipes"
    """Lines that carry something: pipes, cables, ducts; service connections too."""
    NODES = "nodes"
    """Points: junctions, structures, devices."""
    CUSTOMERS = "customers"
    """Points or rows that are served: addresses, meters, contracts."""
    REPAIRS = "repairs"
    """Past breaks and repairs, for the log."""
    OTHER = "other"
    """Held and shown, no part of the graph."""


class NodeKind(StrEnum):
    """What stands at a point of a network."""

    JUNCTION = "junction"
    VALVE = "valve"
    CHECK_VALVE = "check_valve"
    REGULATOR = "regulator"
    PUMP = "pump"
    SOURCE = "source"
    """Where the commodity enters: intake, reservoir, treatment plant, import."""
    TANK = "tank"
    """A reservoir within the network; it feeds, hence counts as a source."""
    HYDRANT = "hydrant"
    METER = "meter"
    AIR_VALVE = "air_valve"
    DRAIN = "drain"
    CONNECTION = "connection"
    """Where a service connection leaves the main."""
    CAP = "cap"
    MANHOLE = "manhole"
    INLET = "inlet"
    OVERFLOW = "overflow"
    OUTFALL = "outfall"
    TREATMENT = "treatment"
    BASIN = "basin"
    CABINET = "cabinet"
    SENSOR = "sensor"
    OTHER = "other"
    UNKNOWN = "unknown"


FEEDING = frozenset({NodeKind.SOURCE, NodeKind.TANK})
"""From here a pressure network is fed."""
RECEIVING = frozenset({NodeKind.OUTFALL, NodeKind.TREATMENT})
"""Here a gravity network ends."""
DEAD_ENDS = frozenset(
    {
        NodeKind.CAP, NodeKind.DRAIN, NodeKind.HYDRANT, NodeKind.AIR_VALVE, NodeKind.CONNECTION,
        NodeKind.METER, NodeKind.SOURCE, NodeKind.TANK, NodeKind.OUTFALL, NodeKind.TREATMENT,
        NodeKind.INLET, NodeKind.BASIN, NodeKind.CABINET, NodeKind.OVERFLOW,
    }
)  # fmt: skip
"""A line may end here without being cut short."""


class ValveState(StrEnum):
    """What is known of a valve."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    INOPERABLE = "inoperable"


class Status(StrEnum):
    """Whether an element serves."""

    IN_SERVICE = "in_service"
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    REMOVED = "removed"
    PLANNED = "planned"
    UNKNOWN = "unknown"


class Circulation(StrEnum):
    """What makes the commodity move."""

    GRAVITY = "gravity"
    FORCED = "forced"
    VACUUM = "vacuum"
    UNKNOWN = "unknown"


class FieldType(StrEnum):
    """How a field of the vocabulary is read."""

    TEXT = "text"
    NUMBER = "number"
    MEASURE = "measure"
    """A number whose unit another column may say, row by row; an unknown unit says nothing."""
    YEAR = "year"
    DATE = "date"
    YES_NO = "yes_no"
    CODE = "code"
    """A value of a closed list; what is not in the mapping is unknown, and reported."""


SHARED_FIELDS: dict[str, FieldType] = {
    "identifier": FieldType.TEXT,
    "name": FieldType.TEXT,
    "commodity": FieldType.CODE,
    "status": FieldType.CODE,
    "owner": FieldType.TEXT,
    "operator": FieldType.TEXT,
    "material": FieldType.CODE,
    "diameter_mm": FieldType.MEASURE,
    "laid_from": FieldType.YEAR,
    "laid_to": FieldType.YEAR,
    "year_quality": FieldType.TEXT,
    "precision_xy": FieldType.CODE,
    "precision_z": FieldType.CODE,
    "depth_m": FieldType.MEASURE,
    "sensitive": FieldType.YES_NO,
    "commune": FieldType.TEXT,
    "address": FieldType.TEXT,
    "source": FieldType.TEXT,
    "updated_on": FieldType.DATE,
    "comment": FieldType.TEXT,
}
PIPE_FIELDS: dict[str, FieldType] = {
    **SHARED_FIELDS,
    "function": FieldType.TEXT,
    # The least depth that the rules asked for when it was laid (arrêté du 15 février 2012, art. 5).
    "depth_min_m": FieldType.MEASURE,
    "circulation": FieldType.CODE,
    "length_m": FieldType.NUMBER,
    "start_node": FieldType.TEXT,
    "end_node": FieldType.TEXT,
    # True: flows from the last point drawn to the first.
    "against": FieldType.YES_NO,
    # Altitudes at the first and at the last point drawn, whatever way it flows: tables that tell
    # those upstream and downstream are turned round where they are read and written.
    "z_start_m": FieldType.NUMBER,
    "z_end_m": FieldType.NUMBER,
    # True: a service connection rather than a main.
    "connection": FieldType.YES_NO,
    "connections": FieldType.NUMBER,
    # A `NodeKind` where a link is itself a device, as EPANET's valves and pumps.
    "device": FieldType.CODE,
    "state": FieldType.CODE,
}
NODE_FIELDS: dict[str, FieldType] = {
    **SHARED_FIELDS,
    "kind": FieldType.CODE,
    "state": FieldType.CODE,
    "z_m": FieldType.NUMBER,
    # Identifier of the pipe that carries it.
    "pipe": FieldType.TEXT,
    "upstream_pipe": FieldType.TEXT,
    "downstream_pipe": FieldType.TEXT,
    # Identifier of the structure that houses it.
    "structure": FieldType.TEXT,
}
CUSTOMER_FIELDS: dict[str, FieldType] = {
    "identifier": FieldType.TEXT,
    "name": FieldType.TEXT,
    "address": FieldType.TEXT,
    "commune": FieldType.TEXT,
    "pipe": FieldType.TEXT,
    "people": FieldType.NUMBER,
    # School, care home, health, food …: what makes a customer sensitive to a cut.
    "establishment": FieldType.TEXT,
}
REPAIR_FIELDS: dict[str, FieldType] = {
    "identifier": FieldType.TEXT,
    "repaired": FieldType.TEXT,
    "failure": FieldType.TEXT,
    "date": FieldType.DATE,
    "owner": FieldType.TEXT,
}
FIELDS: dict[Role, dict[str, FieldType]] = {
    Role.PIPES: PIPE_FIELDS,
    Role.NODES: NODE_FIELDS,
    Role.CUSTOMERS: CUSTOMER_FIELDS,
    Role.REPAIRS: REPAIR_FIELDS,
    Role.OTHER: {},
}

Strings = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Frame:
    """Elements of one role, a column for each field of the vocabulary.

    Every array has one entry per element. Texts, codes and dates are objects (None: not known),
    numbers and years are float64 (NaN: not known), yes/no are objects (True, False, None).
    """

    refs: Strings
    """`table/row`, which names an element of a version for ever: table and key of the row."""
    geometry: npt.NDArray[np.object_]
    """Shapely geometries in the territory's projection, metres; None: no place."""
    columns: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)
    raw: dict[str, Strings] = field(default_factory=dict)
    """For coded fields, the value as it stands in the table."""

    def __len__(self) -> int:
        return len(self.refs)

    def texts(self, name: str) -> Strings:
        """Give a column of texts or codes; None everywhere if the tables do not have it."""
        found = self.columns.get(name)
        if found is None:
            return np.full(len(self), None, dtype=object)
        return found.astype(object, copy=False)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Give a column of numbers; NaN everywhere if the tables do not have it."""
        found = self.columns.get(name)
        return np.full(len(self), np.nan) if found is None else found.astype(np.float64, copy=False)


def empty_frame() -> Frame:
    """Give a frame without elements."""
    return Frame(np.empty(0, dtype=object), np.empty(0, dtype=object))


@dataclass(frozen=True)
class Elements:
    """All the elements of one version of a network."""

    pipes: Frame
    nodes: Frame
    customers: Frame = field(default_factory=empty_frame)
