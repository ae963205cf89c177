"""Checks of what is not known of pipes, or not proven."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from terrier.domain.topology import materials
from terrier.domain.topology.elements import Frame
from terrier.domain.topology.precision import PrecisionClass

from .contract import check
from .findings import Finding, Severity
from .places import Flags, positions
from .survey import Survey


@check(
    "R34",
    Severity.MINOR,
    "Matériau manquant",
    meaning="Rien ne dit de quoi une conduite en service est faite.",
    why="Le descriptif détaillé des réseaux et le choix des conduites à renouveler en dépendent.",
    remedy="Cherchez-le dans les plans de récolement ou à l'occasion d'une fouille.",
)
def without_material(survey: Survey) -> Iterator[Finding]:
    """Find pipes without material."""
    read = survey.pipes.texts("material")
    missing = [
        not materials.is_known(code) and not _off_list(survey.pipes, "material", at)
        for at, code in enumerate(read)
    ]
    yield from _missing("R34", survey, np.array(missing, dtype=bool), "matériau inconnu.")


@check(
    "R35",
    Severity.MINOR,
    "Date de pose manquante",
    meaning="Ni l'année de pose d'une conduite en service ni sa période ne sont connues.",
    why="L'âge du réseau et la connaissance patrimoniale reposent sur elle.",
    remedy="Écrivez au moins une période : « avant 1980 » vaut mieux que rien.",
)
def without_date(survey: Survey) -> Iterator[Finding]:
    """Find pipes without year or period of laying."""
    missing = np.isnan(survey.pipes.numbers("laid_from")) & np.isnan(
        survey.pipes.numbers("laid_to")
    )
    yield from _missing("R35", survey, missing, "date de pose inconnue. Écrivez une période.")


@check(
    "R36",
    Severity.MINOR,
    "Diamètre manquant",
    meaning="Le diamètre d'une conduite en service n'est pas connu (absent, ou écrit 0).",
    why="Sans lui, ni pièces de réparation à prévoir, ni descriptif détaillé.",
    remedy="Cherchez-le dans les plans ou mesurez-le à l'occasion d'une fouille.",
)
def without_diameter(survey: Survey) -> Iterator[Finding]:
    """Find pipes without diameter."""
    read = survey.pipes.numbers("diameter_mm")
    yield from _missing("R36", survey, np.isnan(read) | (read == 0), "diamètre inconnu.")


@check(
    "R37",
    Severity.IMPORTANT,
    "Classe de précision manquante",
    meaning="La classe de précision de la position d'une conduite en service n'est pas déclarée : "
    "elle est tenue pour C.",
    why="Une réponse à une déclaration de travaux doit dire la classe de chaque tronçon.",
    remedy="Déclarez la classe, avec la source qui la prouve ; sans preuve, C.",
)
def without_class(survey: Survey) -> Iterator[Finding]:
    """Find pipes whose precision nobody declared."""
    read = survey.pipes.texts("precision_xy")
    missing = [
        code not in set(PrecisionClass) and not _off_list(survey.pipes, "precision_xy", at)
        for at, code in enumerate(read)
    ]
    text = "classe de précision non déclarée : tenue pour C."
    yield from _missing("R37", survey, np.array(missing, dtype=bool), text)


@check(
    "R38",
    Severity.MINOR,
    "Profondeur manquante",
    meaning="Ni profondeur ni altitudes ne sont connues pour une conduite en service.",
    why="Qui creuse au-dessus ne sait pas à quoi s'attendre.",
    remedy="Relevez-la à chaque fouille ; l'intervention la corrigera.",
)
def without_depth(survey: Survey) -> Iterator[Finding]:
    """Find pipes that nobody knows the depth of."""
    depth = survey.pipes.numbers("depth_m")
    known = ~np.isnan(depth) & (depth != 0)
    for name in ("z_start_m", "z_end_m"):
        known |= ~np.isnan(survey.altitudes(name))
    yield from _missing("R38", survey, ~known, "profondeur inconnue.")


@check(
    "R39",
    Severity.IMPORTANT,
    "Classe A sans preuve",
    meaning="Une position est déclarée en classe A (à 40 cm près) sans dire d'où elle vient ni de "
    "quand.",
    why="La classe A engage l'exploitant : sans relevé daté, elle ne se défend pas.",
    remedy="Écrivez la source et la date du relevé, ou déclarez la classe qu'elles permettent.",
)
def unproven_class(survey: Survey) -> Iterator[Finding]:
    """Find class A declared without source or date."""
    for subjects in survey.both:
        frame = subjects.frame
        said = {key: frame.texts(key) for key in ("source", "updated_on")}
        for at in positions(frame.texts("precision_xy") == PrecisionClass.A):
            lacking = [
                label
                for key, label in (("source", "source"), ("updated_on", "date"))
                if said[key][at] is None
            ]
            if lacking:
                text = f"classe A déclarée sans {' ni '.join(lacking)}. Écrivez d'où elle vient."
                yield subjects.found("R39", at, text)


def _off_list(frame: Frame, name: str, at: int) -> bool:
    """Tell whether a coded field holds something that the list does not have."""
    raw = frame.raw.get(name)
    return frame.texts(name)[at] is None and raw is not None and raw[at] not in (None, "")


def _missing(code: str, survey: Survey, missing: Flags, text: str) -> Iterator[Finding]:
    for at in positions(missing & survey.living):
        yield survey.of_pipes.found(code, at, text)
