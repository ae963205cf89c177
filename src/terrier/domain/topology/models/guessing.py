"""A first reading of any table as part of a network, for a person to put right.

Names of columns and values are those met in French and English files; what is not recognised is
left empty, never forced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import (
    FIELDS,
    Circulation,
    FieldType,
    NodeKind,
    Role,
    Status,
    ValveState,
)
from terrier.domain.topology.mapping import FieldSource, TableMapping
from terrier.domain.topology.materials import MATERIALS, OTHER, UNKNOWN

_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.REPAIRS, r"repar|casse|fuite|intervention|repair|break|leak"),
    (Role.CUSTOMERS, r"abonne|usager|client|customer|consumer|compteurs?_abonne|point_livraison"),
    (
        Role.NODES,
        r"noeud|node|vanne|valve|appareil|ouvrage|regard|manhole|avaloir|hydrant|poteau|pei\b|point"
        r"|reservoir|tank|pompe|pump|captage|bassin|chambre|coffret|jonction|junction|tampon",
    ),
    (Role.PIPES, r"canalis|conduite|troncon|pipe|reseau|collecteur|cable|fourreau|branchement"),
)
_COLUMNS: dict[str, str] = {
    "identifier": r"(id|gid|ident|identifiant|code|num|numero|ref|reference)(_?(objet|cana\w*|"
    r"troncon|conduite|pipe|noeud|node|ouvrage|vanne|valve|appareil|regard|unique|sig))?|fid|uuid|(pipe|node|valve|asset|object|feature)_?id",
    "name": r"nom(_.*)?|libelle|name|label|designation",
    "commodity": r"(type|nature)_?(de_?)?(reseau|res|eau|effluent)|reseau|commodite|fluide|network|"
    r"contenu.*|cont_?cana.*",
    "status": r"etat|statut|status|etat_?(service|fonct.*)|en_?service|situation|fonctionnement",
    "owner": r"m_?ouvrage|maitre_?ouvrage|proprio|proprietaire|owner|collectivite|moa",
    "operator": r"g?_?exploit\w*|gestionnaire|delegataire|fermier|operator",
    "material": r"mat|mater|materiau\w*|material|mat_.*|nature_?cond.*|nature_mat.*",
    "diameter_mm": r"dn|diam\w*|diametre_.*|diameter.*|d_?nom\w*|d_?int|d_?ext|calibre|section",
    "laid_to": r"an_?(fin)?_?pose\w*|annee?_?(de_?)?(pose|mes|service|constr\w*|realis\w*)?|"
    r"date_?(de_?)?(pose|mes|service|mise_en_service|constr\w*)|install\w*_?(year|date)?|year.*",
    "laid_from": r"an_?deb\w*_?pose|annee_debut|date_debut",
    "precision_xy": r"classe?|cl_?prec\w*|precision(_?xy)?|classe_?(de_?)?precis\w*|qualgloc_?xy|"
    r"prec_?xy|accuracy",
    "precision_z": r"precision_?z|prec_?z|qualgloc_?z|classe_?z",
    "depth_min_m": r"prof\w*_?(min|reg)\w*|min_?depth.*",
    "depth_m": r"prof\w*|depth.*|couverture|prof_.*",
    "sensitive": r"sensible|sensitive",
    "commune": r"commune|insee|code_?insee|c_insee|insee_.*|ville|municipality|nom_?com\w*",
    "address": r"adresse|rue|voie|localisation|address|street|lieu\w*",
    "source": r"source|origine.*|producteur|provenance",
    "updated_on": r"date_?(maj|modif\w*)|maj|last_?(edit|update)\w*|updated.*",
    "comment": r"comm?ent\w*|observ\w*|remarque\w*|note\w*|remark\w*",
    "function": r"fonction\w*|function|usage|role",
    "circulation": r"mode_?circ\w*|ecoulement|circulation|flow_?type",
    "length_m": r"long\w*|length.*|lg|lineaire|shape_len\w*|st_length",
    "start_node": r"(id_?)?(noeud|nd|node|n|regard)_?(deb\w*|ini\w*|amont|amon|from|start|1|d)|"
    r"amont|from_?node|start_?node|node1|idnini|origine_noeud|id_?amont",
    "end_node": r"(id_?)?(noeud|nd|node|n|regard)_?(fin|term\w*|aval|to|end|2|f)|"
    r"aval|to_?node|end_?node|node2|idnterm|id_?aval",
    "z_start_m": r"(z|fe|cote|alt\w*)_?(fe_?)?(am|amont|deb\w*|start)|fil_?eau_?amont",
    "z_end_m": r"(z|fe|cote|alt\w*)_?(fe_?)?(av|aval|fin|end)|fil_?eau_?aval",
    "connection": r"branchemn?e?nt|brcht|is_?service",
    "kind": r"type|nature|categorie|genre|kind|type_?(noeud|ouvrage|appareil|objet|node|equip\w*)|"
    r"famille",
    "state": r"etat_?(ouverture|vanne|manoeuvre|normal)|ouverture|position|ouvert\w*|open\w*|"
    r"valve_?status",
    "z_m": r"z|cote|alti\w*|z_?(tn|radier|sol)|elevation|cote_?(tn|radier)",
    "pipe": r"id_?(cana\w*|conduite|troncon|pipe)|canalisation|conduite|ref_cana\w*",
    "structure": r"id_?ouvrage|chambre|regard",
    "people": r"nb_?(hab\w*|pers\w*|log\w*)|population|people",
    "establishment": r"etablissement|activite|type_?(usager|abonne|client)|categorie",
    "repaired": r"id_?(objet|cana\w*|conduite|troncon|pipe)|canalisation|conduite",
    "failure": r"cause|type_?(casse|fuite|defaillance)|defaillance|nature|failure",
    "date": r"date.*|jour|le",
}
"""Field → its usual columns, in the order in which columns are given out."""

_MATERIALS: dict[str, tuple[str, ...]] = {
    "fd": ("fonte ductile", "fte ductile", "fonte d", "ft ductile", "ductile", "fontductile"),
    "fg": ("fonte grise", "fte grise", "fonte g", "ft grise", "grise"),
    "fonte": ("fonte", "fte", "font", "cast iron"),
    "acier": ("acier", "ac", "steel", "acier revetu", "acier soude"),
    "amci": ("amiante ciment", "amiante", "ac amiante", "eternit", "asbestos cement", "a c"),
    "fbro": ("fibrociment", "fibro ciment", "fibro"),
    "pvc": ("pvc", "pvc pression"),
    "pvcbo": ("pvc bi oriente", "pvcbo", "pvc bo", "bi oriente"),
    "pvca": ("pvc annele",),
    "pehd": ("pehd", "pe hd", "hdpe", "polyethylene haute densite", "pehd lisse"),
    "pehda": ("pehd annele",),
    "pebd": ("pebd", "pe bd", "ldpe", "polyethylene basse densite"),
    "pe": ("pe", "polyethylene", "poly"),
    "pp": ("pp", "polypropylene"),
    "ppa": ("pp annele",),
    "ba": ("beton arme", "ba", "reinforced concrete"),
    "btna": ("beton non arme", "bna"),
    "btat": ("beton ame tole", "bat", "bonna", "ame tole"),
    "btfb": ("beton fibre",),
    "beton": ("beton", "bet", "concrete", "bt"),
    "gres": ("gres", "vitrified clay"),
    "pb": ("plomb", "pb", "lead"),
    "cu": ("cuivre", "cu", "copper"),
    "prv": ("prv", "grp", "polyester renforce fibre de verre"),
    "tole": ("tole galvanisee", "acier galva", "acier galvanise", "galva"),
    "mac": ("maconne", "maconnerie", "masonry"),
    UNKNOWN: ("inconnu", "indetermine", "nr", "nc", "non renseigne", "unknown"),
    OTHER: ("autre", "other", "divers"),
}
_SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "material": {
        code: (*_MATERIALS.get(code, ()), material.label.casefold(), code)
        for code, material in MATERIALS.items()
    },
    "status": {
        Status.IN_SERVICE: ("en service", "service", "actif", "oui", "o", "true", "active", "es"),
        Status.STOPPED: ("hors service", "arret", "en arret", "non", "n", "false", "hs", "inactif"),
        Status.ABANDONED: ("abandonne", "abandon", "abandonnee", "desaffecte", "abandoned"),
        Status.REMOVED: ("depose", "deposee", "supprime", "removed"),
        Status.PLANNED: ("projet", "en projet", "projete", "planned", "en construction"),
        Status.UNKNOWN: ("inconnu", "indetermine", "nr", "unknown"),
    },
    "precision_xy": {c: (c.casefold(), f"classe {c.casefold()}") for c in "ABC"},
    "precision_z": {c: (c.casefold(), f"classe {c.casefold()}") for c in "ABC"},
    "commodity": {
        Commodity.DRINKING_WATER: ("aep", "eau potable", "potable", "ep potable", "water"),
        Commodity.RAW_WATER: ("eau brute", "brute", "irrigation", "raw water"),
        Commodity.WASTEWATER: ("eu", "eaux usees", "usees", "usee", "assaeu", "sanitary"),
        Commodity.STORMWATER: ("eaux pluviales", "pluvial", "pluviale", "assaep", "storm"),
        Commodity.COMBINED_SEWER: ("unitaire", "un", "unit", "assaru", "combined"),
        Commodity.ELECTRICITY: ("electricite", "elec", "bt", "hta", "electricity"),
        Commodity.LIGHTING: ("eclairage public", "eclairage", "ecl", "lighting"),
        Commodity.GAS: ("gaz", "gas"),
        Commodity.TELECOM: ("telecom", "fibre", "ftth", "com", "telephone"),
        Commodity.HEAT: ("chaleur", "chauffage", "heat"),
    },
    "circulation": {
        Circulation.GRAVITY: ("gravitaire", "g", "gravite", "gravity"),
        Circulation.FORCED: ("force", "forcee", "refoulement", "refoule", "pression", "pressure"),
        Circulation.VACUUM: ("sous vide", "vide", "vacuum"),
    },
    "state": {
        ValveState.OPEN: ("ouvert", "ouverte", "o", "open", "1", "true"),
        ValveState.CLOSED: ("ferme", "fermee", "f", "closed", "close", "0", "false"),
        ValveState.INOPERABLE: ("inoperable", "bloquee", "hs", "hors service", "cassee"),
        ValveState.UNKNOWN: ("inconnu", "inconnue", "nr", "unknown"),
    },
    "kind": {
        NodeKind.VALVE: ("vanne", "v", "valve", "robinet vanne", "vanne de sectionnement"),
        NodeKind.CHECK_VALVE: ("clapet", "clapet anti retour", "check valve"),
        NodeKind.REGULATOR: ("regulateur", "reducteur", "stabilisateur", "reducteur de pression"),
        NodeKind.PUMP: ("pompe", "pompage", "station de pompage", "poste de relevage", "pump"),
        NodeKind.SOURCE: ("captage", "forage", "source", "puits", "usine", "traitement"),
        NodeKind.TANK: ("reservoir", "chateau d eau", "bache", "tank"),
        NodeKind.HYDRANT: ("hydrant", "poteau incendie", "pi", "bi", "bouche incendie", "pei"),
        NodeKind.METER: ("compteur", "debitmetre", "meter", "comptage"),
        NodeKind.AIR_VALVE: ("ventouse", "air valve"),
        NodeKind.DRAIN: ("vidange", "purge", "drain"),
        NodeKind.CONNECTION: ("branchement", "point de branchement", "prise en charge", "piquage"),
        NodeKind.CAP: ("bouchon", "plaque pleine", "cap"),
        NodeKind.MANHOLE: ("regard", "regard de visite", "tampon", "manhole"),
        NodeKind.INLET: ("avaloir", "grille", "bouche d egout", "inlet"),
        NodeKind.OVERFLOW: ("deversoir", "deversoir d orage", "do", "overflow"),
        NodeKind.OUTFALL: ("exutoire", "rejet", "outfall"),
        NodeKind.TREATMENT: ("station d epuration", "step", "steu"),
        NodeKind.BASIN: ("bassin", "bassin de stockage", "bassin d orage", "basin"),
        NodeKind.CABINET: ("coffret", "armoire", "cabinet"),
        NodeKind.JUNCTION: ("jonction", "noeud", "te", "coude", "junction", "raccord"),
        NodeKind.OTHER: ("autre", "other"),
        NodeKind.UNKNOWN: ("inconnu", "indetermine", "unknown"),
    },
}
_METRES = 5.0
"""No pipe is thinner than 5 mm, none wider than 5 m: a diameter below is in metres."""


def guess(
    name: str, columns: Sequence[str], samples: Mapping[str, Sequence[object]]
) -> TableMapping:
    """Propose how a table that follows no known model is read.

    Parameters
    ----------
    name
        Name of the table.
    columns
        Names of its columns.
    samples
        Column → some of its values; the distinct ones of a column of codes, if possible.

    Returns
    -------
    TableMapping
        Of pipes where nothing says otherwise. A value that is not recognised is in no `codes`.
    """
    role = _role(name)
    fields: dict[str, FieldSource] = {}
    left = list(columns)
    for field in _in_order(role):
        column = next((c for c in left if re.fullmatch(_COLUMNS[field], _plain(c, "_"))), None)
        if column is None:
            continue
        values = [str(v) for v in samples.get(column, ()) if v is not None and str(v).strip()]
        source = _source(field, FIELDS[role][field], column, values)
        if source is not None:
            left.remove(column)
            fields[field] = source
    return TableMapping(role, fields, follows_flow(fields))


def follows_flow(fields: Mapping[str, FieldSource]) -> bool:
    """Say whether the altitudes of a table are named after the flow: upstream and downstream.

    Examples
    --------
    >>> follows_flow({"z_start_m": FieldSource("fe_amont")})
    True
    """
    named = [fields[name].column for name in ("z_start_m", "z_end_m") if name in fields]
    return any(re.search(r"(^|_)(am|amont|av|aval)(_|$)", _plain(name, "_")) for name in named)


def _role(name: str) -> Role:
    plain = _plain(name, "_")
    return next((role for role, words in _ROLES if re.search(words, plain)), Role.PIPES)


def _in_order(role: Role) -> list[str]:
    """Give the fields to look for: ends and heights first, whose names others would take."""
    first = ("start_node", "end_node", "z_start_m", "z_end_m", "state")
    known = [f for f in _COLUMNS if f in FIELDS[role]]
    return sorted(known, key=lambda f: f not in first)


def _source(field: str, type: FieldType, column: str, values: Sequence[str]) -> FieldSource | None:
    """Say how a column is read; None where its values show that it is another thing."""
    if field in _SYNONYMS:
        codes = _codes(field, values)
        # A column named « type » or « état » is taken where it says something that is known.
        return FieldSource(column, codes=codes) if codes or not values else None
    if type in (FieldType.NUMBER, FieldType.MEASURE) and values:
        numbers = [n for v in values if (n := _number(v)) is not None]
        if not numbers:
            return None
        if field == "diameter_mm" and max(numbers) < _METRES:
            return FieldSource(column, factor=1000.0)
    return FieldSource(column)


def _codes(field: str, values: Sequence[str]) -> dict[str, str]:
    known = {_plain(word): ours for ours, words in _SYNONYMS[field].items() for word in words}
    return {
        value.strip().casefold(): str(known[_plain(value)])
        for value in dict.fromkeys(values)
        if _plain(value) in known
    }


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return None


def _plain(text: str, space: str = " ") -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z0-9]+", space, bare).strip(space)
