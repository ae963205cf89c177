"""How the tables of a dataset are read as a network: kept with it, applied by the lake."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .commodities import Commodity
from .elements import NodeKind, Role


@dataclass(frozen=True)
class Refinement:
    """Another column that says more, where the first says too little."""

    column: str
    codes: dict[str, str]
    """Values of the column, in lower case → values of the vocabulary."""
    over: tuple[str, ...]
    """Values of the vocabulary that it may replace; where nothing is known, it always may."""


@dataclass(frozen=True)
class FieldSource:
    """Where the value of one field of the vocabulary comes from."""

    column: str = ""
    """Name of the column in the table; empty: the constant."""
    constant: str | None = None
    codes: dict[str, str] = field(default_factory=dict)
    """Values of the table, in lower case → values of the vocabulary (`true` and `false` for
    yes/no). A text that is not among them stays, one that becomes empty says nothing."""
    extract: str = ""
    """RE2 pattern whose first group is read; empty: all of it. Without a match a code is looked
    for as it stands, a number or a date says nothing."""
    factor: float = 1.0
    """Numbers are multiplied by it: 1000 for a diameter in metres."""
    unit_column: str = ""
    """Column that says the unit of each row; the factor is then that of its unit."""
    units: dict[str, float] = field(default_factory=dict)
    """Last word of a unit, in lower case → factor; a unit that is not there makes no number."""
    refined: Refinement | None = None


@dataclass(frozen=True)
class TableMapping:
    """How the rows of one table are read."""

    role: Role
    fields: dict[str, FieldSource] = field(default_factory=dict)
    """Field of the vocabulary → its source."""
    levels_follow_flow: bool = False
    """Whether the altitudes are those upstream and downstream, and not of the first and the last
    point drawn: where a row says that it flows against its drawing, they change places."""

    def constant(self, name: str) -> str | None:
        """Give the value that every row has for a field, if the mapping says one."""
        source = self.fields.get(name)
        return source.constant if source is not None and not source.column else None


@dataclass(frozen=True)
class NetworkMapping:
    """How a dataset is read as a network.

    Parameters
    ----------
    model
        `raepa`, `stareau`, `stardt`, `pcrs`, `epanet`, or `guided` where a person made it.
    commodity
        What the network carries where a row does not say it.
    tables
        Name of a table of the dataset → how it is read; tables that are absent are left aside.
    """

    model: str
    commodity: Commodity = Commodity.UNKNOWN
    tables: dict[str, TableMapping] = field(default_factory=dict)

    def of_role(self, role: Role) -> dict[str, TableMapping]:
        """Give the tables of one role."""
        return {name: t for name, t in self.tables.items() if t.role is role}

    def to_json(self) -> dict[str, Any]:
        """Give what `from_json` reads, as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> NetworkMapping:
        """Read a mapping that was kept."""
        tables = {
            name: TableMapping(
                Role(table["role"]),
                {key: _source(source) for key, source in table["fields"].items()},
                table.get("levels_follow_flow", False),
            )
            for name, table in kept["tables"].items()
        }
        return cls(kept["model"], Commodity(kept["commodity"]), tables)


def _source(kept: dict[str, Any]) -> FieldSource:
    refined = kept.get("refined")
    if not refined:
        return FieldSource(**kept)
    finer = Refinement(refined["column"], refined["codes"], tuple(refined["over"]))
    return FieldSource(**{**kept, "refined": finer})


WITHHELD_KINDS = frozenset(
    {NodeKind.VALVE, NodeKind.CHECK_VALVE, NodeKind.REGULATOR, NodeKind.PUMP, NodeKind.METER,
     NodeKind.CONNECTION, NodeKind.SOURCE, NodeKind.TANK, NodeKind.CABINET, NodeKind.SENSOR,
     NodeKind.UNKNOWN}
)  # fmt: skip
"""Devices that the public never sees, whatever is published; what is not known is withheld."""
