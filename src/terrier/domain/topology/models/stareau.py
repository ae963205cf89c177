"""StaR-Eau V2024, and the columns that its 2025 version renames.

Every list ends with five generic values, and every year, date and number that may not be empty has
four values that say why it is not known: none of them is read as a fact.

Source: CNIG/ASTEE, géostandard StaR-Eau V2024 (1.0.0), PostGIS scripts and lists of values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from terrier.domain.topology.codes import CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import NodeKind, Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, Refinement, TableMapping
from terrier.domain.topology.models.columns import sources
from terrier.domain.topology.models.stareau_lists import (
    CIRCULATION,
    DELIVERY,
    EQUIPMENT,
    EQUIPMENT_TYPE,
    GENERIC,
    MATERIAL,
    NETWORK,
    OPENING,
    PRECISION,
    SEWER_BRANCH_FUNCTION,
    SEWER_FUNCTION,
    SEWER_PIECE,
    STATE_OF_SERVICE,
    VALVE_FUNCTION,
    VALVE_TYPE,
    WATER_BRANCH_FUNCTION,
    WATER_CONTENT,
    WATER_FITTING,
    WATER_FUNCTION,
    WATER_PIECE,
)

MODEL = "stareau"
NO_YEAR = "-9999"
NO_NUMBER = -9999
NO_DATE = "9999-09-09"
POSITIVE = r"^\s*(\d+(?:\.\d+)?)"
"""Leaves −9999, −8888, −7777 and −6666 out."""
ANY_HEIGHT = r"^\s*(-?\d{1,3}(?:\.\d+)?|\d{4}(?:\.\d+)?)$"
"""A height may be below the sea, not by 9 999 m."""
REAL_DATE = r"^((?:1[89]|20|21)\d\d-\d\d-\d\d)"

_COMMON: dict[str, Sequence[str]] = {
    "commodity": ("type_reseau",),
    "status": ("etat_service",),
    "commune": ("insee_commune",),
    "address": ("localisation",),
    "owner": ("maitre_ouvrage",),
    "operator": ("exploitant",),
    "precision_xy": ("precision_xy",),
    "precision_z": ("precision_z",),
    "laid_to": ("an_pose_sup",),
    "laid_from": ("an_pose_inf",),
    "updated_on": ("date_maj",),
    "source": ("origine_maj",),
    "comment": ("commentaire",),
}
_PIPE = _COMMON | {
    "identifier": ("id_canalisation",),
    "material": ("materiau",),
    "diameter_mm": ("diametre_equivalent",),
    "length_m": ("longueur_terrain",),
    "circulation": ("mode_circulation",),
    "start_node": ("noeudinitial",),
    "end_node": ("noeudterminal",),
    "sensitive": ("sensible",),
    "function": ("fonction_canalisation", "fonction_branchement"),
    "z_start_m": ("cote_debut", "altitude_fil_eau_amont", "cote_fil_eau_amont"),
    "z_end_m": ("cote_fin", "altitude_fil_eau_aval", "cote_fil_eau_aval"),
}
_NODE = _COMMON | {
    "identifier": ("id_noeud_reseau",),
    "name": ("nom_usuel",),
    "material": ("materiau",),
    "diameter_mm": ("diametre", "calibre"),
    "pipe": ("ref_canalisation",),
    "z_m": ("z_radier", "cote_radier"),
    "state": ("etat_ouverture",),
}
_CODED = {
    "commodity": NETWORK,
    "status": STATE_OF_SERVICE,
    "precision_xy": PRECISION,
    "precision_z": PRECISION,
    "material": MATERIAL,
    "circulation": CIRCULATION,
    "state": OPENING,
}
_NUMBERS = {
    "diameter_mm": POSITIVE,
    "length_m": POSITIVE,
    "z_start_m": ANY_HEIGHT,
    "z_end_m": ANY_HEIGHT,
    "z_m": ANY_HEIGHT,
    "updated_on": REAL_DATE,
}
_WORDS = ("owner", "operator", "start_node", "end_node", "commune", "source", "pipe", "name")
"""Texts in which a generic value says nothing."""


@dataclass(frozen=True)
class PipeTable:
    """One table of lines."""

    function: CodeList
    sewer: bool
    connection: bool


@dataclass(frozen=True)
class NodeTable:
    """One table of points: a kind for all, or the column that says it."""

    sewer: bool
    kind: NodeKind | None = None
    column: str = ""
    kinds: CodeList | None = None
    identifier: str = "id_noeud_reseau"
    type: str = ""
    """Column that says more than the function, by its codes."""
    types: CodeList | None = None
    over: tuple[NodeKind, ...] = ()
    """What the function says too little with."""


PIPES = {
    "aep_canalisation": PipeTable(WATER_FUNCTION, sewer=False, connection=False),
    "aep_canalisation_branchement": PipeTable(WATER_BRANCH_FUNCTION, sewer=False, connection=True),
    "ass_canalisation": PipeTable(SEWER_FUNCTION, sewer=True, connection=False),
    "ass_canalisation_branchement": PipeTable(SEWER_BRANCH_FUNCTION, sewer=True, connection=True),
}
NODES = {
    "aep_vanne": NodeTable(
        False, column="fonction_vanne", kinds=VALVE_FUNCTION, type="type_vanne", types=VALVE_TYPE,
        over=(NodeKind.VALVE,),
    ),
    "aep_regulation": NodeTable(False, NodeKind.REGULATOR),
    "aep_pompage": NodeTable(False, NodeKind.PUMP),
    "aep_captage": NodeTable(False, NodeKind.SOURCE),
    # Water enters the network there, as at an intake.
    "aep_traitement": NodeTable(False, NodeKind.SOURCE),
    "aep_reservoir": NodeTable(False, NodeKind.TANK),
    "aep_point_mesure": NodeTable(False, NodeKind.METER),
    "aep_appareillage": NodeTable(False, column="type_appareillage", kinds=WATER_FITTING),
    "aep_piece": NodeTable(False, column="type_piece", kinds=WATER_PIECE),
    "aep_raccord": NodeTable(False, NodeKind.CONNECTION),
    "aep_point_livraison": NodeTable(False, column="type_point_livraison", kinds=DELIVERY),
    "aep_vanne_branchement": NodeTable(False, NodeKind.VALVE),
    "aep_piece_branchement": NodeTable(False, column="type_piece_branchement", kinds=WATER_PIECE),
    "ass_regard": NodeTable(True, NodeKind.MANHOLE),
    "ass_pompage": NodeTable(True, NodeKind.PUMP),
    "ass_traitement": NodeTable(True, NodeKind.TREATMENT),
    "ass_bassin": NodeTable(True, NodeKind.BASIN),
    "ass_exutoire": NodeTable(True, NodeKind.OUTFALL),
    "ass_equipement": NodeTable(
        True, column="fonction_equipement", kinds=EQUIPMENT, type="type_equipement",
        types=EQUIPMENT_TYPE, over=(NodeKind.UNKNOWN, NodeKind.OTHER),
    ),
    "ass_piece": NodeTable(True, column="type_piece", kinds=SEWER_PIECE),
    "ass_raccord": NodeTable(True, NodeKind.CONNECTION),
    "ass_point_collecte": NodeTable(True, NodeKind.CONNECTION),
    "ass_engouffrement_point": NodeTable(True, NodeKind.INLET),
    "ass_pretraitement": NodeTable(True, NodeKind.OTHER),
    "ass_chambre_depollution": NodeTable(True, NodeKind.OTHER),
    "ass_ouvrage_special_point": NodeTable(True, NodeKind.OTHER),
    "ass_point_mesure": NodeTable(True, NodeKind.METER, identifier="id_ass_point_mesure"),
}  # fmt: skip


def recognise(tables: Mapping[str, Sequence[str]]) -> NetworkMapping | None:
    """Read the tables of a dataset as those of StaR-Eau, V2024 or 2025, if they are.

    Parameters
    ----------
    tables
        Name of each table → names of its columns.
    """
    known = {}
    for name, columns in tables.items():
        if "type_reseau" not in columns or "etat_service" not in columns:
            continue
        if name in PIPES:
            known[name] = _pipes(PIPES[name], columns)
        elif name in NODES:
            known[name] = _nodes(NODES[name], columns)
    if not known:
        return None
    water = all(name.startswith("aep") for name in known)
    return NetworkMapping(MODEL, Commodity.DRINKING_WATER if water else Commodity.UNKNOWN, known)


def _pipes(table: PipeTable, columns: Sequence[str]) -> TableMapping:
    fields = _read(columns, _PIPE, _CODED | {"function": table.function})
    if not table.sewer and "contenu_canalisation" in columns:
        # `type_reseau` says aep for raw water too.
        fields["commodity"] = WATER_CONTENT.source("contenu_canalisation")
    fields["connection"] = FieldSource(constant="true" if table.connection else "false")
    # Sewers tell the altitudes upstream and downstream, water those of both ends of the drawing.
    return TableMapping(Role.PIPES, fields, levels_follow_flow=table.sewer)


def _nodes(table: NodeTable, columns: Sequence[str]) -> TableMapping:
    fields = _read(columns, _NODE | {"identifier": (table.identifier,)}, _CODED)
    if table.kinds is not None and table.column in columns:
        kind = table.kinds.source(table.column)
        if table.types is not None and table.type in columns:
            finer = Refinement(table.type, table.types.reading, table.over)
            kind = replace(kind, refined=finer)
        fields["kind"] = kind
    else:
        fields["kind"] = FieldSource(constant=table.kind or NodeKind.UNKNOWN)
    return TableMapping(Role.NODES, fields)


def _read(
    columns: Sequence[str], names: Mapping[str, Sequence[str]], lists: Mapping[str, CodeList]
) -> dict[str, FieldSource]:
    fields = sources(columns, names, lists)
    for name, source in fields.items():
        if name in _NUMBERS:
            fields[name] = replace(source, extract=_NUMBERS[name])
        elif name in _WORDS:
            fields[name] = replace(source, codes=dict.fromkeys(GENERIC, ""))
    return fields
