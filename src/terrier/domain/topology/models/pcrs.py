"""PCRS 2.0: the marks that networks leave at the surface of a street.

Source: CNIG, PCRS 2.0, `NatureAffleurantPCRSType`, `NatureReseauPCRSType`,
`CategoriePrecisionPCRSType` (centimetres).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terrier.domain.topology.codes import Code, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import NodeKind, Role
from terrier.domain.topology.mapping import NetworkMapping, TableMapping
from terrier.domain.topology.models.columns import find, sources, squeezed
from terrier.domain.topology.models.stardt import THEMES
from terrier.domain.topology.precision import PrecisionClass

MODEL = "pcrs"

MARK = CodeList.of(
    "NatureAffleurantPCRSType",
    ("01", "Avaloir", NodeKind.INLET),
    ("02", "Boîte, coffret, armoire", NodeKind.CABINET),
    ("03", "Tampon, plaque, chambre", NodeKind.MANHOLE),
    ("04", "Branchement, vanne, bouche à clé", NodeKind.VALVE),
    ("05", "Bouche ou poteau d'incendie", NodeKind.HYDRANT),
    ("06", "Poteau", NodeKind.OTHER),
    ("07", "Poteau ou borne d'éclairage", NodeKind.OTHER),
)
NETWORK = CodeList(
    "NatureReseauPCRSType",
    tuple(Code(code, what.look.label, what) for code, what in THEMES.items()),
)
PRECISION = CodeList.of(
    "CategoriePrecisionPCRSType",
    ("002", "2 cm", PrecisionClass.A),
    ("005", "5 cm", PrecisionClass.A),
    ("010", "10 cm", PrecisionClass.A),
    ("040", "40 cm", PrecisionClass.A),
    ("150", "1,50 m", PrecisionClass.B),
    ("999", "plus de 1,50 m ou inconnue", PrecisionClass.C),
)
LISTS = (MARK, NETWORK, PRECISION)

_TABLE = "affleurantpcrs"
_NAMES: dict[str, Sequence[str]] = {
    "identifier": ("idObjet",),
    "kind": ("nature",),
    "commodity": ("reseau",),
    "operator": ("gestionnaire",),
    "source": ("producteur",),
    "updated_on": ("dateLeve",),
    "precision_xy": ("precisionPlanimetrique",),
    "precision_z": ("precisionAltimetrique",),
}
_LISTED = {"kind": MARK, "commodity": NETWORK, "precision_xy": PRECISION, "precision_z": PRECISION}


def recognise(tables: Mapping[str, Sequence[str]]) -> NetworkMapping | None:
    """Read the surface marks of a PCRS, if a dataset has them.

    Parameters
    ----------
    tables
        Name of each table → names of its columns.
    """
    known = {
        name: TableMapping(Role.NODES, sources(columns, _NAMES, _LISTED))
        for name, columns in tables.items()
        if squeezed(name) == _TABLE and find(columns, ("nature",)) is not None
    }
    return NetworkMapping(MODEL, Commodity.UNKNOWN, known) if known else None
