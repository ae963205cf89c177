"""The tables of StaR-Eau V2024 that networks are written to, and elements put into them.

What may not be empty and is not known gets the generic value that the standard has for it.

Source: CNIG/ASTEE, géostandard StaR-Eau V2024, scripts 02, 04, 05, 06 and 07.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from terrier.domain.topology.elements import Elements, Frame, NodeKind
from terrier.domain.topology.materials import TO_STAREAU
from terrier.domain.topology.models import stareau_lists
from terrier.domain.topology.models.stareau import (
    NO_DATE,
    NO_NUMBER,
    NO_YEAR,
    NODES,
    PIPES,
)
from terrier.domain.topology.models.stareau_lists import NOT_FILLED, OTHER
from terrier.domain.topology.models.words import said
from terrier.domain.topology.models.writing import (
    NO_EXTRAS,
    Column,
    Extras,
    Kind,
    Layer,
    Losses,
    Translation,
    by_flow,
    layer,
    sides,
    unheld,
)


def _needed(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, default=NOT_FILLED) for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _numbers(*names: str, kind: Kind = Kind.NUMBER) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names)


_COMMON = (
    Column("type_reseau", field="commodity", codes=stareau_lists.NETWORK,
           default=NOT_FILLED),
    Column("fictif", Kind.BOOLEAN),
    Column("etat_service", field="status", codes=stareau_lists.STATE_OF_SERVICE,
           default=NOT_FILLED),
    Column("insee_commune", field="commune", default=NOT_FILLED),
    Column("localisation", field="address"),
    Column("maitre_ouvrage", field="owner", default=NOT_FILLED),
    Column("exploitant", field="operator", default=NOT_FILLED),
    Column("entreprise_pose"),
    Column("precision_xy", field="precision_xy", codes=stareau_lists.PRECISION, default="C"),
    Column("precision_z", field="precision_z", codes=stareau_lists.PRECISION, default="C"),
    Column("an_pose_sup", field="laid_to", default=NO_YEAR),
    Column("an_pose_inf", field="laid_from"),
    *_texts(
        "an_service_sup", "an_service_inf", "an_abandon_sup", "an_abandon_inf", "an_rehab_sup",
        "an_rehab_inf",
    ),
    Column("date_creation", default=NO_DATE),
    Column("origine_creation", default=NOT_FILLED),
    Column("date_maj", field="updated_on", default=NO_DATE),
    Column("origine_maj", field="source"),
    *_texts("lien_doc1", "lien_doc2"),
    Column("commentaire", field="comment"),
)  # fmt: skip
_DIMENSION = (
    Column("forme", default=NOT_FILLED),
    Column("lien_detail"),
    *_numbers(
        "hauteur_interieure", "hauteur_exterieure", "largeur_interieure", "largeur_exterieure",
        "longueur_interieure", "longueur_exterieure",
    ),
)  # fmt: skip
_MATERIAL = Column(
    "materiau", field="material", codes=stareau_lists.MATERIAL, near=TO_STAREAU, fallback=OTHER,
    default=NOT_FILLED,
)  # fmt: skip
_LINE = (
    *_COMMON,
    Column("id_canalisation", field="identifier"),
    Column("mode_circulation", field="circulation", codes=stareau_lists.CIRCULATION,
           default=NOT_FILLED),
    *_needed("type_pose", "raison_pose"),
    _MATERIAL,
    Column("revetement_interieur", default=NOT_FILLED),
    Column("diametre_equivalent", Kind.INTEGER, field="diameter_mm", default=NO_NUMBER),
    Column("longueur_terrain", Kind.NUMBER, field="length_m"),
    Column("sensible", Kind.BOOLEAN, field="sensitive"),
    Column("noeudterminal", field="end_node", default=NOT_FILLED),
    Column("noeudinitial", field="start_node", default=NOT_FILLED),
    *_DIMENSION,
)  # fmt: skip
_CONTENT = Column(
    "contenu_canalisation", field="commodity", codes=stareau_lists.WATER_CONTENT, default=NOT_FILLED
)
_ENDS = ("z_start_m", "z_end_m")


def _heights(*names: str) -> tuple[Column, ...]:
    return tuple(
        Column(name, Kind.NUMBER, field=end) for name, end in zip(names, _ENDS, strict=True)
    )


_OWN_LINES: dict[str, tuple[Column, ...]] = {
    "aep_canalisation": (
        _CONTENT,
        *_texts("protection_cathodique", "etage_pression", "secteur_hydraulique", "ref_udi"),
        *_needed("type_pression", "ref_reservoir"),
        *_heights("cote_debut", "cote_fin"),
    ),
    "aep_canalisation_branchement": (
        _CONTENT,
        Column("protection_cathodique"),
        *_heights("cote_debut", "cote_fin"),
    ),
    "ass_canalisation": (
        *_needed("contenu_canalisation", "visitable", "ref_traitement"),
        *_heights("altitude_fil_eau_amont", "altitude_fil_eau_aval"),
        Column("bassin_collecte"),
    ),
    "ass_canalisation_branchement": (
        *_needed("contenu_canalisation"),
        *_heights("altitude_fil_eau_amont", "altitude_fil_eau_aval"),
    ),
}
_NAME = Column("nom_usuel", field="name")
_NAME_NEEDED = Column("nom_usuel", field="name", default=NOT_FILLED)
_REMOTE = Column("telegestion", default=NOT_FILLED)
_DIAMETER = Column("diametre", Kind.NUMBER, field="diameter_mm")
_OPENING = Column("etat_ouverture", field="state", codes=stareau_lists.OPENING, default=NOT_FILLED)
_MAIN = Column("ref_canalisation", field="pipe", default=NOT_FILLED)
_HEIGHT = Column("cote_radier", Kind.NUMBER, field="z_m")
_FLOOR = Column("z_radier", Kind.NUMBER, field="z_m")
_OWN_POINTS: dict[str, tuple[Column, ...]] = {
    "aep_vanne": (
        *_needed("sens_fermeture", "blocage", "motorisation"), _DIAMETER, _OPENING,
        _REMOTE,
    ),
    "aep_regulation": (
        _NAME, *_needed("type_regulation", "type_consigne"),
        *_numbers("consigne_amont", "consigne_aval"), Column("marque"), _DIAMETER,
        *_numbers("annee_fabrication", kind=Kind.INTEGER), _REMOTE,
    ),
    "aep_pompage": (
        _NAME, *_needed("fonction_pompage", "installation_pompage"),
        Column("nb_pompes", Kind.INTEGER), *_numbers("capacite"), _REMOTE,
    ),
    "aep_captage": (
        _NAME, *_needed("type_captage", "type_ressource"),
        *_texts("nom_ressource", "ref_aac", "ref_dup", "ref_bss", "debit_max_autorise"),
    ),
    "aep_traitement": (
        _NAME, *_needed("fonction_traitement", "type_desinfection"),
        *_numbers("capacite", "debit_ref"), _REMOTE,
    ),
    "aep_reservoir": (
        *_DIMENSION, _NAME, *_needed("type_reservoir"),
        Column("nb_cuves", Kind.INTEGER, default=1),
        *_numbers("volume_utile", kind=Kind.INTEGER), *_numbers("cote_sol"), _HEIGHT,
        *_numbers("cote_trop_plein"), _REMOTE,
    ),
    "aep_point_mesure": (
        _NAME, *_needed("type_point_mesure", "fonction_point_mesure"),
        Column("calibre", Kind.NUMBER, field="diameter_mm"),
        *_numbers("annee_fabrication", kind=Kind.INTEGER), *_texts("marque", "numero_serie"),
        _REMOTE,
    ),
    "aep_appareillage": (_DIAMETER, _REMOTE),
    "aep_piece": (),
    "aep_raccord": (_MAIN,),
    "aep_point_livraison": (*_needed("type_usager"), *_texts("ref_externe", "ref_client")),
    "aep_vanne_branchement": (
        *_needed("type_vanne_branchement", "sens_fermeture"), _DIAMETER, _OPENING,
    ),
    "aep_piece_branchement": (),
    "ass_regard": (
        *_DIMENSION, _MATERIAL, *_needed("type_regard", "position", "type_descente"),
        *_numbers("nb_paliers", kind=Kind.INTEGER), *_numbers("z_tampon"), _FLOOR,
        *_numbers("profondeur_mesure"),
    ),
    "ass_pompage": (
        *_DIMENSION, *_needed("type_pompage", "fonction_pompage"), _NAME,
        Column("nb_pompe", Kind.INTEGER, default=1),
        *_numbers("debit_temps_sec", "debit_temps_pluie"),
        *_numbers("nb_bache", kind=Kind.INTEGER), *_numbers("volume_bache", "cote_trop_plein"),
        _REMOTE,
    ),
    "ass_traitement": (
        _NAME_NEEDED, *_needed("code_ouvrage_sandre", "techno_traitement"),
        *_numbers("capacite_nominale", kind=Kind.INTEGER), _REMOTE,
    ),
    "ass_bassin": (
        *_DIMENSION, _NAME, *_needed("type_bassin", "fonction_bassin", "structure_bassin"),
        Column("capacite"), *_numbers("debit_fuite"), _HEIGHT, *_numbers("cote_trop_plein"),
        _REMOTE,
    ),
    "ass_exutoire": (*_needed("destination"), Column("code_topage")),
    "ass_equipement": (_REMOTE,),
    "ass_piece": (),
    "ass_raccord": (*_needed("type_raccord"), Column("ref_canalisation", field="pipe")),
    "ass_point_collecte": (
        *_DIMENSION, _MATERIAL, *_needed("type_point_collecte", "type_usager"),
        Column("ref_externe"), *_numbers("z_tampon"), _FLOOR, *_numbers("profondeur"),
    ),
    "ass_engouffrement_point": (
        *_DIMENSION, *_needed("type_engouffrement", "decantation", "siphon"),
    ),
    "ass_pretraitement": (
        _NAME, *_needed("type_pretraitement"),
        Column("capacite", Kind.INTEGER, default=NO_NUMBER),
        Column("volume", Kind.NUMBER, default=float(NO_NUMBER)), _REMOTE,
    ),
    "ass_chambre_depollution": (
        *_DIMENSION, _NAME, *_needed("type_chambre_depollution", "bypass"),
        *_numbers("volume_chambre"), _REMOTE,
    ),
    "ass_ouvrage_special_point": (
        *_DIMENSION, *_needed("type_ouvrage_special"), Column("ref_ouvrage"),
    ),
    "ass_point_mesure": (
        _NAME, *_needed("type_point_mesure", "code_sandre"), *_texts("id_sandre", "ref_ouvrage"),
        _REMOTE,
    ),
}  # fmt: skip
_BY_KIND: dict[bool, dict[str, str]] = {
    False: {
        NodeKind.VALVE: "aep_vanne", NodeKind.DRAIN: "aep_vanne",
        NodeKind.REGULATOR: "aep_regulation", NodeKind.PUMP: "aep_pompage",
        NodeKind.SOURCE: "aep_captage", NodeKind.TREATMENT: "aep_traitement",
        NodeKind.TANK: "aep_reservoir", NodeKind.METER: "aep_point_mesure",
        NodeKind.SENSOR: "aep_point_mesure", NodeKind.JUNCTION: "aep_piece",
        NodeKind.CAP: "aep_piece", NodeKind.CONNECTION: "aep_raccord",
        NodeKind.HYDRANT: "aep_point_livraison",
    },
    True: {
        NodeKind.MANHOLE: "ass_regard", NodeKind.PUMP: "ass_pompage",
        NodeKind.TREATMENT: "ass_traitement", NodeKind.BASIN: "ass_bassin",
        NodeKind.OUTFALL: "ass_exutoire", NodeKind.INLET: "ass_engouffrement_point",
        NodeKind.JUNCTION: "ass_piece", NodeKind.CAP: "ass_piece",
        NodeKind.CONNECTION: "ass_raccord", NodeKind.METER: "ass_point_mesure",
        NodeKind.SENSOR: "ass_point_mesure",
    },
}  # fmt: skip
_ELSEWHERE = {False: "aep_appareillage", True: "ass_equipement"}
"""Where devices go that have no table of their own."""
_FUNCTION = "fonction_canalisation"


def to_stareau(elements: Elements, extras: Extras = NO_EXTRAS) -> Translation:
    """Translate a network into StaR-Eau V2024.

    Parameters
    ----------
    elements
        Pipes and nodes, in metres.
    extras
        Rows of the elements that came from StaR-Eau, whose other columns are given back.
    """
    losses = Losses()
    of_pipes, of_nodes = sides(elements, losses)
    lines: dict[str, list[int]] = defaultdict(list)
    branches = elements.pipes.texts("connection")
    for i, sewer in enumerate(of_pipes):
        if sewer is not None:
            suffix = "_branchement" if branches[i] is True else ""
            lines[f"{'ass' if sewer else 'aep'}_canalisation{suffix}"].append(i)
    points: dict[str, list[int]] = defaultdict(list)
    for i, sewer in enumerate(of_nodes):
        if sewer is not None:
            points[_table_of(elements.nodes, i, sewer, extras, losses)].append(i)
    pipes = {False: elements.pipes, True: by_flow(elements.pipes)}
    made = [
        *(
            _written(n, _line_columns(n), pipes[table.sewer], lines[n], extras, losses)
            for n, table in PIPES.items()
        ),
        *(_written(n, _point_columns(n), elements.nodes, points[n], extras, losses) for n in NODES),
    ]
    if len(elements.customers):
        losses.add("Abonnés : ils ne sont pas écrits en StaR-Eau", len(elements.customers))
    return Translation(tuple(one for one in made if one.geometry), losses.sentences())


def _written(
    name: str, columns: Sequence[Column], frame: Frame, at: Sequence[int], extras: Extras,
    losses: Losses,
) -> Layer:  # fmt: skip
    unheld(frame, at, {c.field for c in columns} | {"connection", "kind"}, name, losses)
    return layer(name, columns, frame, at, extras, losses)


def _line_columns(name: str) -> tuple[Column, ...]:
    table = PIPES[name]
    function = Column(
        _FUNCTION, field="function", codes=table.function, fallback=OTHER, default=NOT_FILLED
    )
    return (*_LINE, Column(f"id_{name}"), function, *_OWN_LINES[name])


def _point_columns(name: str) -> tuple[Column, ...]:
    table = NODES[name]
    own = () if table.identifier == f"id_{name}" else (Column(f"id_{name}"),)
    kind: tuple[Column, ...] = ()
    if table.kinds is not None:
        # Where two columns say it together, the row that came from StaR-Eau is given back.
        kept = table.types is not None
        kind = (
            Column(
                table.column, field="kind", codes=table.kinds, fallback=OTHER, default=NOT_FILLED,
                kept=kept,
            ),
        )  # fmt: skip
    if table.types is not None:
        finer = Column(
            table.type, field="kind", codes=table.types, default=NOT_FILLED, elsewhere=True,
            kept=True,
        )  # fmt: skip
        kind = (*kind, finer)
    identifier = Column(table.identifier, field="identifier")
    return (*_COMMON, identifier, *own, *kind, *_OWN_POINTS[name])


def _table_of(nodes: Frame, i: int, sewer: bool, extras: Extras, losses: Losses) -> str:
    """Choose the table of a node: the one that it came from, else by its kind."""
    ref = str(nodes.refs[i])
    came_from = ref.partition("/")[0]
    if ref in extras and came_from in NODES:
        return came_from
    kinds = nodes.columns.get("kind")
    kind = str((None if kinds is None else kinds[i]) or NodeKind.UNKNOWN)
    name = _BY_KIND[sewer].get(kind, _ELSEWHERE[sewer])
    if NODES[name].kind not in (None, kind):
        losses.add(
            f"Nœuds de nature « {said(kind)} » : écrits en {name}, "
            f"où ils se relisent « {said(NODES[name].kind)} »"
        )
    return name
