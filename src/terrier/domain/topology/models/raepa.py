"""RAEPA 1.2: eight layers of pipes, fittings, structures and repairs, water and sewers.

The standard contradicts itself: names of the model and of the files differ, and shapefiles cut
names to 10 characters. Files are read under either; they are written under the file names.

Source: CNIG/COVADIS, géostandard « Réseaux d'adduction d'eau potable et d'assainissement », 1.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from terrier.domain.topology.codes import NUMBERED, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Circulation, NodeKind, Role, Status
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.materials import FROM_RAEPA
from terrier.domain.topology.models.columns import find, sources, squeezed
from terrier.domain.topology.precision import PrecisionClass

MODEL = "raepa"


class Side(StrEnum):
    """Which of the two halves of the standard a layer belongs to."""

    WATER = "aep"
    SEWER = "ass"


MATERIAL_LABELS = {
    "00": "Indéterminé", "01": "Acier", "02": "Amiante-ciment", "03": "Béton âme tôle",
    "04": "Béton armé", "05": "Béton fibré", "06": "Béton non armé", "07": "Cuivre",
    "08": "Fibre ciment", "09": "Fibre de verre", "10": "Fibrociment", "11": "Fonte ductile",
    "12": "Fonte grise", "13": "Grès", "14": "Maçonné", "15": "Meulière", "16": "PEBD",
    "17": "PEHD annelé", "18": "PEHD lisse", "19": "Plomb", "20": "PP annelé", "21": "PP lisse",
    "22": "PRV A", "23": "PRV B", "24": "PVC ancien", "25": "PVC BO", "26": "PVC U annelé",
    "27": "PVC U lisse", "28": "Tôle galvanisée", "99": "Autre",
}  # fmt: skip
MATERIAL = CodeList.of(
    "materiau",
    *((code, label, FROM_RAEPA[code]) for code, label in MATERIAL_LABELS.items()),
    extract=NUMBERED,
)
CIRCULATION = CodeList.of(
    "modecirc",
    ("00", "Indéterminé", Circulation.UNKNOWN),
    ("01", "Gravitaire", Circulation.GRAVITY),
    ("02", "Forcé", Circulation.FORCED),
    ("03", "Sous-vide", Circulation.VACUUM),
    ("99", "Autre", Circulation.UNKNOWN),
    extract=NUMBERED,
)
YEAR_QUALITY = CodeList.of(
    "qualannee",
    ("00", "Indéterminé", ""),
    ("01", "Certaine", "certaine"),
    ("02", "Récolement", "récolement"),
    ("03", "Projet", "projet"),
    ("04", "Mémoire", "mémoire"),
    ("05", "Déduite", "déduite"),
    extract=NUMBERED,
)
PRECISION = CodeList.of(
    "qualgloc",
    ("01", "Classe A", PrecisionClass.A),
    ("02", "Classe B", PrecisionClass.B),
    ("03", "Classe C", PrecisionClass.C),
    extract=NUMBERED,
)
IN_SERVICE = CodeList.of(
    "enservice",
    ("O", "En service", Status.IN_SERVICE),
    ("N", "Hors service", Status.STOPPED),
    ("true", "En service", Status.IN_SERVICE),
    ("false", "Hors service", Status.STOPPED),
)
YES_NO = CodeList.of(
    "branchemnt",
    ("O", "Oui", "true"),
    ("N", "Non", "false"),
    ("true", "Oui", "true"),
    ("false", "Non", "false"),
)
AGAINST = CodeList.of(
    "sensecoul",
    ("1", "Sens de la saisie", "false"),
    ("0", "Sens inverse", "true"),
    ("true", "Sens de la saisie", "false"),
    ("false", "Sens inverse", "true"),
)
WATER_CONTENT = CodeList.of(
    "contcanaep",
    ("00", "Indéterminée", Commodity.UNKNOWN),
    ("01", "Eau brute", Commodity.RAW_WATER),
    ("02", "Eau potable", Commodity.DRINKING_WATER),
    ("99", "Autre", Commodity.UNKNOWN),
    extract=NUMBERED,
)
SEWER_CONTENT = CodeList.of(
    "contcanass",
    ("00", "Indéterminée", Commodity.UNKNOWN),
    ("01", "Eaux pluviales", Commodity.STORMWATER),
    ("02", "Eaux usées", Commodity.WASTEWATER),
    ("03", "Unitaire", Commodity.COMBINED_SEWER),
    ("99", "Autre", Commodity.UNKNOWN),
    extract=NUMBERED,
)
SEWER_TYPE = CodeList.of(
    "typreseau",
    ("01", "Pluvial", Commodity.STORMWATER),
    ("02", "Eaux usées", Commodity.WASTEWATER),
    ("03", "Unitaire", Commodity.COMBINED_SEWER),
    extract=NUMBERED,
)
WATER_FUNCTION = CodeList.of(
    "fonccanaep",
    ("00", "Indéterminée", ""),
    ("01", "Transport", "transport"),
    ("02", "Distribution", "distribution"),
    ("99", "Autre", "autre"),
    extract=NUMBERED,
)
SEWER_FUNCTION = CodeList.of(
    "fonccanass",
    ("00", "Indéterminée", ""),
    ("01", "Transport", "transport"),
    ("02", "Collecte", "collecte"),
    ("99", "Autre", "autre"),
    extract=NUMBERED,
)
WATER_FITTING = CodeList.of(
    "fnappaep",
    ("00", "Indéterminé", NodeKind.UNKNOWN),
    ("01", "Point de branchement", NodeKind.CONNECTION),
    ("02", "Ventouse", NodeKind.AIR_VALVE),
    ("03", "Vanne", NodeKind.VALVE),
    ("04", "Vidange", NodeKind.DRAIN),
    ("05", "Régulateur de pression", NodeKind.REGULATOR),
    ("06", "Hydrant", NodeKind.HYDRANT),
    ("07", "Compteur", NodeKind.METER),
    ("08", "Débitmètre", NodeKind.METER),
    ("99", "Autre", NodeKind.OTHER),
    extract=NUMBERED,
)
SEWER_FITTING = CodeList.of(
    "fnappass",
    ("00", "Indéterminé", NodeKind.UNKNOWN),
    ("01", "Point de branchement", NodeKind.CONNECTION),
    ("02", "Ventouse", NodeKind.AIR_VALVE),
    ("03", "Vanne", NodeKind.VALVE),
    ("04", "Débitmètre", NodeKind.METER),
    ("99", "Autre", NodeKind.OTHER),
    extract=NUMBERED,
)
WATER_STRUCTURE = CodeList.of(
    "fnouvaep",
    ("00", "Indéterminé", NodeKind.UNKNOWN),
    ("01", "Station de pompage", NodeKind.PUMP),
    ("05", "Captage", NodeKind.SOURCE),
    # Water enters the network there, as at an intake.
    ("02", "Station de traitement", NodeKind.SOURCE),
    ("03", "Réservoir", NodeKind.TANK),
    ("04", "Chambre de comptage", NodeKind.METER),
    ("99", "Autre", NodeKind.OTHER),
    extract=NUMBERED,
)
SEWER_STRUCTURE = CodeList.of(
    "fnouvass",
    ("00", "Indéterminé", NodeKind.UNKNOWN),
    ("01", "Station de pompage", NodeKind.PUMP),
    ("02", "Station d'épuration", NodeKind.TREATMENT),
    ("03", "Bassin de stockage", NodeKind.BASIN),
    ("04", "Déversoir d'orage", NodeKind.OVERFLOW),
    ("05", "Rejet", NodeKind.OUTFALL),
    ("06", "Regard", NodeKind.MANHOLE),
    ("07", "Avaloir", NodeKind.INLET),
    ("99", "Autre", NodeKind.OTHER),
    extract=NUMBERED,
)
REPAIRED = CodeList.of(
    "supprepare", ("01", "Canalisation"), ("02", "Appareillage"), ("03", "Ouvrage")
)
FAILURE = CodeList.of(
    "defreparee",
    ("00", "Indéterminé", "indéterminée"),
    ("01", "Casse longitudinale", "casse longitudinale"),
    ("02", "Casse nette", "casse nette"),
    ("03", "Déboîtement", "déboîtement"),
    ("04", "Fissure", "fissure"),
    ("05", "Joint", "joint"),
    ("06", "Percement", "percement"),
    ("99", "Autre", "autre"),
    extract=NUMBERED,
)
LISTS = (
    MATERIAL, CIRCULATION, YEAR_QUALITY, PRECISION, IN_SERVICE, YES_NO, AGAINST, WATER_CONTENT,
    SEWER_CONTENT, SEWER_TYPE, WATER_FUNCTION, SEWER_FUNCTION, WATER_FITTING, SEWER_FITTING,
    WATER_STRUCTURE, SEWER_STRUCTURE, REPAIRED, FAILURE,
)  # fmt: skip

_COMMON: dict[str, Sequence[str]] = {
    "owner": ("mouvrage", "maitreouvrage"),
    "operator": ("gexploit", "exploitant"),
    "laid_to": ("anfinpose", "anposesup", "anmessup"),
    "laid_from": ("andebpose", "anposeinf", "anmesinf"),
    "precision_xy": ("qualglocxy",),
    "precision_z": ("qualglocz",),
    "updated_on": ("datemaj",),
    "source": ("sourmaj",),
    "year_quality": ("qualannee",),
    "diameter_mm": ("diametre", "diametrenominal"),
}
_PIPE: dict[str, Sequence[str]] = _COMMON | {
    "identifier": ("idcana", "idcanalisation"),
    "status": ("enservice",),
    "connection": ("branchemnt", "branchmt", "branchement"),
    "material": ("materiau",),
    "circulation": ("modecirc", "modecirculation"),
    "start_node": ("idnini", "idnoeudini", "id_nd_amon"),
    "end_node": ("idnterm", "idnoeudterm", "id_nd_aval"),
    "length_m": ("longcana", "longueur"),
    "connections": ("nbranche",),
    "against": ("sensecoul",),
}
_NODE: dict[str, Sequence[str]] = _COMMON | {
    "z_m": ("z", "altradierouvrage", "z_radier", "z_appareil"),
    "pipe": ("idcanppale",),
    "upstream_pipe": ("idcanamont",),
    "downstream_pipe": ("idcanaval",),
}
_REPAIR: dict[str, Sequence[str]] = {
    "identifier": ("idrepar", "idreparation"),
    "repaired": ("idsuprepar", "idsupportincident"),
    "failure": ("defreparee", "typedefaillance"),
    "date": ("daterepar", "dateintervention"),
    "owner": ("mouvrage", "maitreouvrage"),
}
_SUPPORT = ("supprepare", "supprepar", "supportincident")
_PIPE_SIDE: dict[Side, dict[str, Sequence[str]]] = {
    Side.WATER: {
        "commodity": ("contcanaep", "contcanae"),
        "function": ("fonccanaep", "fonctioncanae"),
        "depth_m": ("profgen", "filgen"),
    },
    Side.SEWER: {
        "commodity": ("typreseau", "contcanass"),
        "function": ("fonccanass", "fonctioncanass"),
        "z_start_m": ("zamont", "altamont", "fe_amont"),
        "z_end_m": ("zaval", "altaval", "fe_aval"),
    },
}
# The official template of water fittings bears the column of sewer ones.
_FITTING_KIND = ("fnappaep", "typappae", "fnappass", "typappass")
_STRUCTURE_KIND = ("fnouvaep", "typouvrageae", "fnouvass", "typouvrageass")
_CODES = {
    "material": MATERIAL,
    "circulation": CIRCULATION,
    "precision_xy": PRECISION,
    "precision_z": PRECISION,
    "status": IN_SERVICE,
    "connection": YES_NO,
    "against": AGAINST,
    "year_quality": YEAR_QUALITY,
}
_USUAL = ("idnini", "idnterm", "modecirc", "branchemnt", "qualglocxy", "anfinpose", "materiau")
"""A table of pipes that has neither function nor content is known by three of these."""
_THREE = 3
_COMMODITY = {Side.WATER: Commodity.DRINKING_WATER, Side.SEWER: Commodity.UNKNOWN}


def recognise(tables: Mapping[str, Sequence[str]]) -> NetworkMapping | None:
    """Read the tables of a dataset as RAEPA, if they are.

    Parameters
    ----------
    tables
        Name of each table → names of its columns, in any case, cut to 10 characters or not.

    Returns
    -------
    NetworkMapping or None
        None where no table is of pipes, fittings, structures or repairs of the standard.
    """
    found = {name: _table(name, columns) for name, columns in tables.items()}
    known = {name: read for name, read in found.items() if read is not None}
    if not known:
        return None
    sides = {side for side, _ in known.values()}
    commodity = _COMMODITY[sides.pop()] if len(sides) == 1 else Commodity.UNKNOWN
    return NetworkMapping(
        MODEL, commodity, {name: _own_commodity(*read) for name, read in known.items()}
    )


def _own_commodity(side: Side, table: TableMapping) -> TableMapping:
    """Say what water layers carry where their rows do not: sewers may stand beside them."""
    if side is Side.SEWER or "commodity" in table.fields or table.role is Role.REPAIRS:
        return table
    carried = FieldSource(constant=Commodity.DRINKING_WATER)
    return replace(table, fields=table.fields | {"commodity": carried})


def _table(name: str, columns: Sequence[str]) -> tuple[Side, TableMapping] | None:
    if find(columns, _SUPPORT) and find(columns, _REPAIR["failure"]):
        return _side(name, columns), _repairs(columns)
    if _is_of_pipes(columns):
        return _pipes(_side(name, columns), columns)
    for kinds, by_side, identifier in (
        (_STRUCTURE_KIND, _STRUCTURES, ("idouvrage",)),
        (_FITTING_KIND, _FITTINGS, ("idappareil",)),
    ):
        if find(columns, kinds):
            side = _side(name, columns)
            return side, _nodes(side, columns, kinds, by_side[side], identifier)
    return None


def _repairs(columns: Sequence[str]) -> TableMapping:
    return TableMapping(Role.REPAIRS, sources(columns, _REPAIR, {"failure": FAILURE}))


_STRUCTURES = {Side.WATER: WATER_STRUCTURE, Side.SEWER: SEWER_STRUCTURE}
_FITTINGS = {Side.WATER: WATER_FITTING, Side.SEWER: SEWER_FITTING}


def _is_of_pipes(columns: Sequence[str]) -> bool:
    for names in _PIPE_SIDE.values():
        if find(columns, names["function"]):
            return True
    usual = sum(find(columns, (name,)) is not None for name in _USUAL)
    return find(columns, ("idcana", "idcanalisation")) is not None and usual >= _THREE


def _side(name: str, columns: Sequence[str]) -> Side:
    """Tell water from sewers: by the name of the table, else by its columns."""
    plain = squeezed(name).replace(MODEL, "")
    for side in Side:
        if side in plain:
            return side
    sewer = any(squeezed(c).endswith("ass") or squeezed(c) == "typreseau" for c in columns)
    return Side.SEWER if sewer else Side.WATER


def _pipes(side: Side, columns: Sequence[str]) -> tuple[Side, TableMapping]:
    names = _PIPE | _PIPE_SIDE[side]
    content = find(columns, names["commodity"])
    sewer = SEWER_TYPE if content and squeezed(content) == "typreseau" else SEWER_CONTENT
    codes = _CODES | {
        "commodity": WATER_CONTENT if side is Side.WATER else sewer,
        "function": WATER_FUNCTION if side is Side.WATER else SEWER_FUNCTION,
    }
    fields = sources(columns, names, codes)
    # zamont and zaval: the standard names them after the flow.
    return side, TableMapping(Role.PIPES, fields, levels_follow_flow=side is Side.SEWER)


def _nodes(
    side: Side,
    columns: Sequence[str],
    kind: Sequence[str],
    kinds: CodeList,
    identifier: Sequence[str],
) -> TableMapping:
    names: dict[str, Sequence[str]] = _NODE | {"kind": kind, "identifier": identifier}
    if "idappareil" in identifier:
        names |= {"structure": ("idouvrage",)}
    if side is Side.SEWER:
        names |= {"commodity": ("typreseau",)}
    codes = _CODES | {"kind": kinds, "commodity": SEWER_TYPE}
    return TableMapping(Role.NODES, sources(columns, names, codes))
