"""What is always at hand: the communes of the territory and the squares of 200 m, as relations."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.catalog.store import store
from terrier.apps.territories.models import Commune
from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Zoning
from terrier.lake.crossing import zonings
from terrier.lake.relation import Relation

POPULATION = "population"
"""Name, and id, of the column of inhabitants of the communes."""
NAMES = {Zoning.COMMUNES: "Communes", Zoning.GRID_200M: "Carreaux de 200 m"}
_FOLDER = "zonings"


def communes_identity(crs: str) -> str:
    """Name the communes as they stand: their codes, populations, outlines and the projection."""
    sha = hashlib.sha256(crs.encode())
    names = ("code", "name", "population", "population_year", "outline")
    for *told, outline in _communes().values_list(*names):
        sha.update(f"{'|'.join(map(str, told))}|".encode() + bytes(outline or b""))
    return sha.hexdigest()[:16]


def communes(crs: str) -> Relation:
    """Give the communes of the territory as a relation; its file is written once per state.

    Raises
    ------
    Invalid
        No commune is known.
    """
    path = store().path(f"{_FOLDER}/communes-{communes_identity(crs)}.parquet")
    areas = [
        zonings.Area(c.code, c.name, c.population, bytes(c.outline) if c.outline else None)
        for c in _communes()
    ]
    if not areas:
        raise Invalid(
            "Aucune commune n’est connue ici : choisissez d’abord le territoire "
            "(terrier init, ou la page « Territoire »)."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    made = zonings.communes(areas, crs, path)
    dated = population_label()
    columns = (replace(c, label=dated) if c.name == POPULATION else c for c in made.columns)
    return replace(made, columns=tuple(columns))


def population_label() -> str:
    """Name the inhabitants of the communes with the year in which their figure is in force."""
    years = set(_communes().values_list("population_year", flat=True))
    if len(years) != 1 or None in years:
        return _("Population")
    return _("Population (en vigueur en %(year)s)") % {"year": years.pop()}


def grid(other: Relation, folder: Path) -> Relation:
    """Give the squares of 200 m that hold something of a table, written in a working folder."""
    return zonings.grid(other, folder / "grid.parquet")


def _communes():
    return Commune.objects.order_by("code")
