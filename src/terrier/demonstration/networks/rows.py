"""Rows of RAEPA 1.2 layers, under the names of its files.

Source: CNIG, géostandard RAEPA 1.2, part C (structure of the files) and its code lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

OWNER = "Communauté de communes du Val de Virlane"
OPERATOR = "Régie des eaux du Val de Virlane"
PIPE = "01"
"""SUPPREPARE: a repair on a pipe."""
YES, NO = "O", "N"
Row = dict[str, Any]


@dataclass
class Layer:
    """One layer: shapes and, in step, the values of its columns."""

    name: str
    columns: tuple[str, ...]
    shapes: list[shapely.Geometry] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add(self, shape: shapely.Geometry, **values: Any) -> Row:
        """Add an element; the columns that are not named are empty.

        Raises
        ------
        KeyError
            The layer has no such column.
        """
        row: Row = dict.fromkeys(self.columns)
        for name, value in values.items():
            if name not in row:
                raise KeyError(f"{self.name}: {name}")
            row[name] = value
        self.shapes.append(shape)
        self.rows.append(row)
        return row

    def values(self) -> dict[str, list[Any]]:
        """Give the values by column; a column of numbers says NaN where it says nothing."""
        return {name: _filled([row[name] for row in self.rows]) for name in self.columns}


def _filled(values: Sequence[Any]) -> list[Any]:
    numbers = any(isinstance(v, int | float) for v in values)
    return [float("nan") if v is None else v for v in values] if numbers else list(values)


_ABOUT = ("qualglocxy", "qualglocz", "datemaj", "sourmaj", "qualannee")
_WHOSE = ("mouvrage", "gexploit")
_YEARS = ("anfinpose", "andebpose")
_ENDS = ("idnini", "idnterm", "idcanppale")

WATER_PIPES = (
    "idcana", *_WHOSE, "enservice", "branchemnt", "materiau", "diametre", *_YEARS, "modecirc",
    "contcanaep", "fonccanaep", *_ENDS, "profgen", "longcana", "nbranche", *_ABOUT,
)  # fmt: skip
WATER_FITTINGS = (
    "idappareil", *_WHOSE, "fnappaep", *_YEARS, "diametre", "idcanamont", "idcanaval",
    "idcanppale", "idouvrage", "z", *_ABOUT, "etatvanne",
)  # fmt: skip
"""ETATVANNE is no column of the standard, which does not know whether a valve turns: files of
operators have one of this kind."""
WATER_STRUCTURES = (
    "idouvrage", *_WHOSE, "fnouvaep", *_YEARS, "idcanamont", "idcanaval", "idcanppale", "z",
    *_ABOUT,
)  # fmt: skip
REPAIRS = ("idrepar", "supprepare", "defreparee", "idsuprepar", "daterepar", "mouvrage")
SEWER_PIPES = (
    "idcana", *_WHOSE, "enservice", "branchemnt", "typreseau", "materiau", "diametre", *_YEARS,
    "modecirc", "contcanass", "fonccanass", *_ENDS, "zamont", "zaval", "sensecoul", "longcana",
    "nbranche", *_ABOUT,
)  # fmt: skip
SEWER_STRUCTURES = (
    "idouvrage", *_WHOSE, "typreseau", "fnouvass", *_YEARS, "idcanamont", "idcanaval",
    "idcanppale", "z", *_ABOUT,
)  # fmt: skip
