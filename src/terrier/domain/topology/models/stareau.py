"""StaR-Eau V2024, and the columns that its 2025 version renames.

Every list ends with five generic values, and every year, date and number that may not be empty has
four values that say why it is not known: none of them is read as a fact.

Source: CNIG/ASTEE, géostandard StaR-Eau V2024 (1.0.0), PostGIS scripts and lists of values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from terrier.domain.topology.codes import Code, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Circulation, NodeKind, Role, Status, ValveState
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.materials import FROM_STAREAU, MATERIALS
from terrier.domain.topology.models.columns import sources
from terrier.domain.topology.precision import PrecisionClass

MODEL = "stareau"
NOT_FILLED = "non_renseigne"
OTHER = "autre"
NO_YEAR = "-9999"
NO_NUMBER = -9999
NO_DATE = "9999-09-09"
GENERIC = {
    NOT_FILLED: "Non renseigné",
    "non_concerne": "Non concerné",
    "non_valide": "Non validé",
    "non_determine": "Non déterminé",
}
POSITIVE = r"^\s*(\d+(?:\.\d+)?)"
"""Leaves −9999, −8888, −7777 and −6666 out."""
ANY_HEIGHT = r"^\s*(-?\d{1,3}(?:\.\d+)?|\d{4}(?:\.\d+)?)$"
"""A height may be below the sea, not by 9 999 m."""
REAL_DATE = r"^((?:1[89]|20|21)\d\d-\d\d-\d\d)"


def _listed(
    name: str,
    *rows: tuple[str, str] | tuple[str, str, str | None],
    unknown: str | None = None,
    other: str | None = None,
) -> CodeList:
    """Declare a list with the five generic values that all have."""
    generic = tuple(Code(value, label, unknown) for value, label in GENERIC.items())
    return CodeList(name, (*(Code(*row) for row in rows), *generic, Code(OTHER, "Autre", other)))


MATERIAL = CodeList(
    "com_materiau",
    tuple(
        Code(value, GENERIC.get(value, MATERIALS[ours].label), ours)
        for value, ours in sorted(FROM_STAREAU.items(), key=lambda pair: pair[0] in GENERIC)
    ),
)
STATE_OF_SERVICE = _listed(
    "com_etat_service",
    ("en_service", "En service", Status.IN_SERVICE),
    ("en_arret", "En arrêt", Status.STOPPED),
    ("abandon", "Abandonné", Status.ABANDONED),
    ("comble", "Comblé", Status.ABANDONED),
    ("depose", "Déposé", Status.REMOVED),
    ("en_projet", "En projet", Status.PLANNED),
    ("en_construction", "En construction", Status.PLANNED),
    unknown=Status.UNKNOWN,
    other=Status.UNKNOWN,
)
CIRCULATION = _listed(
    "com_mode_circulation",
    ("gravitaire", "Gravitaire", Circulation.GRAVITY),
    ("forcee", "Forcée", Circulation.FORCED),
    ("refoulement", "Refoulement", Circulation.FORCED),
    ("sous_vide", "Sous vide", Circulation.VACUUM),
    unknown=Circulation.UNKNOWN,
    other=Circulation.UNKNOWN,
)
PRECISION = CodeList.of(
    "com_precision", *((c.value, f"Classe {c.value}", c.value) for c in PrecisionClass)
)
NETWORK = _listed(
    "com_type_reseau",
    # The list has no raw water: it is written so, and read as drinking water.
    ("aep", "Eau potable", Commodity.RAW_WATER),
    ("aep", "Eau potable", Commodity.DRINKING_WATER),
    ("assaep", "Eaux pluviales", Commodity.STORMWATER),
    ("assaeu", "Eaux usées", Commodity.WASTEWATER),
    ("assaru", "Réseau unitaire", Commodity.COMBINED_SEWER),
    # Water for fire is drawn from the drinking water of most communes; its quality is not said.
    ("ince", "Incendie", Commodity.RAW_WATER),
    unknown=Commodity.UNKNOWN,
    other=Commodity.UNKNOWN,
)
WATER_CONTENT = _listed(
    "aep_contenu_canalisation",
    ("eau_potable", "Eau potable", Commodity.DRINKING_WATER),
    ("eau_brute", "Eau brute", Commodity.RAW_WATER),
    ("eau_impropre", "Eau impropre à la consommation", Commodity.RAW_WATER),
    unknown=Commodity.UNKNOWN,
    other=Commodity.UNKNOWN,
)
WATER_FUNCTION = _listed(
    "aep_fonction_canalisation",
    ("transport", "Transport", "transport"),
    ("adduction", "Adduction", "adduction"),
    ("transport_distri", "Transport-distribution", "transport-distribution"),
    ("distribution", "Distribution", "distribution"),
    unknown="",
    other="autre",
)
SEWER_FUNCTION = _listed(
    "ass_fonction_canalisation",
    ("collecte", "Collecte", "collecte"),
    ("transport", "Transport", "transport"),
    ("by_pass", "By-pass", "by-pass"),
    ("galerie_acces", "Galerie d'accès", "galerie d'accès"),
    ("stockage", "Stockage", "stockage"),
    ("trop_plein", "Trop-plein", "trop-plein"),
    ("drain", "Drain", "drain"),
    unknown="",
    other="autre",
)
WATER_BRANCH_FUNCTION = _listed(
    "aep_fonction_branchement",
    ("fourniture", "Fourniture", "fourniture"),
    ("incendie", "Incendie", "incendie"),
    ("purge", "Purge ou vidange", "purge"),
    unknown="",
    other="autre",
)
SEWER_BRANCH_FUNCTION = _listed(
    "ass_fonction_branchement",
    ("collecte", "Collecte", "collecte"),
    ("trop_plein", "Trop-plein", "trop-plein"),
    ("drain", "Drain", "drain"),
    unknown="",
    other="autre",
)
OPENING = _listed(
    "aep_etat_ouverture",
    ("ouverte", "Ouverte", ValveState.OPEN),
    ("fermee", "Fermée", ValveState.CLOSED),
    ("partiel_ouverte", "Partiellement ouverte", ValveState.OPEN),
    # Water still goes through.
    ("partiel_fermee", "Partiellement fermée", ValveState.OPEN),
    unknown=ValveState.UNKNOWN,
    other=ValveState.UNKNOWN,
)
VALVE_FUNCTION = _listed(
    "aep_fonction_vanne",
    ("coupure", "Vanne de coupure", NodeKind.VALVE),
    ("sectorisation", "Sectorisation", NodeKind.VALVE),
    ("securisation", "Sécurisation", NodeKind.VALVE),
    ("purge", "Purge ou vidange", NodeKind.DRAIN),
    unknown=NodeKind.VALVE,
    other=NodeKind.VALVE,
)
WATER_FITTING = _listed(
    "aep_type_appareillage",
    ("ventouse", "Ventouse", NodeKind.AIR_VALVE),
    ("anti_retour", "Clapet anti-retour", NodeKind.CHECK_VALVE),
    ("disconnecteur", "Disconnecteur", NodeKind.CHECK_VALVE),
    ("purge_auto", "Purge automatique", NodeKind.DRAIN),
    ("chasse", "Chasse", NodeKind.DRAIN),
    ("filtre", "Filtre", NodeKind.OTHER),
    ("boite_boue", "Boîte à boues", NodeKind.OTHER),
    ("anti_belier", "Anti-bélier", NodeKind.OTHER),
    unknown=NodeKind.UNKNOWN,
    other=NodeKind.OTHER,
)
_JOINED = (
    ("te", "Té"), ("coude", "Coude"), ("manchon", "Manchon"), ("raccord", "Raccord"),
    ("cone", "Cône"), ("croix", "Croix"), ("plaque_taraudee", "Plaque taraudée"),
)  # fmt: skip
WATER_PIECE = _listed(
    "aep_type_piece",
    *((value, label, NodeKind.JUNCTION) for value, label in _JOINED),
    ("bouchon", "Bouchon", NodeKind.CAP),
    ("pp", "Plaque pleine", NodeKind.CAP),
    unknown=NodeKind.JUNCTION,
    other=NodeKind.JUNCTION,
)
SEWER_PIECE = _listed(
    "ass_type_piece",
    *((value, label, NodeKind.JUNCTION) for value, label in _JOINED[:5]),
    ("bouchon", "Bouchon", NodeKind.CAP),
    ("bee", "Gueule bée", NodeKind.JUNCTION),
    unknown=NodeKind.JUNCTION,
    other=NodeKind.JUNCTION,
)
DELIVERY = _listed(
    "aep_type_point_livraison",
    ("incendie", "Défense incendie", NodeKind.HYDRANT),
    *(
        (value, label, NodeKind.METER)
        for value, label in (
            ("citerneau", "Citerneau"), ("regard", "Regard visitable"),
            ("mural", "Coffret mural"), ("socle", "Coffret sur socle"),
            ("abri", "Abri non gélif"), ("sans", "Sans enveloppe"),
            ("support", "Support mural"), ("lavoir", "Lavoir"), ("fontaine", "Fontaine"),
            ("borne_arrosage", "Borne d'arrosage"), ("borne_puisage", "Borne de puisage"),
        )
    ),
    unknown=NodeKind.METER,
    other=NodeKind.METER,
)  # fmt: skip
EQUIPMENT = _listed(
    "ass_fonction_equipement",
    ("deversoir_orage", "Déversoir d'orage", NodeKind.OVERFLOW),
    ("anti_retour", "Anti-retour", NodeKind.CHECK_VALVE),
    ("anti_crue", "Anti-crue", NodeKind.CHECK_VALVE),
    ("securite", "Mise en sécurité", NodeKind.VALVE),
    ("regulation", "Régulation", NodeKind.REGULATOR),
    ("deviation", "Déviation", NodeKind.OTHER),
    ("reprise_temps_secs", "Reprise de temps sec", NodeKind.OTHER),
    unknown=NodeKind.UNKNOWN,
    other=NodeKind.OTHER,
)
LISTS = (
    MATERIAL, STATE_OF_SERVICE, CIRCULATION, PRECISION, NETWORK, WATER_CONTENT, WATER_FUNCTION,
    SEWER_FUNCTION, WATER_BRANCH_FUNCTION, SEWER_BRANCH_FUNCTION, OPENING, VALVE_FUNCTION,
    WATER_FITTING, WATER_PIECE, SEWER_PIECE, DELIVERY, EQUIPMENT,
)  # fmt: skip

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


PIPES = {
    "aep_canalisation": PipeTable(WATER_FUNCTION, sewer=False, connection=False),
    "aep_canalisation_branchement": PipeTable(WATER_BRANCH_FUNCTION, sewer=False, connection=True),
    "ass_canalisation": PipeTable(SEWER_FUNCTION, sewer=True, connection=False),
    "ass_canalisation_branchement": PipeTable(SEWER_BRANCH_FUNCTION, sewer=True, connection=True),
}
NODES = {
    "aep_vanne": NodeTable(False, column="fonction_vanne", kinds=VALVE_FUNCTION),
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
    "ass_equipement": NodeTable(True, column="fonction_equipement", kinds=EQUIPMENT),
    "ass_piece": NodeTable(True, column="type_piece", kinds=SEWER_PIECE),
    "ass_raccord": NodeTable(True, NodeKind.CONNECTION),
    "ass_point_collecte": NodeTable(True, NodeKind.CONNECTION),
    "ass_engouffrement_point": NodeTable(True, NodeKind.INLET),
    "ass_pretraitement": NodeTable(True, NodeKind.OTHER),
    "ass_chambre_depollution": NodeTable(True, NodeKind.OTHER),
    "ass_ouvrage_special_point": NodeTable(True, NodeKind.OTHER),
    "ass_point_mesure": NodeTable(True, NodeKind.METER, identifier="id_ass_point_mesure"),
}


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
    return TableMapping(Role.PIPES, fields)


def _nodes(table: NodeTable, columns: Sequence[str]) -> TableMapping:
    fields = _read(columns, _NODE | {"identifier": (table.identifier,)}, _CODED)
    if table.kinds is not None and table.column in columns:
        fields["kind"] = table.kinds.source(table.column)
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
