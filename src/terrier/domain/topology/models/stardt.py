"""StaR-DT: the plans that operators answer with, whatever network, as GML features.

Coded values are references (`statut xlink:href=".../functional"`), which the door brings in as
columns (`statut_href`): the last word of the address is the code.

Source: CNIG, StaR-DT, application schema and code lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from terrier.domain.topology.codes import LAST_WORD, Code, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Circulation, NodeKind, Role, Status
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.materials import FROM_STARDT, MATERIALS
from terrier.domain.topology.models.columns import find, sources, squeezed
from terrier.domain.topology.precision import PrecisionClass

MODEL = "stardt"

STATUS = CodeList.of(
    "ConditionOfFacilityValue",
    ("functional", "Actif", Status.IN_SERVICE),
    ("projected", "En projet", Status.PLANNED),
    ("underConstruction", "En construction", Status.PLANNED),
    ("decommissioned", "Déclassé", Status.ABANDONED),
    # As the script of StaR-Eau writes it.
    ("decommisionned", "Déclassé", Status.ABANDONED),
    extract=LAST_WORD,
)
MATERIAL = CodeList(
    "PipeMaterialTypeValue",
    tuple(Code(value, MATERIALS[ours].label, ours) for value, ours in FROM_STARDT.items()),
    LAST_WORD,
)
PRECISION = CodeList.of(
    "ClassePrecisionReseau", *((c.value, f"Classe {c.value}", c.value) for c in PrecisionClass)
)
FLOW = CodeList.of(
    "TypeEcoulementValue",
    ("gravitaireSurfaceLibre", "Gravitaire en surface libre", Circulation.GRAVITY),
    ("enChargeGravite", "En charge par gravité", Circulation.GRAVITY),
    ("enChargePressurisation", "En charge par pressurisation", Circulation.FORCED),
    extract=LAST_WORD,
)
WATER = CodeList.of(
    "WaterTypeValue",
    ("potable", "Eau potable", Commodity.DRINKING_WATER),
    ("raw", "Eau brute", Commodity.RAW_WATER),
    ("salt", "Eau salée", Commodity.RAW_WATER),
    ("treated", "Eau traitée", Commodity.RAW_WATER),
    extract=LAST_WORD,
)
SEWER = CodeList.of(
    "TypeAssainissementValue",
    ("combined", "Réseau unitaire", Commodity.COMBINED_SEWER),
    ("sanitary", "Eaux usées", Commodity.WASTEWATER),
    ("storm", "Eaux pluviales", Commodity.STORMWATER),
    ("reclaimed", "Eau récupérée", Commodity.WASTEWATER),
    extract=LAST_WORD,
)
HIERARCHY = CodeList.of(
    "HierarchieValue", ("branchement", "Branchement", "true"), ("reseau", "Réseau", "false")
)
DELIVERY = CodeList.of(
    "UtilityDeliveryTypeValue",
    ("transport", "Transport", "transport"),
    ("distribution", "Distribution", "distribution"),
    ("collection", "Collecte", "collecte"),
    ("private", "Privé", "privé"),
    extract=LAST_WORD,
)
ACCESSORY = CodeList.of(
    "AppurtenanceTypeValue",
    ("systemValve", "Vanne", NodeKind.VALVE),
    ("controlValve", "Vanne de régulation", NodeKind.VALVE),
    ("valve", "Vanne", NodeKind.VALVE),
    ("checkValve", "Clapet", NodeKind.CHECK_VALVE),
    ("recoilCheckValve", "Clapet anti-retour", NodeKind.CHECK_VALVE),
    ("tideGate", "Clapet de marée", NodeKind.CHECK_VALVE),
    ("pressureController", "Régulateur de pression", NodeKind.REGULATOR),
    ("pressureRelieveValve", "Soupape", NodeKind.REGULATOR),
    ("regulator", "Régulateur", NodeKind.REGULATOR),
    ("airRelieveValve", "Ventouse", NodeKind.AIR_VALVE),
    ("vent", "Évent", NodeKind.AIR_VALVE),
    ("pump", "Pompe", NodeKind.PUMP),
    ("pumpStation", "Station de pompage", NodeKind.PUMP),
    ("well", "Puits de production", NodeKind.SOURCE),
    ("treatmentPlant", "Usine de traitement", NodeKind.SOURCE),
    ("storageFacility", "Réservoir", NodeKind.TANK),
    ("clearWell", "Réservoir d'eau traitée", NodeKind.TANK),
    ("storageBasin", "Bassin", NodeKind.BASIN),
    ("fireHydrant", "Poteau ou bouche d'incendie", NodeKind.HYDRANT),
    ("hydrant", "Hydrant", NodeKind.HYDRANT),
    ("meter", "Compteur", NodeKind.METER),
    ("scadaSensor", "Capteur", NodeKind.SENSOR),
    ("samplingStation", "Point de prélèvement", NodeKind.SENSOR),
    ("lateralPoint", "Départ de branchement", NodeKind.CONNECTION),
    ("waterServicePoint", "Point de livraison", NodeKind.CONNECTION),
    ("connection", "Branchement", NodeKind.CONNECTION),
    ("deliveryPoint", "Point de livraison", NodeKind.CONNECTION),
    ("waterExhaustPoint", "Vidange", NodeKind.DRAIN),
    ("waterDischargePoint", "Décharge", NodeKind.DRAIN),
    ("catchBasin", "Avaloir", NodeKind.INLET),
    ("rainwaterCollector", "Collecteur d'eaux de pluie", NodeKind.INLET),
    ("cleanOut", "Regard de curage", NodeKind.MANHOLE),
    ("dischargeStructure", "Rejet", NodeKind.OUTFALL),
    ("junction", "Jonction", NodeKind.JUNCTION),
    ("fitting", "Pièce de raccord", NodeKind.JUNCTION),
    ("sewerNode", "Nœud d'assainissement", NodeKind.JUNCTION),
    ("oilGasChemicalsNode", "Nœud de gaz ou d'hydrocarbures", NodeKind.JUNCTION),
    ("tee", "Té", NodeKind.JUNCTION),
    ("bend", "Coude", NodeKind.JUNCTION),
    ("reducing", "Réduction", NodeKind.JUNCTION),
    ("welding", "Soudure", NodeKind.JUNCTION),
    ("fixedPoint", "Point fixe", NodeKind.JUNCTION),
    ("jointClosure", "Boîte de jonction", NodeKind.JUNCTION),
    ("spliceClosure", "Boîte d'épissure", NodeKind.JUNCTION),
    ("splitter", "Coupleur", NodeKind.JUNCTION),
    ("exchange", "Central", NodeKind.CABINET),
    ("mainDistributionFrame", "Répartiteur", NodeKind.CABINET),
    ("patchPanel", "Panneau de brassage", NodeKind.CABINET),
    *(
        (value, label, NodeKind.OTHER)
        for value, label in (
            ("autre", "Autre"),
            ("anode", "Anode"),
            ("barrel", "Fût"),
            ("barScreen", "Dégrilleur"),
            ("compensator", "Compensateur"),
            ("compression", "Compression"),
            ("fountain", "Fontaine"),
            ("gasStation", "Station de gaz"),
            ("marker", "Repère"),
            ("beacon", "Balise"),
            ("mechanicAndElectromechanicEquipment", "Équipement mécanique"),
            ("specificStructure", "Ouvrage particulier"),
            ("storage", "Stockage"),
            ("surgeReliefTank", "Anti-bélier"),
            ("terminal", "Terminal"),
            ("termination", "Terminaison"),
            ("thrustProtection", "Butée"),
            ("watertankOrChamber", "Bâche ou chambre"),
        )
    ),
    extract=LAST_WORD,
)
LISTS = (STATUS, MATERIAL, PRECISION, FLOW, WATER, SEWER, HIERARCHY, DELIVERY, ACCESSORY)

THEMES = {
    "ELEC": Commodity.ELECTRICITY, "ELECTRD": Commodity.ELECTRICITY,
    "ELECBT": Commodity.ELECTRICITY, "ELECHT": Commodity.ELECTRICITY,
    "ELECECL": Commodity.LIGHTING, "ELECSLT": Commodity.TRAFFIC_LIGHTS, "GAZ": Commodity.GAS,
    "CHIM": Commodity.CHEMICALS, "AEP": Commodity.DRINKING_WATER, "ASSEP": Commodity.STORMWATER,
    "ASSAEP": Commodity.STORMWATER, "ASSEU": Commodity.WASTEWATER,
    "ASSAEU": Commodity.WASTEWATER, "ASSARU": Commodity.COMBINED_SEWER, "CHAU": Commodity.HEAT,
    "COM": Commodity.TELECOM, "AUTREAU": Commodity.RAW_WATER, "INCE": Commodity.RAW_WATER,
    "MULT": Commodity.MULTIPLE, "ASS": Commodity.UNKNOWN, "ASSA": Commodity.UNKNOWN,
    "DECH": Commodity.UNKNOWN, "00": Commodity.UNKNOWN, "INC": Commodity.UNKNOWN,
}  # fmt: skip
"""`NatureReseauValue`, and `NatureReseauPCRSType` which differs by a few."""


@dataclass(frozen=True)
class _Lines:
    """A class of lines: what it carries, and the column that says it better."""

    commodity: Commodity
    column: str = ""
    codes: CodeList | None = None
    may_be: frozenset[Commodity] = frozenset(Commodity)
    """What rows that do not say it may carry at all."""


_SEWERS = frozenset(
    {Commodity.WASTEWATER, Commodity.STORMWATER, Commodity.COMBINED_SEWER, Commodity.UNKNOWN}
)
_FUELS = frozenset({Commodity.GAS, Commodity.HYDROCARBONS, Commodity.CHEMICALS, Commodity.UNKNOWN})
_LINES = {
    "canalisationeau": _Lines(Commodity.DRINKING_WATER, "typecanalisationeauhref", WATER),
    "canalisationassainissementpluviale": _Lines(
        Commodity.UNKNOWN, "typeassainissementhref", SEWER, _SEWERS
    ),
    # Gas too is described there: only the theme of its network tells.
    "canalisationhydrocarburechimique": _Lines(Commodity.UNKNOWN, may_be=_FUELS),
    "canalisationthermique": _Lines(Commodity.HEAT),
    "autrecanalisation": _Lines(Commodity.UNKNOWN),
    "cableelectrique": _Lines(Commodity.ELECTRICITY),
    "cabletelecommunication": _Lines(Commodity.TELECOM),
    "autrecable": _Lines(Commodity.UNKNOWN),
    "ouvrageentechniquealternative": _Lines(Commodity.STORMWATER),
    "fourreau": _Lines(Commodity.UNKNOWN),
    "galerie": _Lines(Commodity.UNKNOWN),
    "nappecable": _Lines(Commodity.UNKNOWN),
    "protectionmecanique": _Lines(Commodity.UNKNOWN),
}
_POINTS = {
    "accessoire": None,
    "coffret": NodeKind.CABINET,
    "batimenttechnique": NodeKind.CABINET,
    "regardvisitable": NodeKind.MANHOLE,
    "regardnonvisitable": NodeKind.MANHOLE,
    "poteau": NodeKind.OTHER,
    "pylone": NodeKind.OTHER,
}
_NAMES: dict[str, Sequence[str]] = {
    "identifier": ("gml_id",),
    "name": ("identifiant",),
    "status": ("statut_href", "statut"),
    "precision_xy": ("precisionXY",),
    "precision_z": ("precisionZ",),
    "sensitive": ("sensible",),
    "material": ("materiau_href", "materiau"),
    "circulation": ("ecoulement_href", "ecoulement"),
    "function": ("typeElement_href", "typeElement"),
    "connection": ("hierarchie",),
    "laid_to": ("valideDe",),
    "updated_on": ("miseAJour",),
    "comment": ("commentaire", "caracteristiques"),
}
METRES = {
    **dict.fromkeys(("m", "metre", "meter", "mètre", "9001"), 1.0),
    **dict.fromkeys(("dm", "decimetre", "décimètre"), 0.1),
    **dict.fromkeys(("cm", "centimetre", "centimètre", "1033"), 0.01),
    **dict.fromkeys(("mm", "millimetre", "millimètre", "1025"), 0.001),
}
"""Last word of the name of a unit, in lower case → metres; numbers are those of EPSG."""
_MEASURED: dict[str, tuple[str, dict[str, float]]] = {
    # What the drawn line of a pipe stands for: its outer dimension.
    "diameter_mm": ("dimension", {word: 1000 * metres for word, metres in METRES.items()}),
    "depth_min_m": ("profondeurMinReg", METRES),
}
"""Measures, whose unit each row says beside it."""
_ON_NODES = (
    "identifier", "name", "status", "precision_xy", "precision_z", "sensitive", "material",
    "laid_to", "updated_on", "comment",
)  # fmt: skip
_LISTED = {
    "status": STATUS,
    "precision_xy": PRECISION,
    "precision_z": PRECISION,
    "material": MATERIAL,
    "circulation": FLOW,
    "function": DELIVERY,
    "connection": HIERARCHY,
    "kind": ACCESSORY,
}


def recognise(tables: Mapping[str, Sequence[str]]) -> NetworkMapping | None:
    """Read the tables of a dataset as the classes of StaR-DT, if they are.

    Parameters
    ----------
    tables
        Name of each table → names of its columns.
    """
    known = {}
    for name, columns in tables.items():
        plain = squeezed(name)
        if find(columns, ("gml_id",)) is None or find(columns, ("sensible", "statut_href")) is None:
            continue
        if plain in _LINES:
            known[name] = _lines(_LINES[plain], columns)
        elif plain in _POINTS:
            known[name] = _points(_POINTS[plain], columns)
    return NetworkMapping(MODEL, Commodity.UNKNOWN, known) if known else None


@dataclass(frozen=True)
class Evidence:
    """What the networks that a file describes say that they carry."""

    commodity: Commodity
    """Unknown where they say several things, nothing that is known, or what a table cannot be."""
    said: tuple[str, ...]
    """As the file writes it: `GAZ`."""
    table: str
    column: str


def carried(values: Mapping[str, Mapping[str, Sequence[str]]]) -> Evidence | None:
    """Read what the file says of its networks, for the rows that do not say it of themselves.

    Parameters
    ----------
    values
        Table → column → its values, where there are few.

    Returns
    -------
    Evidence or None
        None where no network is described, or none has a theme.
    """
    for table, columns in values.items():
        column = find(list(columns), ("theme",))
        if squeezed(table) == "reseauutilite" and column is not None:
            said = tuple(columns[column])
            found = {THEMES.get(one.strip().upper(), Commodity.UNKNOWN) for one in said}
            commodity = found.pop() if len(found) == 1 else Commodity.UNKNOWN
            lines = [_LINES[plain] for one in values if (plain := squeezed(one)) in _LINES]
            if any(commodity not in kind.may_be for kind in lines):
                commodity = Commodity.UNKNOWN
            return Evidence(commodity, said, table, column)
    return None


def _lines(kind: _Lines, columns: Sequence[str]) -> TableMapping:
    fields = sources(columns, _NAMES, _LISTED) | dict(_measures(columns))
    said = find(columns, (kind.column,)) if kind.column else None
    if said is not None and kind.codes is not None:
        fields["commodity"] = kind.codes.source(said)
    elif kind.commodity is not Commodity.UNKNOWN:
        fields["commodity"] = FieldSource(constant=kind.commodity)
    return TableMapping(Role.PIPES, fields)


def _measures(columns: Sequence[str]) -> Iterator[tuple[str, FieldSource]]:
    for field, (name, units) in _MEASURED.items():
        column, unit = find(columns, (name,)), find(columns, (f"{name}_uom",))
        if column is not None:
            # Without the column of units, no row says its own: no number is made.
            yield field, FieldSource(column, unit_column=unit or f"{name}_uom", units=units)


def _points(kind: NodeKind | None, columns: Sequence[str]) -> TableMapping:
    names = {field: _NAMES[field] for field in _ON_NODES}
    if kind is None:
        names["kind"] = ("typeAccessoire_href", "typeAccessoire")
        return TableMapping(Role.NODES, sources(columns, names, _LISTED))
    fields = sources(columns, names, _LISTED) | {"kind": FieldSource(constant=kind)}
    return TableMapping(Role.NODES, fields)
