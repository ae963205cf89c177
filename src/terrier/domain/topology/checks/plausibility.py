"""Checks of values that cannot be, or hardly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from terrier.domain.topology.elements import Status
from terrier.domain.topology.footprint import DEEPEST_RULE_M

from . import wording
from .contract import check
from .findings import Change, Finding, Severity
from .places import Floats, positions
from .survey import Survey

OLDEST_YEAR = 1800
"""Lowest year of StaR-Eau V2024 (domain `c_annee`)."""
THINNEST_MM, WIDEST_MM = 10.0, 5000.0
"""No pipe in the street is thinner than a tap's, nor wider than a gallery."""
JUMP = 4.0
"""Pipes that follow one another, the wider at least so many times the thinner."""


class Era(NamedTuple):
    """The years when a material may have been laid."""

    codes: tuple[str, ...]
    label: str
    since: int | None = None
    until: int | None = None


ERAS = (
    # The first pipes of PVC were made in Germany in 1935, those of polyethylene in 1955.
    Era(("pvc", "pvcan", "pvcu", "pvca", "pvcbo", "pvcc"), "le PVC", since=1935),
    Era(("pehd", "pehda"), "le PEHD", since=1955),
    # Decree 96-1133 of 24 December 1996: asbestos is forbidden from 1 January 1997.
    Era(("amci",), "l'amiante-ciment", until=1997),
    # RAEPA 1.2, list of materials, code 24: « PVC ancien (avant 1980) ».
    Era(("pvcan",), "le PVC dit ancien", until=1980),
)


@check(
    "R40",
    Severity.IMPORTANT,
    "Date impossible",
    meaning="L'année de pose est à venir, pour ce qui n'est pas en projet, ou d'avant 1800.",
    why="Un âge faux fausse les moyennes et le choix de ce qu'on renouvelle.",
    remedy="Corrigez l'année ; si elle est inconnue, laissez-la vide.",
)
def impossible_year(survey: Survey) -> Iterator[Finding]:
    """Find years of laying that cannot be."""
    for subjects in survey.both:
        frame = subjects.frame
        planned = frame.texts("status") == Status.PLANNED
        for key in ("laid_from", "laid_to"):
            years = frame.numbers(key)
            future = (years > survey.today.year) & ~planned
            for at in positions(future | (years < OLDEST_YEAR)):
                fault = "à venir" if future[at] else f"avant {OLDEST_YEAR}"
                text = f"année de pose {years[at]:.0f}, {fault}. Corrigez-la ou laissez-la vide."
                yield subjects.found("R40", at, text, aspect=key)


@check(
    "R41",
    Severity.IMPORTANT,
    "Période de pose inversée",
    meaning="La période de pose commence après sa fin.",
    why="Ni l'une ni l'autre des deux années ne peut être crue.",
    remedy="Échangez les deux années (proposé), ou corrigez celle qui est fausse.",
)
def reversed_period(survey: Survey) -> Iterator[Finding]:
    """Find periods that begin after their end."""
    for subjects in survey.both:
        frame = subjects.frame
        start, end = frame.numbers("laid_from"), frame.numbers("laid_to")
        for at in positions(start > end):
            ref, first, last = frame.refs[at], f"{start[at]:.0f}", f"{end[at]:.0f}"
            text = f"posée entre {first} et {last} : la période commence après sa fin."
            swap = (Change(ref, "laid_from", last), Change(ref, "laid_to", first))
            repair = survey.proposed(*swap)
            yield subjects.found("R41", at, text, repair=repair)


@check(
    "R42",
    Severity.IMPORTANT,
    "Matériau d'une autre époque",
    meaning="Le matériau n'existait pas encore à la date de pose, ou était déjà interdit.",
    why="L'un des deux est faux ; pour l'amiante, la sécurité de qui ouvre la conduite en dépend.",
    remedy="Corrigez le matériau ou l'année.",
)
def other_era(survey: Survey) -> Iterator[Finding]:
    """Find materials that could not be laid when they are said to be."""
    material = survey.pipes.texts("material")
    first, last = _period(survey)
    for era in ERAS:
        early = last < era.since if era.since else np.zeros(len(material), dtype=bool)
        late = first > era.until if era.until else np.zeros(len(material), dtype=bool)
        for at in positions(np.isin(material.astype(str), era.codes) & (early | late)):
            when = f"en {last[at]:.0f}" if early[at] else f"en {first[at]:.0f}"
            rule = (
                f"{era.label} ne se pose que depuis {era.since}"
                if early[at]
                else f"{era.label} ne se pose plus depuis {era.until}"
            )
            text = f"posée {when}, mais {rule}. Corrigez le matériau ou l'année."
            yield survey.of_pipes.found("R42", at, text, aspect=era.codes[0])


@check(
    "R43",
    Severity.IMPORTANT,
    "Diamètre invraisemblable",
    meaning="Le diamètre est négatif, de moins de 10 mm ou de plus de 5 000 mm.",
    why="Le plus souvent des mètres écrits pour des millimètres, ou l'inverse.",
    remedy="Corrigez le diamètre ; multiplié ou divisé par mille, il est proposé s'il devient "
    "vraisemblable.",
)
def odd_diameter(survey: Survey) -> Iterator[Finding]:
    """Find diameters that no pipe has."""
    read = survey.pipes.numbers("diameter_mm")
    odd = (read < THINNEST_MM) | (read > WIDEST_MM)
    for at in positions(odd & (read != 0)):
        ref, value = survey.pipes.refs[at], float(read[at])
        meant = value * 1000 if value < THINNEST_MM else value / 1000
        plausible = THINNEST_MM <= meant <= WIDEST_MM
        hint = f" Peut-être {wording.number(meant)} mm." if plausible else ""
        text = f"diamètre de {wording.number(value)} mm, hors de 10 à 5\u202f000 mm.{hint}"
        better = Change(ref, "diameter_mm", f"{meant:g}")
        repair = survey.proposed(better) if plausible else ()
        yield survey.of_pipes.found("R43", at, text, repair=repair)


@check(
    "R44",
    Severity.MINOR,
    "Saut de diamètre",
    meaning="Deux conduites qui se suivent, sans rien d'autre à leur nœud, ont des diamètres dont "
    "l'un vaut au moins quatre fois l'autre.",
    why="Un cône de réduction de ce rapport est rare : un diamètre est sans doute faux.",
    remedy="Vérifiez les deux diamètres.",
)
def jump(survey: Survey) -> Iterator[Finding]:
    """Find pipes that follow one another with very different diameters."""
    spots, read = survey.end_spots, survey.pipes.numbers("diameter_mm")
    sure = survey.mains & (read >= THINNEST_MM) & (read <= WIDEST_MM)
    pipe, side = np.nonzero((spots >= 0) & survey.living[:, None])
    spot = spots[pipe, side]
    order = np.argsort(spot, kind="stable")
    pipe, side, spot = pipe[order], side[order], spot[order]
    first = np.flatnonzero((spot[1:] == spot[:-1]) & (survey.arriving[spot[1:]] == 2))
    one, two = pipe[first], pipe[first + 1]
    ratio = np.maximum(read[one], read[two]) / np.minimum(read[one], read[two])
    followed = (ratio >= JUMP) & sure[one] & sure[two]
    for at, other, place in zip(
        one[followed].tolist(), two[followed].tolist(), first[followed].tolist(), strict=True
    ):
        text = (
            f"diamètre de {wording.number(read[at])} mm, suivi de {wording.number(read[other])} mm "
            f"({wording.pipe(survey.pipes, other)}). Vérifiez les deux."
        )
        where = survey.ends.xy[at, side[place]]
        yield survey.of_pipes.found("R44", at, text, survey.pipes.refs[other], where=where)


@check(
    "R47",
    Severity.IMPORTANT,
    "Profondeur réglementaire invraisemblable",
    meaning="La profondeur minimale réglementaire est négative, ou de plus de 5 m.",
    why="Aucune règle ne demande si profond : le plus souvent des centimètres écrits pour des "
    "mètres. Une profondeur fausse met en danger qui creuse.",
    remedy="Vérifiez l'unité auprès de l'exploitant : rien n'est proposé, rien n'est converti.",
)
def odd_rule(survey: Survey) -> Iterator[Finding]:
    """Find minimum depths that no rule asks for."""
    read = survey.pipes.numbers("depth_min_m")
    for at in positions((read < 0) | (read > DEEPEST_RULE_M)):
        value = wording.number(float(read[at]))
        text = f"profondeur minimale réglementaire de {value} m. Vérifiez son unité."
        yield survey.of_pipes.found("R47", at, text)


@check(
    "R49",
    Severity.IMPORTANT,
    "Moins profond que la règle",
    meaning="La profondeur connue est moindre que la profondeur minimale réglementaire.",
    why="L'arrêté du 15 février 2012 (articles 5 et 7) veut que ces tronçons soient signalés dans "
    "chaque réponse à une déclaration de travaux.",
    remedy="Vérifiez la profondeur ; si elle est juste, signalez le tronçon à qui creuse.",
)
def shallow(survey: Survey) -> Iterator[Finding]:
    """Find pipes that lie less deep than the rules wanted."""
    depth, rule = survey.pipes.numbers("depth_m"), survey.pipes.numbers("depth_min_m")
    sure = (depth > 0) & (rule > 0) & (rule <= DEEPEST_RULE_M)
    for at in positions(sure & (depth < rule) & survey.living):
        shown = f"{wording.metres(float(depth[at]))} pour {wording.metres(float(rule[at]))}"
        yield survey.of_pipes.found("R49", at, f"moins profonde que la règle : {shown}.")


def _period(survey: Survey) -> tuple[Floats, Floats]:
    """Give the first and the last year of laying; the one known stands for the other."""
    years = np.stack([survey.pipes.numbers("laid_from"), survey.pipes.numbers("laid_to")])
    return np.fmin(*years), np.fmax(*years)
