"""The vocabulary of networks, as people read it."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terrier.domain.topology.commodities import LOOKS
from terrier.domain.topology.elements import Circulation, NodeKind, Role, Status, ValveState
from terrier.domain.topology.materials import MATERIALS
from terrier.domain.topology.precision import PrecisionClass
from terrier.web.days import write_day

Words = dict[str, str | Promise]

ROLES: Words = {
    Role.PIPES: _("des canalisations ou des câbles (lignes)"),
    Role.NODES: _("des vannes, regards, ouvrages ou appareils (points)"),
    Role.CUSTOMERS: _("des abonnés ou des adresses desservies"),
    Role.REPAIRS: _("des casses et réparations passées"),
    Role.OTHER: _("autre chose : à montrer, sans plus"),
}
KINDS: Words = {
    NodeKind.JUNCTION: _("nœud"),
    NodeKind.VALVE: _("vanne"),
    NodeKind.CHECK_VALVE: _("clapet anti-retour"),
    NodeKind.REGULATOR: _("régulateur de pression ou de débit"),
    NodeKind.PUMP: _("station de pompage"),
    NodeKind.SOURCE: _("ressource ou alimentation"),
    NodeKind.TANK: _("réservoir"),
    NodeKind.HYDRANT: _("poteau ou bouche d’incendie"),
    NodeKind.METER: _("compteur ou débitmètre"),
    NodeKind.AIR_VALVE: _("ventouse"),
    NodeKind.DRAIN: _("vidange ou purge"),
    NodeKind.CONNECTION: _("départ de branchement"),
    NodeKind.CAP: _("bouchon"),
    NodeKind.MANHOLE: _("regard"),
    NodeKind.INLET: _("avaloir"),
    NodeKind.OVERFLOW: _("déversoir d’orage"),
    NodeKind.OUTFALL: _("rejet"),
    NodeKind.TREATMENT: _("station d’épuration"),
    NodeKind.BASIN: _("bassin"),
    NodeKind.CABINET: _("coffret ou armoire"),
    NodeKind.SENSOR: _("capteur"),
    NodeKind.OTHER: _("autre ouvrage"),
    NodeKind.UNKNOWN: _("ouvrage de nature inconnue"),
}
STATES: Words = {
    ValveState.OPEN: _("ouverte"),
    ValveState.CLOSED: _("fermée"),
    ValveState.UNKNOWN: _("état inconnu"),
    ValveState.INOPERABLE: _("inopérable"),
}
STATUSES: Words = {
    Status.IN_SERVICE: _("en service"),
    Status.STOPPED: _("à l’arrêt"),
    Status.ABANDONED: _("abandonné"),
    Status.REMOVED: _("déposé"),
    Status.PLANNED: _("en projet"),
    Status.UNKNOWN: _("état de service inconnu"),
}
CIRCULATIONS: Words = {
    Circulation.GRAVITY: _("gravitaire"),
    Circulation.FORCED: _("sous pression"),
    Circulation.VACUUM: _("sous vide"),
    Circulation.UNKNOWN: _("inconnue"),
}
CLASSES: Words = {c.value: f"{c.value} ({c.uncertainty})" for c in PrecisionClass}
COMMODITIES: Words = {c.value: look.label for c, look in LOOKS.items()}
MATERIAL_NAMES: Words = {code: material.label for code, material in MATERIALS.items()}
CODED: dict[str, Words] = {
    "commodity": COMMODITIES,
    "status": STATUSES,
    "material": MATERIAL_NAMES,
    "precision_xy": CLASSES,
    "precision_z": CLASSES,
    "circulation": CIRCULATIONS,
    "device": KINDS,
    "kind": KINDS,
    "state": STATES,
}
"""Values of the coded fields."""
FIELD_NAMES: Words = {
    "identifier": _("identifiant"),
    "name": _("nom"),
    "commodity": _("nature du réseau"),
    "status": _("en service ou non"),
    "owner": _("maître d’ouvrage"),
    "operator": _("exploitant"),
    "material": _("matériau"),
    "diameter_mm": _("diamètre (mm)"),
    "laid_from": _("année de pose, au plus tôt"),
    "laid_to": _("année de pose, au plus tard"),
    "year_quality": _("fiabilité de l’année"),
    "precision_xy": _("classe de précision en plan"),
    "precision_z": _("classe de précision en altitude"),
    "depth_m": _("profondeur (m)"),
    "depth_min_m": _("profondeur minimale réglementaire (m)"),
    "sensitive": _("sensible"),
    "commune": _("commune"),
    "address": _("adresse"),
    "source": _("source"),
    "updated_on": _("mise à jour"),
    "comment": _("remarque"),
    "function": _("fonction"),
    "circulation": _("circulation"),
    "length_m": _("longueur mesurée (m)"),
    "start_node": _("nœud de départ"),
    "end_node": _("nœud d’arrivée"),
    "against": _("écoulement inverse du tracé"),
    "z_start_m": _("altitude au début du tracé, ou à l’amont (m)"),
    "z_end_m": _("altitude à la fin du tracé, ou à l’aval (m)"),
    "connection": _("branchement particulier"),
    "connections": _("nombre de branchements"),
    "device": _("appareil en ligne"),
    "state": _("état de la vanne"),
    "kind": _("nature de l’ouvrage"),
    "z_m": _("altitude (m)"),
    "pipe": _("canalisation porteuse"),
    "upstream_pipe": _("canalisation amont"),
    "downstream_pipe": _("canalisation aval"),
    "structure": _("ouvrage qui l’abrite"),
    "people": _("nombre de personnes"),
    "establishment": _("établissement sensible"),
    "repaired": _("objet réparé"),
    "failure": _("type de défaillance"),
    "date": _("date"),
}


DAYS = ("updated_on", "date")
"""Fields that hold a day."""


def word(field: str, value: object) -> str:
    """Give a value of the vocabulary as people read it."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    named = CODED.get(field, {}).get(str(value))
    if named is not None:
        return str(named)
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return _day(str(value)) if field in DAYS else str(value)


def _day(text: str) -> str:
    """Write a day of the calendar; what is none stays as it was written."""
    try:
        return write_day(date.fromisoformat(text))
    except ValueError:
        return text
