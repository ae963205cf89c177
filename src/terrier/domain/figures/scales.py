"""Axes of values: whole where things are counted, short where numbers are long."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any

from terrier.domain.figures import axes, wording
from terrier.domain.questions.answer import Answer, Heading, Value
from terrier.domain.questions.question import Shown

MANY = 5_000_000
"""From here on an axis counts in millions."""
HIGH = 0.75
"""A curve whose lowest point is above this part of the highest is flat on an axis from zero."""
FLATTENED = 5
"""Times the middle curve that the highest may reach on one scale."""
FLAT = 0.02
"""What moves less than this part of itself does not move."""
_NUMBER = ",~f"
_WHOLE = frozenset({"integer"})


def measure_axis(answer: Answer, values: list[float], ticks: int = 5) -> dict[str, Any]:
    """Write the values of the measure along an axis."""
    if answer.question.shown is not Shown.VALUE and answer.relative:
        return {"format": "~p", "tickCount": ticks}
    return number_axis(answer.measured, values, ticks)


def number_axis(heading: Heading, values: list[float], ticks: int = 5) -> dict[str, Any]:
    """Write numbers along an axis: no half of what is counted, millions with their letter."""
    axis: dict[str, Any] = {"tickCount": ticks, "format": _NUMBER}
    if max(map(abs, values), default=0) >= MANY:
        axis["labelExpr"] = "datum.value ? format(datum.value / 1e6, ',~f') + '\u00a0M' : '0'"
    elif heading.family in _WHOLE:
        axis["tickMinStep"] = 1
    return axis


def from_zero(answer: Answer) -> bool:
    """Say whether a curve stands on zero: amounts do, unless nothing would be seen of them.

    Temperatures, heights and rates are read by where they go; bars and areas always stand on zero.
    """
    values = [float(group.value or 0) for group in axes.measured(answer)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low <= 0 or high - low < FLAT * high:
        return True
    return wording.additive(answer) and low < HIGH * high


def on_one_scale(answer: Answer) -> bool:
    """Say whether small curves share a scale: not where one would flatten most of the others."""
    series = 1 - (axes.moment_axis(answer) or 0)
    highest: dict[Value, float] = defaultdict(float)
    for group in axes.measured(answer):
        key = group.keys[series]
        highest[key] = max(highest[key], abs(float(group.value or 0)))
    return max(highest.values(), default=0) <= FLATTENED * median(highest.values() or [0])


def written(value: str = "datum.value") -> str:
    """Write a number of a legend with all its digits, as an expression."""
    return f"format({value}, '{_NUMBER}')"
