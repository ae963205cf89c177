"""Checks of what is drawn, each element by itself or against those that lie on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from terrier.domain.topology.elements import NodeKind

from . import wording
from .contract import check
from .findings import Finding, Severity
from .places import neighbours, positions
from .survey import Survey

SAME_PLACE_M = 0.01
"""Two nodes nearer than this were drawn twice: files are written to the centimetre."""
STACKED_M = 0.5
"""No two structures that a person can enter or open stand so close."""
LENGTH_SHARE, LENGTH_SLACK_M = 0.10, 2.0
"""RAEPA declares lengths in whole metres, measured along the slope."""
STRUCTURES = (
    NodeKind.MANHOLE, NodeKind.BASIN, NodeKind.TANK, NodeKind.CABINET, NodeKind.INLET,
    NodeKind.OVERFLOW, NodeKind.TREATMENT,
)  # fmt: skip


@check(
    "R07",
    Severity.BLOCKING,
    "Tracé ou place absents",
    meaning="Une conduite n'a pas de ligne, ou un nœud pas de point : rien n'est dessiné, ou autre "
    "chose que ce qu'il faut.",
    why="L'élément n'est ni sur la carte, ni dans les calculs, ni dans les réponses aux travaux.",
    remedy="Dessinez l'élément dans le fichier d'origine, puis importez-le de nouveau.",
)
def without_geometry(survey: Survey) -> Iterator[Finding]:
    """Find elements that are not drawn."""
    for at in positions(shapely.is_missing(survey.lines)):
        drawn = survey.pipes.geometry[at]
        said = "aucune ligne n'est dessinée."
        if drawn is not None and not drawn.is_empty and drawn.geom_type not in LINES:
            said = f"la géométrie est de type {drawn.geom_type}, une ligne est attendue."
        yield survey.of_pipes.found("R07", at, f"{said} Dessinez son tracé.")
    for at in positions(shapely.is_missing(survey.points)):
        yield survey.of_nodes.found("R07", at, "aucun point n'est dessiné. Dessinez sa place.")


LINES = ("LineString", "LinearRing", "MultiLineString")


@check(
    "R08",
    Severity.BLOCKING,
    "Longueur nulle",
    meaning="La ligne d'une conduite commence et finit au même endroit sans aller nulle part "
    "(moins d'un centimètre).",
    why="Une conduite sans longueur relie un nœud à lui-même et fausse les parcours.",
    remedy="Supprimez la conduite, ou dessinez son tracé, dans le fichier d'origine.",
)
def zero_length(survey: Survey) -> Iterator[Finding]:
    """Find lines without length."""
    lengths = shapely.length(survey.lines)
    for at in positions(lengths < SAME_PLACE_M):
        text = "sa longueur est nulle. Supprimez-la ou dessinez son tracé."
        yield survey.of_pipes.found("R08", at, text)


@check(
    "R09",
    Severity.IMPORTANT,
    "Ligne en plusieurs morceaux",
    meaning="Une seule conduite est dessinée en plusieurs lignes qui ne se suivent pas.",
    why="Entre les morceaux il y a un vide : le parcours s'y arrête, ou le traverse à tort.",
    remedy="Faites une conduite de chaque morceau, ou joignez-les.",
)
def several_parts(survey: Survey) -> Iterator[Finding]:
    """Find lines whose parts do not join."""
    several = positions(shapely.get_num_geometries(survey.lines) > 1)
    merged = shapely.line_merge(survey.lines[several])
    parts = shapely.get_num_geometries(merged)
    for at, count in zip(several, parts, strict=True):
        if count > 1:
            text = f"elle est dessinée en {count} morceaux séparés. Faites-en une conduite chacun."
            yield survey.of_pipes.found("R09", at, text)


@check(
    "R10",
    Severity.IMPORTANT,
    "Ligne qui se recoupe",
    meaning="Le tracé d'une conduite passe par-dessus lui-même.",
    why="C'est presque toujours une erreur de dessin : la longueur est fausse.",
    remedy="Reprenez les sommets de la ligne dans le fichier d'origine.",
)
def self_crossing(survey: Survey) -> Iterator[Finding]:
    """Find lines that cross themselves."""
    twisted = ~shapely.is_simple(survey.lines) & ~shapely.is_missing(survey.lines)
    for at in positions(twisted & (shapely.length(survey.lines) >= SAME_PLACE_M)):
        text = "son tracé se recoupe. Reprenez les sommets de la ligne."
        yield survey.of_pipes.found("R10", at, text)


@check(
    "R11",
    Severity.IMPORTANT,
    "Hors du territoire",
    meaning="L'élément est dessiné entièrement hors des communes du territoire.",
    why="Souvent une projection mal déclarée ou des coordonnées inversées : tout ce qui en est dit "
    "est faux.",
    remedy="Vérifiez la projection du fichier ; si le réseau sort vraiment du territoire, rien "
    "n'est à faire.",
)
def outside(survey: Survey) -> Iterator[Finding]:
    """Find elements that lie in no commune."""
    if not survey.territory.outlines:
        return
    tree = shapely.STRtree(survey.territory.outlines)
    for subjects, geometry in zip(survey.both, (survey.lines, survey.points), strict=True):
        inside = np.zeros(len(geometry), dtype=bool)
        inside[tree.query(geometry, predicate="intersects")[0]] = True
        for at in positions(~inside & ~shapely.is_missing(geometry)):
            text = "hors de toutes les communes du territoire. Vérifiez la projection du fichier."
            yield subjects.found("R11", at, text)


@check(
    "R12",
    Severity.BLOCKING,
    "Conduite en double",
    meaning="Deux conduites de même état de service ont le même tracé, dans un sens ou dans "
    "l'autre.",
    why="Les longueurs comptent deux fois, et fermer l'une laisse l'autre ouverte.",
    remedy="Supprimez celle qui est de trop ; si l'une est abandonnée, dites-le.",
)
def duplicate_pipes(survey: Survey) -> Iterator[Finding]:
    """Find pipes drawn twice."""
    normal = shapely.normalize(shapely.set_precision(survey.lines, SAME_PLACE_M, mode="pointwise"))
    drawn = positions(~shapely.is_missing(normal) & (shapely.length(survey.lines) > 0))
    status, carried = survey.pipes.texts("status"), survey.pipes.texts("commodity")
    first: dict[tuple[object, ...], int] = {}
    for at, shape in zip(drawn, shapely.to_wkb(normal[drawn]), strict=True):
        known = first.setdefault((shape, status[at], carried[at]), at)
        if known != at:
            other = survey.of_pipes.label(known)
            text = f"même tracé que la {other}. Supprimez celle qui est de trop."
            yield survey.of_pipes.found("R12", at, text, survey.pipes.refs[known])


@check(
    "R13",
    Severity.IMPORTANT,
    "Nœud en double",
    meaning="Deux nœuds de même nature, qui portent la même chose, sont au même endroit (à moins "
    "d'un centimètre).",
    why="Des conduites qui semblent jointes peuvent tenir chacune à l'un des deux : le réseau est "
    "coupé sans que cela se voie.",
    remedy="Gardez un seul nœud et rattachez-y les conduites.",
)
def duplicate_nodes(survey: Survey) -> Iterator[Finding]:
    """Find nodes of one kind drawn twice."""
    kinds, family = survey.nodes.texts("kind"), survey.families.nodes
    for one, two in neighbours(survey.places, range(len(survey.nodes)), SAME_PLACE_M):
        if kinds[one] == kinds[two] and family[one] == family[two]:
            text = f"au même endroit que {wording.label(survey.nodes, one)}. Gardez-en un seul."
            yield survey.of_nodes.found("R13", two, text, survey.nodes.refs[one])


@check(
    "R14",
    Severity.MINOR,
    "Ouvrages superposés",
    meaning="Deux ouvrages (regard, bassin, réservoir, avaloir…) sont à moins de 50 cm l'un de "
    "l'autre.",
    why="Deux ouvrages ne tiennent pas au même endroit : l'un est mal placé ou en double.",
    remedy="Vérifiez sur place lequel existe, ou replacez-le.",
)
def stacked(survey: Survey) -> Iterator[Finding]:
    """Find structures that stand on one another."""
    kinds, hosts = survey.nodes.texts("kind"), survey.nodes.texts("structure")
    names = survey.nodes.texts("identifier")
    chosen = positions(np.isin(kinds.astype(str), STRUCTURES))
    for one, two in neighbours(survey.places, chosen, STACKED_M):
        apart = float(np.linalg.norm(survey.places[one] - survey.places[two]))
        drawn_twice = kinds[one] == kinds[two] and apart <= SAME_PLACE_M
        housed = _housed(hosts[one], names[two]) or _housed(hosts[two], names[one])
        if not drawn_twice and not housed:
            other = wording.node(survey.nodes, one)
            text = f"à {wording.metres(apart)} d'un autre ouvrage ({other}). Vérifiez sur place."
            yield survey.of_nodes.found("R14", two, text, survey.nodes.refs[one])


@check(
    "R15",
    Severity.MINOR,
    "Longueur déclarée différente du tracé",
    meaning="La longueur écrite et celle du tracé diffèrent de plus de 2 m et de plus de 10 %.",
    why="Les indicateurs (rendement, taux de renouvellement) reposent sur ces longueurs.",
    remedy="Corrigez la longueur, ou reprenez le tracé : l'écart dit lequel des deux a vieilli.",
)
def other_length(survey: Survey) -> Iterator[Finding]:
    """Find pipes whose declared length is not that of the line."""
    drawn, declared = shapely.length(survey.lines), survey.pipes.numbers("length_m")
    gap = np.abs(declared - drawn)
    far = (declared > 0) & (gap > LENGTH_SLACK_M) & (gap > LENGTH_SHARE * drawn)
    for at in positions(far & (drawn >= SAME_PLACE_M)):
        said, seen = wording.metres(declared[at]), wording.metres(drawn[at])
        text = f"longueur déclarée {said}, tracé de {seen}. Corrigez la longueur ou le tracé."
        yield survey.of_pipes.found("R15", at, text)


def _housed(host: str | None, structure: str | None) -> bool:
    return host is not None and host == structure
