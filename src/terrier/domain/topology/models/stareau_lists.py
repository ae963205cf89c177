"""The lists of values of StaR-Eau V2024.

Every list ends with five generic values, none of which is read as a fact.

Source: CNIG/ASTEE, géostandard StaR-Eau V2024 (1.0.0), lists of values.
"""

from __future__ import annotations

from terrier.domain.topology.codes import Code, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Circulation, NodeKind, Status, ValveState
from terrier.domain.topology.materials import FROM_STAREAU, MATERIALS
from terrier.domain.topology.precision import PrecisionClass

NOT_FILLED = "non_renseigne"
OTHER = "autre"
GENERIC = {
    NOT_FILLED: "Non renseigné",
    "non_concerne": "Non concerné",
    "non_valide": "Non validé",
    "non_determine": "Non déterminé",
}


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
    # What a device is for is not known by what it is: its type says that it is one of these.
    (NOT_FILLED, GENERIC[NOT_FILLED], NodeKind.VALVE),
    (NOT_FILLED, GENERIC[NOT_FILLED], NodeKind.AIR_VALVE),
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
VALVE_TYPE = _listed(
    "aep_type_vanne",
    ("clapet", "Clapet", NodeKind.CHECK_VALVE),
    *(
        (value, label)
        for value, label in (
            ("quart_tour", "1/4 tour"), ("papillon", "Papillon"), ("opercule", "À opercule"),
            ("boisseau", "À boisseau sphérique"), ("diaphragme", "À diaphragme"),
            ("pointeau", "À pointeau"), ("guillotine", "Guillotine"),
        )
    ),
)  # fmt: skip
EQUIPMENT_TYPE = _listed(
    "ass_type_equipement",
    ("vanne", "Vanne", NodeKind.VALVE),
    ("clapet", "Clapet", NodeKind.CHECK_VALVE),
    ("porte_flots", "Porte à flots", NodeKind.CHECK_VALVE),
    ("ventouse", "Ventouse", NodeKind.AIR_VALVE),
    ("vanne_regul", "Vanne de régulation", NodeKind.REGULATOR),
    *(
        (value, label)
        for value, label in (
            ("batardeau", "Batardeau"), ("orifice", "Orifice"), ("venturi", "Venturi"),
            ("barrage_poutrelle", "Barrage à poutrelle"), ("seuil", "Seuil"),
        )
    ),
)  # fmt: skip
LISTS = (
    MATERIAL, STATE_OF_SERVICE, CIRCULATION, PRECISION, NETWORK, WATER_CONTENT, WATER_FUNCTION,
    SEWER_FUNCTION, WATER_BRANCH_FUNCTION, SEWER_BRANCH_FUNCTION, OPENING, VALVE_FUNCTION,
    WATER_FITTING, WATER_PIECE, SEWER_PIECE, DELIVERY, EQUIPMENT, VALVE_TYPE, EQUIPMENT_TYPE,
)  # fmt: skip
