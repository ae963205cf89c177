"""What pipes are made of: one list, after that of StaR-Eau, and the codes of the other models.

Sources: CNIG/ASTEE, StaR-Eau V2024, `com_materiau` (families and StaR-DT values are its own, with
the plain ones that it leaves out: cast iron, black iron and steel, ABS); CNIG/COVADIS, RAEPA 1.2,
list of materials; CNIG, StaR-DT, `PipeMaterialTypeValue`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Material:
    """One material of the vocabulary."""

    code: str
    label: str
    family: str
    """`métal`, `plastique`, `composite`, `assemblage` (concrete and masonry) or `autre`."""
    stareau: str
    raepa: tuple[str, ...] = ()
    """Codes of RAEPA that say exactly this; empty: RAEPA cannot say it."""
    stardt: str | None = None


UNKNOWN = "inc"
"""A material that is declared as not known."""
OTHER = "autre"

_COMPOSITE, _BUILT, _METAL, _PLASTIC, _ELSE = (
    "composite", "assemblage", "métal", "plastique", "autre",
)  # fmt: skip

_ALL = (
    Material("acier", "Acier", _METAL, "acier", ("01",), "steel"),
    Material("amci", "Amiante-ciment", _COMPOSITE, "amci", ("02",), "asbestos"),
    Material("btat", "Béton âme tôle", _BUILT, "btat", ("03",)),
    Material("ba", "Béton armé", _BUILT, "ba", ("04",)),
    Material("btfb", "Béton fibré", _BUILT, "btfb", ("05",), "reinforcedConcrete"),
    Material("btna", "Béton non armé", _BUILT, "btna", ("06",)),
    Material("cu", "Cuivre", _METAL, "cu", ("07",)),
    # RAEPA has « fibre ciment » and « fibrociment », StaR-Eau one code for the two.
    Material("fbro", "Fibrociment", _COMPOSITE, "fbro", ("10",)),
    Material("fbci", "Fibre ciment", _COMPOSITE, "fbro", ("08",)),
    Material("fbvr", "Fibre de verre", _COMPOSITE, "fbvr", ("09",)),
    Material("fd", "Fonte ductile", _METAL, "fd", ("11",)),
    Material("fg", "Fonte grise", _METAL, "fg", ("12",)),
    Material("fonte", "Fonte, sans précision", _METAL, "fonte", (), "castIron"),
    Material("gres", "Grès", _ELSE, "gres", ("13",)),
    Material("mac", "Maçonné", _BUILT, "mac", ("14",), "masonry"),
    Material("meul", "Meulière", _BUILT, "meul", ("15",)),
    Material("pebd", "PEBD", _PLASTIC, "pebd", ("16",)),
    Material("pehda", "PEHD annelé", _PLASTIC, "pehda", ("17",)),
    Material("pehd", "PEHD", _PLASTIC, "pehd", ("18",)),
    Material("pb", "Plomb", _METAL, "pb", ("19",)),
    Material("ppa", "Polypropylène annelé", _PLASTIC, "ppa", ("20",)),
    Material("ppl", "Polypropylène lisse", _PLASTIC, "pp", ("21",)),
    Material("pp", "Polypropylène, sans précision", _PLASTIC, "pp", (), "PP"),
    Material("prva", "PRV A", _PLASTIC, "prv", ("22",)),
    Material("prvb", "PRV B", _PLASTIC, "prv", ("23",)),
    Material("prv", "PRV, sans précision", _PLASTIC, "prv", (), "FRP"),
    Material("pvcan", "PVC ancien (avant 1980)", _PLASTIC, "pvc", ("24",)),
    Material("pvcbo", "PVC bi-orienté", _PLASTIC, "pvcbo", ("25",)),
    Material("pvca", "PVC annelé", _PLASTIC, "pvca", ("26",)),
    Material("pvcu", "PVC U lisse", _PLASTIC, "pvc", ("27",)),
    Material("pvc", "PVC, sans précision", _PLASTIC, "pvc", (), "PVC"),
    Material("pvcc", "PVC C", _PLASTIC, "pvcc", (), "CPVC"),
    Material("tole", "Tôle galvanisée", _METAL, "tole", ("28",), "galvanizedSteel"),
    Material("beton", "Béton, sans précision", _BUILT, "beton", (), "concrete"),
    Material("btcp", "Béton composite", _BUILT, "btcp", (), "compositeConcrete"),
    Material("btpc", "Béton précontraint", _BUILT, "btpc", (), "prestressedReinforcedConcrete"),
    Material("btpj", "Béton projeté", _BUILT, "btpj"),
    Material("sgbt", "Segments de béton", _BUILT, "sgbt"),
    Material("briq", "Briques", _BUILT, "briq"),
    Material("maca", "Maçonnerie appareillée", _BUILT, "maca"),
    Material("macna", "Maçonnerie non appareillée", _BUILT, "macna"),
    Material("pe", "Polyéthylène, sans précision", _PLASTIC, "pe", (), "PE"),
    Material("pex", "Polyéthylène réticulé", _PLASTIC, "pex", (), "PEX"),
    Material("pbu", "Polybutylène", _PLASTIC, "pbu", (), "PB"),
    Material("pu", "Polyester", _PLASTIC, "pu"),
    Material("epx", "Époxy", _PLASTIC, "epx"),
    Material("plast", "Plastique, sans précision", _PLASTIC, "plast"),
    Material("abs", "ABS", _PLASTIC, "plast", (), "ABS"),
    Material("bitum", "Bitume", _COMPOSITE, "bitum"),
    Material("fbpj", "Fibres projetées", _COMPOSITE, "fbpj"),
    Material("mrtc", "Mortier de ciment", _COMPOSITE, "mrtc"),
    Material("rpmp", "Mortier renforcé", _COMPOSITE, "rpmp", (), "RPMP"),
    Material("metal", "Métal, sans précision", _METAL, "metal"),
    Material("fer", "Fer noir", _METAL, "metal", (), "blackIron"),
    Material("aciern", "Acier noir", _METAL, "acier", (), "blackSteel"),
    Material("bois", "Bois", _ELSE, "bois", (), "wood"),
    Material("trct", "Terre cuite", _ELSE, "trct", (), "terracota"),
    Material(OTHER, "Autre", _ELSE, "autre", ("99",), "other"),
    Material(UNKNOWN, "Inconnu", _ELSE, "inc", ("00",)),
)
MATERIALS = {material.code: material for material in _ALL}
"""Code of the vocabulary → the material."""

FROM_RAEPA = {code: m.code for m in _ALL for code in m.raepa}
FROM_STARDT = {m.stardt: m.code for m in _ALL if m.stardt}
FROM_STAREAU = {m.stareau: m.code for m in _ALL if m.stareau == m.code} | {
    "nr": UNKNOWN,
    "non_renseigne": UNKNOWN,
    "non_concerne": UNKNOWN,
    "non_valide": UNKNOWN,
    "non_determine": UNKNOWN,
}
"""Each code of StaR-Eau is a material of the vocabulary, which has finer ones beside."""

TO_STAREAU = {m.code: m.stareau for m in _ALL}


def is_known(code: str | None) -> bool:
    """Tell whether a material says what a pipe is made of."""
    return code in MATERIALS and code != UNKNOWN
