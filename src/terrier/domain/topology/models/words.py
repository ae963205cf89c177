"""Fields and values of the vocabulary as the losses of an export name them, in French."""

from __future__ import annotations

from terrier.domain.topology.checks.wording import KINDS
from terrier.domain.topology.commodities import LOOKS
from terrier.domain.topology.elements import Circulation, NodeKind, Status, ValveState
from terrier.domain.topology.materials import MATERIALS

FIELDS = {
    "name": "nom",
    "commodity": "nature du réseau",
    "status": "état de service",
    "owner": "maître d'ouvrage",
    "operator": "exploitant",
    "material": "matériau",
    "diameter_mm": "diamètre",
    "laid_from": "début de pose",
    "laid_to": "fin de pose",
    "year_quality": "fiabilité de l'année",
    "precision_xy": "classe en plan",
    "precision_z": "classe en altitude",
    "depth_m": "profondeur",
    "depth_min_m": "profondeur minimale réglementaire",
    "sensitive": "sensibilité",
    "commune": "commune",
    "address": "adresse",
    "source": "source",
    "updated_on": "date de mise à jour",
    "comment": "remarque",
    "function": "fonction",
    "circulation": "mode de circulation",
    "length_m": "longueur mesurée",
    "start_node": "nœud de départ",
    "end_node": "nœud d'arrivée",
    "against": "écoulement contraire au tracé",
    "z_start_m": "altitude au début du tracé",
    "z_end_m": "altitude à la fin du tracé",
    "connection": "branchement",
    "connections": "nombre de branchements",
    "device": "appareil en ligne",
    "state": "état d'ouverture",
    "kind": "nature",
    "z_m": "altitude",
    "pipe": "canalisation porteuse",
    "upstream_pipe": "canalisation amont",
    "downstream_pipe": "canalisation aval",
    "structure": "ouvrage qui l'abrite",
}
_VALUES: dict[str, str] = {
    **{kind.value: label for kind, label in KINDS.items()},
    **{commodity.value: look.label for commodity, look in LOOKS.items()},
    **{code: material.label for code, material in MATERIALS.items()},
    Status.IN_SERVICE: "en service",
    Status.STOPPED: "à l'arrêt",
    Status.ABANDONED: "abandonné",
    Status.REMOVED: "déposé",
    Status.PLANNED: "en projet",
    Circulation.GRAVITY: "gravitaire",
    Circulation.FORCED: "sous pression",
    ValveState.OPEN: "ouverte",
    ValveState.CLOSED: "fermée",
    ValveState.INOPERABLE: "inopérable",
    NodeKind.OTHER: "autre",
    NodeKind.UNKNOWN: "inconnu",
}


def said(value: object) -> str:
    """Say a value of the vocabulary in French; itself where it is free text.

    Examples
    --------
    >>> said("hydrant"), said("pvcu"), said("Rue des Écoles")
    ('hydrant', 'PVC U lisse', 'Rue des Écoles')
    """
    return _VALUES.get(str(value), str(value))
