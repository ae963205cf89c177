"""Checks of what hangs together, and of where the commodity goes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

from terrier.domain.kernel.counting import counted
from terrier.domain.topology.elements import (
    DEAD_ENDS,
    RECEIVING,
    NodeKind,
    Status,
    ValveState,
)

from . import wording
from .contract import check
from .findings import Finding, Severity
from .places import Flags, Geometries, Ints, points_of, positions
from .survey import TOUCH_M, Survey

SLOPE_SLACK_M = 0.01
"""Altitudes are written to the centimetre."""
DIRECTED = (NodeKind.PUMP, NodeKind.CHECK_VALVE)
HOLDING = (
    *RECEIVING, NodeKind.PUMP, NodeKind.BASIN, NodeKind.OVERFLOW, NodeKind.TANK,
)  # fmt: skip
"""What flows in here may leave by another way than a pipe."""


@check(
    "R23",
    Severity.MINOR,
    "Croisement sans nœud",
    meaning="Deux conduites en service du même réseau se croisent sans nœud à cet endroit.",
    why="Soit elles sont raccordées et le raccord manque, soit l'une passe sous l'autre.",
    remedy="Posez le nœud si elles sont raccordées ; sinon rien n'est à faire.",
)
def crossing(survey: Survey) -> Iterator[Finding]:
    """Find pipes that cross where nothing stands."""
    lines, carried = survey.lines, survey.pipes.texts("commodity")
    one, two = survey.line_tree.query(lines, predicate="crosses")
    keep = (one < two) & survey.living[one] & survey.living[two] & (carried[one] == carried[two])
    one, two = one[keep], two[keep]
    met, pair = shapely.get_coordinates(
        shapely.intersection(lines[one], lines[two]), return_index=True
    )
    points = points_of(met)
    bare = ~_at_a_node(survey, points, one[pair])
    bare[_at_an_end(survey, points, one[pair]) | _at_an_end(survey, points, two[pair])] = False
    crossings, first, times = np.unique(pair[bare], return_index=True, return_counts=True)
    for at, place, count in zip(crossings.tolist(), met[bare][first], times, strict=True):
        often = "" if count == 1 else f" en {count} points"
        other = wording.pipe(survey.pipes, two[at])
        text = f"croisée sans nœud{often} par la {other}. Posez le nœud si elles sont raccordées."
        yield survey.of_pipes.found("R23", one[at], text, survey.pipes.refs[two[at]], where=place)


def _at_a_node(survey: Survey, points: Geometries, pipe: Ints) -> Flags:
    """Tell the points of pipes where a node of their family stands."""
    point, node = survey.point_tree.query(points, predicate="dwithin", distance=TOUCH_M)
    kin = survey.families.pipes[pipe[point]] == survey.families.nodes[node]
    found = np.zeros(len(points), dtype=bool)
    found[point[kin]] = True
    return found


def _at_an_end(survey: Survey, points: Geometries, pipe: Ints) -> Flags:
    xy = shapely.get_coordinates(points)[:, None, :]
    gap = np.linalg.norm(survey.ends.xy[pipe] - xy, axis=2)
    near: Flags = gap.min(axis=1) <= TOUCH_M
    return near


@check(
    "R27",
    Severity.MINOR,
    "Cul-de-sac sans appareil",
    meaning="Une conduite finit à un nœud où rien d'autre n'arrive, et qui n'est ni un bouchon, ni "
    "une vidange, ni un hydrant, ni un branchement…",
    why="Une conduite manque peut-être au-delà ; sinon il manque de quoi purger ou boucher.",
    remedy="Dites ce qui est à ce nœud, ou dessinez ce qui suit.",
)
def dead_end(survey: Survey) -> Iterator[Finding]:
    """Find ends where a pipe stops for no reason."""
    nodes, spots = survey.nodes, survey.end_spots
    kinds = nodes.texts("kind").astype(str)
    excused = np.zeros(len(survey.arriving), dtype=bool)
    excused[survey.spots[np.isin(kinds, tuple(DEAD_ENDS))]] = True
    lonely = np.append((survey.arriving == 1) & ~excused, False)
    ending = lonely[spots] & survey.mains[:, None] & ~_heads(survey, kinds)
    for at, side in np.argwhere(ending).tolist():
        node = survey.ends.node[at, side]
        text = (
            f"la {wording.pipe(survey.pipes, at)} s'y arrête et rien d'autre n'y arrive. Dites ce "
            "qui s'y trouve ou dessinez la suite."
        )
        yield survey.of_nodes.found("R27", node, text, survey.pipes.refs[at])


def _heads(survey: Survey, kinds: npt.NDArray[np.str_]) -> Flags:
    """Tell the ends where a sewer may begin: upstream, or at a manhole if nobody says which way."""
    upstream = survey.upstream
    unsaid = (upstream < 0) & survey.gravity
    at_manhole = np.append(kinds == NodeKind.MANHOLE, False)[survey.ends.node]
    head = upstream[:, None] == np.arange(2)
    heads: Flags = (head & survey.gravity[:, None]) | (unsaid[:, None] & at_manhole)
    return heads


@check(
    "R28",
    Severity.IMPORTANT,
    "Îlot isolé",
    meaning="Des conduites tiennent entre elles, mais ne rejoignent ni source ni réservoir (eau), "
    "ni rejet ni station (assainissement).",
    why="Un raccord manque : ce qui est amont ou aval, et ce qu'une coupure prive d'eau, est faux "
    "dans tout l'îlot.",
    remedy="Cherchez le raccord qui manque ; souvent une extrémité presque raccordée en est la "
    "cause.",
)
def island(survey: Survey) -> Iterator[Finding]:
    """Find the components that reach no source and no outfall."""
    count = len(survey.nodes)
    group = survey.groups[count:]
    lengths = np.nan_to_num(shapely.length(survey.lines))
    drawn = survey.living & (lengths > 0)
    reached = survey.groups[:count][survey.endings].tolist()
    for family in survey.endless:
        # Nothing says where this network begins: its largest part is taken for the network.
        mine = drawn & (survey.families.pipes == family)
        reached.extend(np.bincount(group[mine], weights=lengths[mine]).argsort()[-1:])
    members = np.flatnonzero(drawn & ~np.isin(group, reached))
    _, first, inverse = np.unique(group[members], return_index=True, return_inverse=True)
    sizes, totals = np.bincount(inverse), np.bincount(inverse, weights=lengths[members])
    for at, size, total in zip(members[first].tolist(), sizes, totals, strict=True):
        who = counted(int(size), "conduite", "conduites")
        text = (
            f"îlot isolé ({who}, {wording.metres(total)}), qui ne rejoint ni source ni exutoire. "
            "Cherchez le raccord qui manque."
        )
        yield survey.of_pipes.found("R28", at, text)


@check(
    "R29",
    Severity.IMPORTANT,
    "En service au bout de l'abandonné",
    meaning="Une conduite en service n'est raccordée qu'à des conduites abandonnées, déposées ou "
    "en projet.",
    why="Soit elle ne sert plus, soit ce qui l'alimente sert encore.",
    remedy="Corrigez l'état de service de l'une ou des autres.",
)
def fed_by_nothing(survey: Survey) -> Iterator[Finding]:
    """Find pipes in service whose neighbours are all out of service."""
    spots = survey.end_spots
    idle = np.zeros(len(survey.arriving) + 1, dtype=bool)
    idle[spots[~survey.living]] = True
    idle[-1] = False
    working = np.append(survey.arriving, 0)
    both_here = spots[:, 0] == spots[:, 1]
    mine = np.where(both_here, 2, 1)
    alone = working[spots] <= mine[:, None]
    serving = survey.pipes.texts("status") == Status.IN_SERVICE
    touching = np.zeros(len(survey.pipes), dtype=bool)
    touching[survey.abutting[0] // 2] = touching[survey.abutting[1]] = True
    found = serving & alone.all(axis=1) & idle[spots].any(axis=1) & ~touching
    for at in positions(found):
        text = (
            "en service, mais raccordée seulement à des conduites qui ne le sont pas. Vérifiez les "
            "états."
        )
        yield survey.of_pipes.found("R29", at, text)


@check(
    "R30",
    Severity.IMPORTANT,
    "Pente inversée",
    meaning="Une conduite gravitaire est plus haute à l'aval qu'à l'amont.",
    why="L'eau ne remonte pas : une altitude ou le sens d'écoulement est faux.",
    remedy="Vérifiez les deux altitudes et le sens d'écoulement.",
)
def reversed_slope(survey: Survey) -> Iterator[Finding]:
    """Find gravity pipes that rise."""
    first, last = (survey.altitudes(name) for name in ("z_start_m", "z_end_m"))
    turned = survey.upstream == 1
    top, bottom = np.where(turned, last, first), np.where(turned, first, last)
    for at in positions(survey.gravity & (bottom - top > SLOPE_SLACK_M)):
        text = (
            f"amont à {wording.number(top[at])} m, aval à {wording.number(bottom[at])} m : elle "
            "monte. Vérifiez les altitudes et le sens."
        )
        yield survey.of_pipes.found("R30", at, text)


@check(
    "R31",
    Severity.IMPORTANT,
    "Sens d'écoulement contradictoires",
    meaning="Toutes les conduites gravitaires d'un nœud y arrivent et aucune n'en repart, sans "
    "rejet, station, bassin ni pompe.",
    why="Le parcours vers l'aval s'arrête là : tout ce qui est plus bas est oublié.",
    remedy="Retournez la conduite dont le sens est faux, ou dites ce qui est à ce nœud.",
)
def nowhere_to_go(survey: Survey) -> Iterator[Finding]:
    """Find nodes that several gravity pipes flow into and none leaves."""
    kinds = survey.nodes.texts("kind").astype(str)
    spots, upstream = survey.end_spots, survey.upstream
    told = np.flatnonzero(survey.gravity & (upstream >= 0))
    entering = np.zeros(len(survey.arriving) + 1, dtype=np.int64)
    np.add.at(entering, spots[told, 1 - upstream[told]], 1)
    excused = np.zeros(len(entering), dtype=bool)
    excused[survey.spots[np.isin(kinds, HOLDING)]] = True
    excused[-1] = True
    ways = np.append(survey.arriving, 0)
    for spot in positions((entering >= 2) & (entering == ways) & ~excused):
        node = int(np.flatnonzero(survey.spots == spot)[0])
        text = (
            f"{entering[spot]} conduites gravitaires y arrivent, aucune n'en repart. Vérifiez leur "
            "sens d'écoulement."
        )
        yield survey.of_nodes.found("R31", node, text)


@check(
    "R32",
    Severity.IMPORTANT,
    "Appareil orienté sans sens",
    meaning="Une pompe ou un clapet ne dit pas de quelle conduite vers quelle conduite il laisse "
    "passer.",
    why="Le parcours le traverse dans les deux sens, à tort.",
    remedy="Renseignez sa conduite amont ou aval.",
)
def without_direction(survey: Survey) -> Iterator[Finding]:
    """Find pumps and check valves that do not say which way."""
    nodes = survey.nodes
    ways = [nodes.texts(name) for name in ("upstream_pipe", "downstream_pipe")]
    directed = np.isin(nodes.texts("kind").astype(str), DIRECTED)
    for at in positions(directed):
        if not ways[0][at] and not ways[1][at]:
            text = "rien ne dit dans quel sens il laisse passer. Renseignez sa conduite amont."
            yield survey.of_nodes.found("R32", at, text)


@check(
    "R33",
    Severity.MINOR,
    "Vanne sans état connu",
    meaning="Rien ne dit si une vanne est ouverte ou fermée, ni si elle se manœuvre.",
    why="La liste des vannes à fermer la donne « à vérifier » : l'équipe perd du temps.",
    remedy="Notez son état à la prochaine visite : l'intervention le corrigera.",
)
def without_state(survey: Survey) -> Iterator[Finding]:
    """Find valves whose state nobody knows."""
    states = survey.nodes.texts("state")
    for at in positions(survey.nodes.texts("kind") == NodeKind.VALVE):
        if states[at] in (None, ValveState.UNKNOWN):
            text = "état inconnu. Notez à la prochaine visite si elle est ouverte ou fermée."
            yield survey.of_nodes.found("R33", at, text)
