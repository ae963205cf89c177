"""EPANET 2.2: the tables of an input file, whose columns say their units.

Source: Rossman et al., EPANET 2.2 User Manual, EPA/600/R-20/133, appendix C (input file) and
appendix A (units).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terrier.domain.topology.codes import CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Circulation, NodeKind, Role, ValveState
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.models.columns import find

MODEL = "epanet"
FOOT_M = 0.3048
INCH_MM = 25.4

US_FLOWS = ("CFS", "GPM", "MGD", "IMGD", "AFD")
"""Units of flow with which lengths are in feet and diameters in inches."""
METRIC_FLOWS = ("LPS", "LPM", "MLD", "CMH", "CMD", "CMS")
DEFAULT_FLOW = "GPM"

STATE = CodeList.of(
    "status",
    ("OPEN", "Ouverte", ValveState.OPEN),
    ("CLOSED", "Fermée", ValveState.CLOSED),
    ("ACTIVE", "En régulation", ValveState.OPEN),
    ("CV", "Clapet", ValveState.OPEN),
)
PIPE_DEVICE = CodeList.of("status", ("CV", "Clapet anti-retour", NodeKind.CHECK_VALVE))
VALVE_DEVICE = CodeList.of(
    "type",
    ("PRV", "Réducteur de pression", NodeKind.REGULATOR),
    ("PSV", "Stabilisateur amont", NodeKind.REGULATOR),
    ("PBV", "Brise-charge", NodeKind.REGULATOR),
    ("FCV", "Limiteur de débit", NodeKind.REGULATOR),
    ("TCV", "Vanne", NodeKind.VALVE),
    ("GPV", "Vanne à courbe", NodeKind.REGULATOR),
    ("PCV", "Vanne à position", NodeKind.REGULATOR),
)
LISTS = (STATE, PIPE_DEVICE, VALVE_DEVICE)

_UNITS = {"m": 1.0, "ft": FOOT_M, "mm": 1.0, "in": INCH_MM}
_NODES = {
    "junctions": (NodeKind.JUNCTION, "elevation"),
    "reservoirs": (NodeKind.SOURCE, "head"),
    "tanks": (NodeKind.TANK, "elevation"),
}
_LINKS = ("pipes", "pumps", "valves")


def recognise(tables: Mapping[str, Sequence[str]]) -> NetworkMapping | None:
    """Read the tables of a dataset as those of an EPANET file, if they are.

    Parameters
    ----------
    tables
        Name of each table → names of its columns.
    """
    known = {}
    for name, columns in tables.items():
        if name in _NODES and find(columns, ("id",)):
            known[name] = _nodes(name, columns)
        elif name in _LINKS and {"id", "node1", "node2"} <= set(columns):
            known[name] = _links(name, columns)
    if "pipes" not in known:
        return None
    return NetworkMapping(MODEL, Commodity.DRINKING_WATER, known)


def _nodes(name: str, columns: Sequence[str]) -> TableMapping:
    kind, height = _NODES[name]
    fields = {"identifier": FieldSource("id"), "kind": FieldSource(constant=kind)}
    return TableMapping(
        Role.NODES,
        fields | _measured(columns, {"z_m": height}) | _said(columns, {"comment": "comment"}),
    )


def _links(name: str, columns: Sequence[str]) -> TableMapping:
    fields = {
        "identifier": FieldSource("id"),
        "start_node": FieldSource("node1"),
        "end_node": FieldSource("node2"),
        "circulation": FieldSource(constant=Circulation.FORCED),
        "state": STATE.source("state"),
        "device": _DEVICES[name],
    }
    measured = _measured(columns, {"length_m": "length", "diameter_mm": "diameter"})
    return TableMapping(Role.PIPES, fields | measured | _said(columns, {"comment": "comment"}))


_DEVICES = {
    "pipes": PIPE_DEVICE.source("status"),
    "pumps": FieldSource(constant=NodeKind.PUMP),
    "valves": VALVE_DEVICE.source("type"),
}


def _measured(columns: Sequence[str], wanted: Mapping[str, str]) -> dict[str, FieldSource]:
    """Find columns whose name ends by their unit: `length_ft`, `diameter_mm`."""
    found = {}
    for field, stem in wanted.items():
        for unit, factor in _UNITS.items():
            if f"{stem}_{unit}" in columns:
                found[field] = FieldSource(f"{stem}_{unit}", factor=factor)
    return found


def _said(columns: Sequence[str], wanted: Mapping[str, str]) -> dict[str, FieldSource]:
    return {field: FieldSource(column) for field, column in wanted.items() if column in columns}
