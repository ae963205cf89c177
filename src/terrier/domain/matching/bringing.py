"""What most people would bring over from the other table, until they say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from terrier.domain.matching.columns import NOT_BROUGHT, ColumnFacts
from terrier.domain.matching.definition import Brought, Kind, Summary
from terrier.domain.tabular.concepts import announced
from terrier.domain.tabular.names import lake_names

MOST_VALUES = 5
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


def label_of(summary: Summary, title: str, column: ColumnFacts | None) -> str:
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


def brought(
    asked: Iterable[tuple[Summary, ColumnFacts | None]], title: str, taken: Sequence[str]
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
    """
    wanted = list(asked)
    labels = [label_of(summary, title, column) for summary, column in wanted]
    names = lake_names(labels, taken)
    return tuple(
        Brought(name, label, summary, column.id if column else "", unit=_unit(summary, column))
        for name, label, (summary, column) in zip(names, labels, wanted, strict=True)
    )


def _unit(summary: Summary, column: ColumnFacts | None) -> str:
    if summary is Summary.DISTANCE:
        return "m"
    if column is None or summary in {Summary.COUNT, Summary.LIST, Summary.SHARE}:
        return ""
    return column.unit or ""


def values(columns: Sequence[ColumnFacts]) -> list[tuple[Summary, ColumnFacts | None]]:
    """Choose what tells most of the one row that is met: its name, its quantities, its kinds."""
    names = [c for c in columns if c.names_rows]
    places = [c for c in columns if c.concept == "commune_name"]
    measures = [c for c in columns if c.adds_up or c.is_level]
    kinds = [c for c in columns if c.sketch.family in {"text", "boolean"} and _plain_text(c)]
    chosen = list(dict.fromkeys(c.id for c in (*names, *places, *measures, *kinds)))[:MOST_VALUES]
    return [(Summary.VALUE, c) for c in columns if c.id in chosen]


def _plain_text(column: ColumnFacts) -> bool:
    return (
        column.concept not in NOT_BROUGHT
        and column.sketch.distinct > 1
        and not announced(column.label or column.name)
        and column.key <= 0.35
    )


def summarised(
    columns: Sequence[ColumnFacts], kind: Kind | None = None
) -> list[tuple[Summary, ColumnFacts | None]]:
    """Choose what tells most of the rows that are met: how many, what adds up, mean levels."""
    sums = [c for c in columns if c.adds_up][:MOST_SUMS]
    means = [c for c in columns if c.is_level][:MOST_MEANS]
    return [
        (Summary.COUNT, None),
        *((Summary.SUM, c) for c in sums),
        *((Summary.MEAN, c) for c in means),
        *of_kind(kind),
    ]


def of_kind(kind: Kind | None) -> list[tuple[Summary, ColumnFacts | None]]:
    """Give what only this way of meeting tells: a distance, a part that is shared."""
    if kind is Kind.NEAREST:
        return [(Summary.DISTANCE, None)]
    if kind is Kind.OVERLAP:
        return [(Summary.SHARE, None)]
    return []
