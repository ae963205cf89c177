"""Columns of a table found under the names that a model gives them, or almost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from terrier.domain.topology.codes import CodeList
from terrier.domain.topology.mapping import FieldSource

DBASE_NAME = 10
"""A shapefile cuts the names of its columns to this length."""


def squeezed(name: str) -> str:
    """Give a name without capitals or separators: `anPoseSup`, `an_pose_sup` → `anposesup`."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def find(columns: Sequence[str], names: Iterable[str]) -> str | None:
    """Find a column by the first of its names that the table has, cut to 10 characters or not.

    Parameters
    ----------
    columns
        Names of the columns of a table.
    names
        Names by which the column goes, the official one first.

    Examples
    --------
    >>> find(["materiau", "diametre_no"], ["diametre", "diametreNominal"])
    'diametre_no'
    """
    by_name = {squeezed(column): column for column in reversed(columns)}
    wanted = [squeezed(name) for name in names]
    for spelling in (*wanted, *(name[:DBASE_NAME] for name in wanted)):
        if spelling in by_name:
            return by_name[spelling]
    return None


def sources(
    columns: Sequence[str], names: Mapping[str, Sequence[str]], lists: Mapping[str, CodeList]
) -> dict[str, FieldSource]:
    """Say where each field of the vocabulary is read, for the columns that a table has.

    Parameters
    ----------
    columns
        Names of the columns of the table.
    names
        Field → names by which its column goes.
    lists
        Field → list of the codes of its column.
    """
    found = {field: find(columns, known) for field, known in names.items()}
    return {
        field: lists[field].source(column) if field in lists else FieldSource(column)
        for field, column in found.items()
        if column is not None
    }
