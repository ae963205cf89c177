"""Proposes the first chart of a table from what its columns hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from terrier.domain.charts.question import ChartQuestion, Kind, Measure, Part

MAX_CATEGORIES = 20
"""Bars that the eye compares; beyond, the smallest are gathered."""
BINS = 20
MONTHS_SHOWN = 60
"""Beyond five years, a line by month says less than a line by year."""
_QUANTITY = re.compile(
    r"\b(montants?|tonnages?|quantites?|nombres?|nb|total|totaux|consommations?|places|couts?|"
    r"depenses?|recettes?|subventions?|volumes?|surfaces?|longueurs?|population|effectifs?|"
    r"puissances?|kwh|habitants)\b"
)
_NOT_A_QUANTITY = re.compile(
    r"^(id|fid|gid|objectid|code|num|numero|no|n|x|y|z|lon|lat|long|longitude|latitude|"
    r"coord.*|x_.*|y_.*|.*_(id|code|num|numero|lon|lat|x|y))$"
)
_YEAR = re.compile(r"\b(annee|an|exercice|millesime)\b")
_ADDITIVE_UNITS = frozenset(
    {"€", "k€", "t", "kg", "m³", "m3", "m²", "m2", "ha", "kWh", "MWh", "l", "m", "km"}
)


@dataclass(frozen=True)
class ColumnFacts:
    """What is known of a column, without its data."""

    name: str
    label: str
    family: str
    """`text`, `integer`, `decimal`, `double`, `boolean`, `date`, `time`, `timestamp`, …"""
    rows: int
    filled: int
    distinct: int
    minimum: str | None = None
    """Lowest value: ISO text of a date, digits of a number."""
    maximum: str | None = None
    unit: str | None = None
    concept: str | None = None


def propose(columns: Sequence[ColumnFacts]) -> ChartQuestion | None:
    """Choose the first chart of a table.

    A quantity summed by category is preferred, then by date; without a quantity the rows are
    counted; with neither category nor date, the spread of a number is shown. Positions,
    identifiers and codes are never measured.

    Parameters
    ----------
    columns
        Facts of the visible columns, in order.

    Returns
    -------
    ChartQuestion or None
        None where no column says anything as a chart.
    """
    quantity = _best(columns, _quantity_score)
    category = _best(columns, _category_score)
    moment = _best(columns, _moment_score)
    if category and (quantity or not moment):
        return _bars(category, quantity)
    if moment:
        return _line(moment, quantity)
    number = _best(columns, _number_score)
    return _histogram(number) if number else None


def _best(
    columns: Sequence[ColumnFacts], score: Callable[[ColumnFacts], float]
) -> ColumnFacts | None:
    ranked = [(score(column), column) for column in columns]
    highest = max((value for value, _ in ranked), default=0)
    return next((c for value, c in ranked if value == highest and value > 0), None)


def _plain(column: ColumnFacts) -> str:
    return re.sub(r"[^a-z0-9]+", " ", column.name.lower()).strip()


def _is_number(column: ColumnFacts) -> bool:
    return (
        column.family in {"integer", "decimal", "double"}
        and column.concept is None
        and not _NOT_A_QUANTITY.match(column.name.lower())
    )


def _is_year(column: ColumnFacts) -> bool:
    return (
        column.family == "integer"
        and bool(_YEAR.search(_plain(column)))
        and bool(column.minimum and column.maximum)
        and 1800 <= int(column.minimum or 0) <= int(column.maximum or 0) <= 2200
    )


def _quantity_score(column: ColumnFacts) -> float:
    if not _is_number(column) or _is_year(column) or column.distinct < 2:
        return 0
    named = bool(_QUANTITY.search(_plain(column)))
    measured = column.unit in _ADDITIVE_UNITS
    return (named + measured) * (column.filled / max(1, column.rows))


def _category_score(column: ColumnFacts) -> float:
    if column.family not in {"text", "boolean"}:
        return 0
    repeats = 2 <= column.distinct <= MAX_CATEGORIES and column.distinct < column.filled
    if not repeats:
        return 0
    score = column.filled / max(1, column.rows)
    if column.family == "boolean":
        score /= 2
    if "commune" in _plain(column) and not column.name.lower().startswith("code"):
        score *= 2
    return score


def _moment_score(column: ColumnFacts) -> float:
    if column.distinct < 3:
        return 0
    if column.family in {"date", "timestamp", "timestamptz"} or _is_year(column):
        return column.filled / max(1, column.rows)
    return 0


def _number_score(column: ColumnFacts) -> float:
    if not _is_number(column) or _is_year(column) or column.distinct < 5:
        return 0
    return column.filled / max(1, column.rows)


def _summing(question: ChartQuestion, quantity: ColumnFacts | None) -> ChartQuestion:
    if quantity is None:
        return question
    return replace(
        question,
        measure=Measure.SUM,
        y=quantity.name,
        y_label=quantity.label,
        unit=quantity.unit,
    )


def _bars(category: ColumnFacts, quantity: ColumnFacts | None) -> ChartQuestion:
    what = f"« {quantity.label} » s’y additionne" if quantity else "on y compte les lignes"
    asked = ChartQuestion(
        Kind.BAR,
        category.name,
        category.label,
        reason=f"« {category.label} » a {category.distinct} valeurs qui se répètent, et {what}.",
    )
    return _summing(asked, quantity)


def _line(moment: ColumnFacts, quantity: ColumnFacts | None) -> ChartQuestion:
    if moment.family == "integer":
        part, step = Part.VALUE, "par année"
    elif _months(moment) > MONTHS_SHOWN:
        part, step = Part.YEAR, "par année"
    else:
        part, step = Part.MONTH, "par mois"
    asked = ChartQuestion(
        Kind.LINE,
        moment.name,
        moment.label,
        part,
        reason=f"« {moment.label} » donne le temps : l’évolution se lit {step}.",
    )
    return _summing(asked, quantity)


def _months(column: ColumnFacts) -> int:
    first = date.fromisoformat((column.minimum or "")[:10])
    last = date.fromisoformat((column.maximum or "")[:10])
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _histogram(number: ColumnFacts) -> ChartQuestion:
    width = bin_width(float(number.minimum or 0), float(number.maximum or 0))
    return ChartQuestion(
        Kind.HISTOGRAM,
        number.name,
        number.label,
        Part.BINS,
        Measure.COUNT,
        unit=number.unit,
        width=width,
        reason=f"« {number.label} » est un nombre : on voit comment ses valeurs se répartissent.",
    )


def bin_width(low: float, high: float) -> float:
    """Choose a width of 1, 2 or 5 times a power of ten that makes at most `BINS` bins.

    Examples
    --------
    >>> bin_width(0, 100)
    5.0
    """
    spread = high - low
    if not spread > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(spread / BINS))
    return next((n * power for n in (1, 2, 5) if spread / (n * power) <= BINS), 10 * power)
