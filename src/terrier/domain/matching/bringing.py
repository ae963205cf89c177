"""What most people would bring over from the other table, until they say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from terrier.domain.matching.columns import KEYS_BY_CONCEPT, ColumnFacts
from terrier.domain.matching.definition import Brought, Kind, Several, Summary
from terrier.domain.tabular.names import lake_names

MOST_VALUES = 5
MOST_CODES = 2
MOST_SUMS = 3
MOST_MEANS = 2
_ENDINGS = {
    Summary.COUNT: "nombre",
    Summary.SUM: "total",
    Summary.MEAN: "moyenne",
    Summary.MIN: "minimum",
    Summary.MAX: "maximum",
    Summary.LIST: "liste",
    Summary.SHARE: "part",
}


class Described(Protocol):
    """A column that can be brought over."""

    @property
    def id(self) -> str:
        """Stable id."""

    @property
    def name(self) -> str:
        """Lake name."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def unit(self) -> str | None:
        """Unit of its values."""


def label_of(summary: Summary, title: str, column: Described | None) -> str:
    """Give the label of a brought column.

    Examples
    --------
    >>> label_of(Summary.COUNT, "Écoles", None)
    'Écoles : nombre'
    """
    if summary is Summary.DISTANCE:
        return f"Distance ({title})"
    if summary is Summary.EXTENT:
        return f"Partie commune ({title})"
    what = (column.label or column.name) if column else title
    return what if summary is Summary.VALUE else f"{what} : {_ENDINGS[summary]}"


PER_INHABITANTS = frozenset({Summary.COUNT, Summary.SUM})
"""What can be told for 1 000 inhabitants."""
FOR_THOUSAND = "pour 1 000 habitants"
FOR_THOUSAND_UNIT = "pour 1 000 hab."


def brought(
    asked: Iterable[tuple[Summary, Described | None]],
    title: str,
    taken: Sequence[str],
    per: str = "",
) -> tuple[Brought, ...]:
    """Name the columns that a crossing adds, none like another or like one of the left.

    Parameters
    ----------
    asked
        Summaries with the columns of the right that they speak of.
    title
        Of the right table.
    taken
        Lake names of the left columns.
    per
        Stable id of the left column that counts inhabitants: each count and each sum is followed
        by the same for 1 000 of them. Empty: none is.
    """
    made = []
    for summary, column in asked:
        label, unit = label_of(summary, title, column), _unit(summary, column)
        one = Brought("", label, summary, column.id if column else "", unit=unit)
        made.append(one)
        if per and summary in PER_INHABITANTS:
            rate = f"{label} {FOR_THOUSAND}", f"{unit} {FOR_THOUSAND_UNIT}".strip()
            made.append(replace(one, label=rate[0], unit=rate[1], per=per))
    names = lake_names([one.label for one in made], taken)
    return tuple(replace(one, name=name) for one, name in zip(made, names, strict=True))


def _unit(summary: Summary, column: Described | None) -> str:
    if summary is Summary.DISTANCE:
        return "m"
    if column is None or summary in {Summary.COUNT, Summary.LIST, Summary.SHARE}:
        return ""
    return column.unit or ""


Wanted = list[tuple[Summary, ColumnFacts | None]]


def usual(
    kind: Kind, columns: Sequence[ColumnFacts], *, one: bool, areas: bool
) -> tuple[Several, Wanted]:
    """Choose what most people would bring over, and what then becomes of several matches.

    Parameters
    ----------
    kind
        How rows meet.
    columns
        Of the right, without the keys.
    one
        Whether a left row meets one right row at most.
    areas
        Whether the left rows are areas, which are told by what they hold.
    """
    if kind is Kind.OVERLAP and not areas:
        return Several.EACH, [*values(columns)[:2], (Summary.EXTENT, None)]
    chosen = values(columns) if one else []
    if not chosen:
        return Several.SUMMARISED, summarised(columns, kind)
    distance: Wanted = [(Summary.DISTANCE, None)] if kind is Kind.NEAREST else []
    return Several.BEST, [*chosen, *distance]


def values(columns: Sequence[ColumnFacts]) -> Wanted:
    """Choose what tells most of the one row that is met: its name, its quantities, its kinds.

    The codes by which the result can be mapped, or crossed again, come besides.
    """
    names = [c for c in columns if c.names_rows]
    places = [c for c in columns if c.concept == "commune_name"]
    measures = [c for c in columns if c.adds_up or c.is_level]
    kinds = [c for c in columns if c.is_plain]
    ranked = {c.id: c for c in (*names, *places, *measures, *kinds)}
    codes = [c for c in columns if c.concept in KEYS_BY_CONCEPT and c.id not in ranked]
    codes.sort(key=lambda c: c.concept != "commune_code")
    chosen = [*list(ranked.values())[:MOST_VALUES], *codes[:MOST_CODES]]
    return [(Summary.VALUE, c) for c in chosen]


def summarised(columns: Sequence[ColumnFacts], kind: Kind) -> Wanted:
    """Choose what tells most of the rows that are met: how many, what adds up, mean levels."""
    sums = [c for c in columns if c.adds_up][:MOST_SUMS]
    means = [c for c in columns if c.is_level][:MOST_MEANS]
    extent: Wanted = [(Summary.EXTENT, None)] if kind is Kind.OVERLAP else []
    return [
        (Summary.COUNT, None),
        *((Summary.SUM, c) for c in sums),
        *((Summary.MEAN, c) for c in means),
        *extent,
    ]
