"""Checks of a network as a whole: what is missing from the version that was brought."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

from terrier.domain.kernel.counting import counted
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Frame, Role

from .contract import check
from .findings import Finding, Severity
from .places import usable
from .survey import Survey

DRAWN = (Role.PIPES, Role.NODES)


@check(
    "R01",
    Severity.BLOCKING,
    "Table disparue",
    meaning="Une table que la correspondance du réseau attend n'est pas dans la version.",
    why="Ses éléments ont quitté le réseau sans que personne ne l'ait dit.",
    remedy="Importez un fichier qui a la table, ou retirez-la de la correspondance du réseau.",
)
def table_gone(survey: Survey) -> Iterator[Finding]:
    """Find tables that the version does not have."""
    if survey.rows is not None:
        for name, table in survey.mapping.tables.items():
            if table.role in DRAWN and name not in survey.rows:
                text = (
                    f"La table « {name} » n'est pas dans cette version. Importez un fichier qui "
                    "l'a, ou retirez-la de la correspondance du réseau."
                )
                yield Finding("R01", (name,), text)


@check(
    "R02",
    Severity.IMPORTANT,
    "Table vide",
    meaning="Une table du réseau est dans la version, sans aucune ligne.",
    why="Soit il n'y a rien à y mettre, soit l'export dont elle vient a échoué.",
    remedy="Vérifiez le fichier d'origine.",
)
def empty_table(survey: Survey) -> Iterator[Finding]:
    """Find tables without rows."""
    for name, table in survey.mapping.tables.items():
        if survey.rows is not None and table.role in DRAWN and survey.rows.get(name) == 0:
            text = f"La table « {name} » n'a aucune ligne. Vérifiez le fichier d'origine."
            yield Finding("R02", (name,), text)


@check(
    "R03",
    Severity.BLOCKING,
    "Réseau sans conduite",
    meaning="Aucune table ne donne de conduite.",
    why="Il n'y a rien à parcourir, à couper ni à montrer.",
    remedy="Dites dans la correspondance quelle table porte les conduites.",
)
def no_pipe(survey: Survey) -> Iterator[Finding]:
    """Find networks without pipes."""
    if not len(survey.pipes):
        text = "Ce réseau n'a aucune conduite. Dites quelle table porte les conduites."
        yield Finding("R03", (), text)


@check(
    "R04",
    Severity.BLOCKING,
    "Table sans aucune géométrie",
    meaning="Aucune ligne d'une table n'est dessinée.",
    why="Ses éléments ne sont ni sur la carte ni dans les calculs.",
    remedy="Exportez la table avec sa géométrie (et non en tableau seul).",
)
def nothing_drawn(survey: Survey) -> Iterator[Finding]:
    """Find tables whose every row lacks geometry."""
    for frame in (survey.pipes, survey.nodes):
        drawn = ~shapely.is_missing(usable(frame.geometry))
        for name, rows in _by_table(frame).items():
            if not drawn[rows].any():
                text = (
                    f"Aucune des {len(rows)} lignes de la table « {name} » n'est dessinée. "
                    "Exportez-la avec sa géométrie."
                )
                yield Finding("R04", (name,), text)


@check(
    "R05",
    Severity.MINOR,
    "Colonne vide",
    meaning="Une colonne que la correspondance lit n'a de valeur sur aucune ligne d'une table.",
    why="L'information existe peut-être ailleurs, ou l'export l'a perdue.",
    remedy="Vérifiez la colonne dans le fichier d'origine.",
)
def empty_column(survey: Survey) -> Iterator[Finding]:
    """Find columns that are read and hold nothing."""
    for frame in (survey.pipes, survey.nodes):
        for name, rows in _by_table(frame).items():
            table = survey.mapping.tables.get(name)
            for key, source in table.fields.items() if table else ():
                values = frame.raw.get(key, frame.columns.get(key))
                if source.column and (values is None or _is_void(values[rows])):
                    text = (
                        f"La colonne « {source.column} » de la table « {name} » est vide sur "
                        f"{counted(len(rows), 'ligne', 'lignes')}. Vérifiez le fichier d'origine."
                    )
                    yield Finding("R05", (name,), text, aspect=key)


@check(
    "R06",
    Severity.IMPORTANT,
    "Ni source ni exutoire",
    meaning="Aucun élément du réseau n'est une source, un réservoir, un rejet ou une station. Là "
    "où un jeu de données porte plusieurs choses, chacune est un réseau.",
    why="On ne peut dire ni d'où vient l'eau, ni où elle va, ni ce qu'une coupure en prive.",
    remedy="Ajoutez l'ouvrage, ou dites dans la correspondance quelle valeur le désigne.",
)
def no_beginning(survey: Survey) -> Iterator[Finding]:
    """Find networks that begin and end nowhere."""
    families = survey.families
    for family in survey.endless:
        carried = str(survey.pipes.texts("commodity")[families.pipes == family][0] or "unknown")
        which = f" de {Commodity(carried).look.label}" if families.several else ""
        text = (
            f"Ce réseau{which} n'a ni source, ni réservoir, ni rejet, ni station : rien ne dit où "
            "il commence et finit. Ajoutez l'ouvrage qui manque."
        )
        yield Finding("R06", (), text, aspect=families.names[family] if which else "")


def _by_table(frame: Frame) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, ref in enumerate(frame.refs):
        found.setdefault(ref.partition("/")[0], []).append(at)
    return found


def _is_void(values: npt.NDArray[np.generic]) -> bool:
    if values.dtype.kind == "f":
        return bool(np.isnan(values.astype(np.float64)).all())
    return all(value is None or value == "" for value in values)
