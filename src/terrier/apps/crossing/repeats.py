"""Columns of a crossing that repeat one value on several rows: they are never added up."""

from __future__ import annotations

from collections.abc import Iterator

from terrier.apps.catalog.repeats import tells_repeats
from terrier.domain.matching.definition import Brought, Definition, Kind, Several, Summary
from terrier.domain.matching.report import MatchReport

from .models import Crossing

_BY_VALUES = frozenset({Kind.KEYS, Kind.COMMUNE_NAMES})


@tells_repeats
def repeated(dataset: int) -> frozenset[str]:
    """Give the stable ids of the columns that repeat their values, crossed again or not."""
    crossing = Crossing.objects.filter(dataset=dataset).first()
    report = crossing.met() if crossing else None
    if crossing is None or report is None:
        return frozenset()
    origins = set(_origins(crossing, crossing.asked(), report))
    return frozenset(column for origin, column in crossing.columns.items() if origin in origins)


def _origins(crossing: Crossing, asked: Definition, report: MatchReport) -> Iterator[str]:
    """Give where such columns come from, as `Crossing.columns` writes it."""
    if asked.left.dataset is not None:
        yield from (f"left:{column}" for column in repeated(asked.left.dataset))
    if asked.several is Several.EACH and report.left.several:
        yield from (origin for origin in crossing.columns if origin.startswith("left:"))
    if report.right.several:
        yield from (f"brought:{one.name}" for one in asked.brought if _repeats(one, asked))


def _repeats(one: Brought, asked: Definition) -> bool:
    """Say whether each left row that meets the same right rows is told the same of them."""
    summed = one.summary in {Summary.COUNT, Summary.SUM} and asked.link.kind in _BY_VALUES
    return not one.per and (one.summary is Summary.VALUE or summed)
