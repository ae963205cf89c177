"""What a chart asks, and the measured groups that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How the answer is drawn."""

    BAR = "bar"
    LINE = "line"
    HISTOGRAM = "histogram"


class Part(StrEnum):
    """What of the column makes the groups."""

    VALUE = "value"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    BINS = "bins"


class Measure(StrEnum):
    """What is computed of each group."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"


MEASURE_WORDS = {
    Measure.COUNT: "Nombre de lignes",
    Measure.SUM: "Total",
    Measure.MEAN: "Moyenne",
    Measure.MIN: "Minimum",
    Measure.MAX: "Maximum",
    Measure.MEDIAN: "Médiane",
}
"""French names of the measures."""


@dataclass(frozen=True)
class ChartQuestion:
    """A question that a chart answers; a person can change each of its parts."""

    kind: Kind
    x: str
    """Column that makes the groups."""
    x_label: str
    part: Part = Part.VALUE
    measure: Measure = Measure.COUNT
    y: str | None = None
    """Measured column; None when rows are counted."""
    y_label: str = ""
    unit: str | None = None
    """Unit of the measured column (of `x` for a histogram)."""
    width: float | None = None
    """Width of the bins of a histogram."""
    reason: str = ""
    """French sentence: why this chart was proposed."""

    @property
    def measure_title(self) -> str:
        """Name the measure: « Total de Tonnage (t) »."""
        words = MEASURE_WORDS[self.measure]
        if self.measure is Measure.COUNT:
            return words
        unit = f" ({self.unit})" if self.unit else ""
        return f"{words} de « {self.y_label or self.y} »{unit}"

    @property
    def title(self) -> str:
        """Name the chart: « Total de « Tonnage » (t), par « Commune » »."""
        return f"{self.measure_title}, par « {self.x_label} »"


@dataclass(frozen=True)
class Measured:
    """One group with its measure."""

    key: str | int | float | Decimal | bool | date | None
    """Category, first day of the period or lower end of the bin; None: rows without a value."""
    value: float | int | Decimal | None
    others: bool = False
    """True for the group that gathers what is beyond the first categories."""
