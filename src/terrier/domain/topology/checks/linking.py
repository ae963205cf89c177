"""Checks of how pipes and nodes hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from terrier.domain.topology.elements import NodeKind

from . import wording
from .contract import check
from .findings import Change, Finding, Severity
from .places import Flags, positions
from .survey import Survey

SIDES = ("début", "fin")
SIDE_FIELDS = ("start_node", "end_node")
FAR_M = 1.0
"""A node declared further than this from the end is not where the pipe ends."""
ON_PIPES = (NodeKind.VALVE, NodeKind.CHECK_VALVE, NodeKind.REGULATOR)


@check(
    "R16",
    Severity.IMPORTANT,
    "Identifiant absent",
    meaning="Une conduite ou un nœud n'a pas d'identifiant.",
    why="Rien ne peut le citer : ni une conduite, ni une intervention, ni un plan.",
    remedy="Donnez-lui un identifiant dans le fichier d'origine.",
)
def without_identifier(survey: Survey) -> Iterator[Finding]:
    """Find elements without identifier."""
    for subjects in survey.both:
        frame = subjects.frame
        for at, identifier in enumerate(frame.texts("identifier")):
            if not identifier:
                yield subjects.found("R16", at, "sans identifiant. Donnez-lui-en un.")


@check(
    "R17",
    Severity.BLOCKING,
    "Identifiant en double",
    meaning="Deux conduites, ou deux nœuds, qui portent la même chose ont le même identifiant.",
    why="Ce qui cite cet identifiant peut désigner l'un ou l'autre.",
    remedy="Donnez un autre identifiant à l'un des deux dans le fichier d'origine.",
)
def duplicate_identifier(survey: Survey) -> Iterator[Finding]:
    """Find identifiers given twice."""
    families = (survey.families.pipes, survey.families.nodes)
    for subjects, family in zip(survey.both, families, strict=True):
        frame = subjects.frame
        named = list(zip(family.tolist(), frame.texts("identifier"), strict=True))
        times = Counter(named)
        first: dict[tuple[int, str], int] = {}
        for at, name in enumerate(named):
            if name[1] and first.setdefault(name, at) != at:
                text = f"identifiant donné {times[name]} fois. Donnez-en un autre."
                yield subjects.found("R17", at, text, frame.refs[first[name]])


@check(
    "R18",
    Severity.IMPORTANT,
    "Extrémité sans nœud",
    meaning="Une conduite qui n'est pas un branchement finit sans nœud : elle n'en cite aucun et "
    "n'en touche aucun.",
    why="On ne sait pas si la conduite continue, est bouchée, ou si un appareil manque.",
    remedy="Ajoutez le nœud (té, bouchon, regard…) ou citez celui qui existe.",
)
def end_without_node(survey: Survey) -> Iterator[Finding]:
    """Find ends at which nothing stands, and near which nothing does."""
    # Of a network that came without nodes, none is missing.
    noded = np.isin(survey.families.pipes, survey.families.nodes)
    bare = survey.loose & noded[:, None] & (survey.ends.nearest < 0)
    bare.reshape(-1)[survey.almost[0]] = False
    for at in positions(bare[:, 0] | bare[:, 1]):
        both = bare[at].all()
        side = int(np.argmax(bare[at]))
        where = "aux deux extrémités" if both else f"à l'extrémité de {SIDES[side]}"
        text = f"aucun nœud {where}. Ajoutez le nœud ou citez celui qui existe."
        yield survey.of_pipes.found("R18", at, text, where=survey.ends.xy[at, side])


@check(
    "R19",
    Severity.BLOCKING,
    "Nœud d'extrémité inconnu",
    meaning="Une conduite cite un nœud qui n'est dans aucune table, ou qui porte autre chose "
    "qu'elle.",
    why="La conduite ne tient à rien de ce côté.",
    remedy="Corrigez l'identifiant, ou ajoutez le nœud. Là où un nœud touche l'extrémité, il est "
    "proposé.",
)
def unknown_node(survey: Survey) -> Iterator[Finding]:
    """Find ends whose declared node does not exist."""
    ends, named = survey.ends, set(survey.nodes.texts("identifier"))
    for at, side in np.argwhere(ends.cited & (ends.known < 0)).tolist():
        cited = ends.declared[at, side]
        fault = "porte autre chose qu'elle" if cited in named else "n'existe pas"
        text = f"le nœud de {SIDES[side]} « {cited} » {fault}. Corrigez-le ou ajoutez le nœud."
        yield _of_end("R19", survey, at, side, text)


@check(
    "R20",
    Severity.IMPORTANT,
    "Nœud d'extrémité éloigné",
    meaning="Le nœud qu'une conduite cite à une extrémité est à plus d'un mètre de celle-ci.",
    why="Soit le nœud cité n'est pas le bon, soit le tracé ne va pas jusqu'à lui.",
    remedy="Citez le bon nœud, ou reprenez le tracé. Là où un autre nœud touche l'extrémité, il "
    "est proposé.",
)
def far_node(survey: Survey) -> Iterator[Finding]:
    """Find ends that are far from their declared node."""
    ends = survey.ends
    gap = np.zeros(ends.known.shape)
    known = ends.known >= 0
    gap[known] = np.linalg.norm(ends.xy[known] - survey.places[ends.known[known]], axis=1)
    for at, side in np.argwhere(gap > FAR_M).tolist():
        cited = ends.declared[at, side]
        apart = wording.metres(gap[at, side])
        text = f"le nœud de {SIDES[side]} « {cited} » est à {apart} de l'extrémité."
        yield _of_end("R20", survey, at, side, text)


@check(
    "R21",
    Severity.IMPORTANT,
    "Presque raccordée à un nœud",
    meaning="Une extrémité sans nœud s'arrête à moins d'un mètre d'un nœud, sans le toucher.",
    why="Le réseau semble joint sur la carte et ne l'est pas dans les calculs.",
    remedy="Citez le nœud à cette extrémité (proposé), ou prolongez le tracé jusqu'à lui.",
)
def near_node(survey: Survey) -> Iterator[Finding]:
    """Find loose ends close to a node."""
    ends = survey.ends
    for at, side in np.argwhere(survey.loose & (ends.nearest >= 0)).tolist():
        node = int(ends.nearest[at, side])
        apart = wording.metres(ends.distance_m[at, side])
        text = (
            f"son extrémité de {SIDES[side]} s'arrête à {apart} "
            f"({wording.node(survey.nodes, node)}). Citez ce nœud ou prolongez le tracé."
        )
        yield _of_end("R21", survey, at, side, text, survey.nodes.refs[node])


@check(
    "R22",
    Severity.IMPORTANT,
    "Presque raccordée à une conduite",
    meaning="Une extrémité sans nœud s'arrête à moins d'un mètre d'une autre conduite.",
    why="Le réseau semble joint sur la carte et ne l'est pas dans les calculs.",
    remedy="Prolongez le tracé et posez le nœud du raccord, dans le fichier d'origine.",
)
def near_pipe(survey: Survey) -> Iterator[Finding]:
    """Find loose ends close to another pipe."""
    end, pipe, apart = survey.almost
    for place, other, gap in zip(end.tolist(), pipe.tolist(), apart.tolist(), strict=True):
        at, side = divmod(place, 2)
        text = (
            f"son extrémité de {SIDES[side]} s'arrête à {wording.metres(gap)} "
            f"({wording.pipe(survey.pipes, other)}). Prolongez le tracé jusqu'au raccord."
        )
        yield survey.of_pipes.found(
            "R22",
            at,
            text,
            survey.pipes.refs[other],
            where=survey.ends.xy[at, side],
            aspect=SIDE_FIELDS[side],
        )


@check(
    "R24",
    Severity.IMPORTANT,
    "Nœud orphelin",
    meaning="Aucune conduite en service ne passe à ce nœud ni ne le cite.",
    why="Soit une conduite manque, soit le nœud est mal placé.",
    remedy="Dessinez la conduite qui manque, ou déplacez le nœud, dans le fichier d'origine.",
)
def orphan_node(survey: Survey) -> Iterator[Finding]:
    """Find nodes that hold to nothing."""
    kinds = survey.nodes.texts("kind")
    apart = np.isin(kinds.astype(str), (*ON_PIPES, NodeKind.HYDRANT))
    yield from _alone("R24", survey, ~apart, "aucune conduite n'y passe ni ne le cite.")


@check(
    "R25",
    Severity.IMPORTANT,
    "Vanne hors conduite",
    meaning="Aucune conduite ne passe à cette vanne, ce clapet ou ce régulateur.",
    why="La vanne ne ferme rien : une coupure calculée l'oublie.",
    remedy="Replacez-la sur sa conduite, ou dites laquelle la porte.",
)
def valve_off_pipe(survey: Survey) -> Iterator[Finding]:
    """Find valves on no pipe."""
    chosen = np.isin(survey.nodes.texts("kind").astype(str), ON_PIPES)
    yield from _alone("R25", survey, chosen, "sur aucune conduite : elle ne ferme rien.")


@check(
    "R26",
    Severity.IMPORTANT,
    "Hydrant non raccordé",
    meaning="Aucune conduite ne passe à ce poteau ou cette bouche d'incendie.",
    why="Une coupure calculée ne dirait pas que cet hydrant est privé d'eau.",
    remedy="Dessinez son branchement, ou replacez-le sur sa conduite.",
)
def hydrant_alone(survey: Survey) -> Iterator[Finding]:
    """Find hydrants on no pipe."""
    chosen = survey.nodes.texts("kind") == NodeKind.HYDRANT
    yield from _alone("R26", survey, chosen, "aucune conduite ne l'alimente.")


def _nearest(survey: Survey, at: int, side: int) -> tuple[Change, ...]:
    """Propose to cite the nearest node, if it has a name and is not the one cited."""
    node = survey.ends.nearest[at, side]
    identifier = survey.nodes.texts("identifier")[node] if node >= 0 else None
    if not identifier or identifier == survey.ends.declared[at, side]:
        return ()
    return survey.proposed(Change(survey.pipes.refs[at], SIDE_FIELDS[side], identifier))


def _of_end(code: str, survey: Survey, at: int, side: int, text: str, *others: str) -> Finding:
    """Say what was found of an end, and propose the node nearest to it."""
    return survey.of_pipes.found(
        code,
        at,
        text,
        *others,
        where=survey.ends.xy[at, side],
        aspect=SIDE_FIELDS[side],
        repair=_nearest(survey, at, side),
    )


def _alone(code: str, survey: Survey, chosen: Flags, text: str) -> Iterator[Finding]:
    """Find nodes that nothing holds; those that an end almost reaches are told with it."""
    drawn = np.isfinite(survey.places).all(axis=1)
    almost = np.zeros(len(survey.nodes), dtype=bool)
    almost[survey.ends.nearest[survey.loose & (survey.ends.nearest >= 0)]] = True
    for at in positions(chosen & drawn & ~survey.held & ~almost):
        yield survey.of_nodes.found(code, at, text)
