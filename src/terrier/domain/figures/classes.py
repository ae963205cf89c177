"""Classes of a choropleth: where a colour ends and the next one begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor, isfinite, log10

import numpy as np

from terrier.domain.figures.palette import MOST_CLASSES
from terrier.domain.figures.wording import LONG, MINUS
from terrier.domain.kernel.errors import Invalid
from terrier.domain.kernel.french import number_text


class Method(StrEnum):
    """How limits are found."""

    QUANTILES = "quantiles"
    """As many groups in each class."""
    NATURAL = "natural"
    """Values of a class are as near to one another as they can be."""
    LIMITS = "limits"
    """As the person says."""


@dataclass(frozen=True)
class Classing:
    """A way to make classes, as an address writes it: `quantiles:5`, `limits:10,20`."""

    method: Method = Method.QUANTILES
    count: int = 5
    limits: tuple[float, ...] = ()


QUANTILES = Classing()


def read(text: str) -> Classing:
    """Read a way to make classes.

    Raises
    ------
    Invalid
        It is none; the sentence says what to write.

    Examples
    --------
    >>> read("natural:4").count
    4
    """
    if not text:
        return QUANTILES
    word, _colon, rest = text.partition(":")
    try:
        method = Method(word)
        if method is Method.LIMITS:
            limits = tuple(float(part) for part in rest.split(",")[: MOST_CLASSES + 1])
            if _are_limits(limits):
                return Classing(method, len(limits) + 1, limits)
        elif 2 <= int(rest or QUANTILES.count) <= MOST_CLASSES:
            return Classing(method, int(rest or QUANTILES.count))
    except ValueError:
        pass
    raise Invalid(
        f"« {text[:40]} » ne dit pas comment faire les classes : écrivez quantiles:5, natural:5 ou "
        f"limits:10,20, avec 2 à {MOST_CLASSES} classes et des limites qui montent."
    )


def _are_limits(limits: tuple[float, ...]) -> bool:
    rising = all(low < high for low, high in pairwise(limits))
    return 1 <= len(limits) < MOST_CLASSES and rising and all(map(isfinite, limits))


@dataclass(frozen=True)
class Classes:
    """Limits between classes; a value on a limit belongs to the class above it."""

    limits: tuple[float, ...]

    def of(self, value: float) -> int:
        """Give the class of a value, from 0."""
        return bisect_right(self.limits, value)

    def names(self) -> list[str]:
        """Name the classes for a legend: « moins de 10 », « de 10 à 20 », « 20 et plus »."""
        if not self.limits:
            return ["une seule valeur"]
        written = [exact_text(limit) for limit in self.limits]
        between = [f"de {low} à {high}" for low, high in pairwise(written)]
        return [f"moins de {written[0]}", *between, f"{written[-1]} et plus"]


def classes(values: Sequence[float], classing: Classing) -> Classes:
    """Find the limits of classes, as round as they can be without moving a value.

    Parameters
    ----------
    values
        Finite values of the groups.
    classing
        The way that was asked; fewer classes come where there are fewer different values.
    """
    if classing.method is Method.LIMITS:
        return Classes(classing.limits)
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    count = min(classing.count, len(distinct))
    if count < 2:
        return Classes(())
    starts = quantile_starts(ordered, count)
    if classing.method is Method.NATURAL:
        starts = natural_starts(ordered, count)
    limits = [
        round_between(ordered[start - 1], ordered[start])
        for start in starts
        if ordered[start - 1] < ordered[start]
    ]
    return Classes(tuple(dict.fromkeys(limits)))


def equal_classes(values: Sequence[float], most: int = MOST_CLASSES) -> Classes:
    """Cut the spread of values into equal steps of 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> equal_classes([3, 96]).limits
    (20.0, 40.0, 60.0, 80.0)
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    if not high > low:
        return Classes(())
    power = 10.0 ** floor(log10((high - low) / most))
    for step in (n * power for n in (1, 2, 5, 10)):
        first = floor(low / step) + 1
        count = ceil(high / step) - first
        if count < most:
            digits = 1 - floor(log10(step))
            return Classes(tuple(round((first + n) * step, digits) for n in range(count)))
    return Classes(())


def quantile_starts(ordered: Sequence[float], count: int) -> list[int]:
    """Find where classes of equal numbers begin; equal values stay together.

    Where a run of equal values straddles a limit, the limit goes to the nearer end of the run.
    """
    starts = []
    for n in range(1, count):
        ideal = round(n * len(ordered) / count)
        low = high = ideal
        while low > 0 and ordered[low - 1] == ordered[low]:
            low -= 1
        while high < len(ordered) and ordered[high - 1] == ordered[high]:
            high += 1
        start = low if ideal - low <= high - ideal and low > 0 else high
        if 0 < start < len(ordered):
            starts.append(start)
    return sorted(set(starts))


def natural_starts(ordered: Sequence[float], count: int) -> list[int]:
    """Find where classes begin so that values differ least within them.

    Exact: dynamic programming over the different values, weighted by how often they come.

    Source: W. D. Fisher, On grouping for maximum homogeneity, JASA 53, 1958; G. F. Jenks, 1977.
    """
    distinct, repeats = np.unique(np.asarray(ordered, dtype=float), return_counts=True)
    size = len(distinct)
    centred = distinct - distinct.mean()
    weight, first, second = (
        np.concatenate(([0.0], np.cumsum(repeats * centred**power))) for power in (0, 1, 2)
    )
    best = np.array([_spread(weight, first, second, 0, end) for end in range(size + 1)])
    choices: list[np.ndarray] = []
    for _class in range(1, count):
        cost, choice = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=int)
        for end in range(1, size + 1):
            begins = np.arange(end)
            total = best[:end] + _spreads(weight, first, second, begins, end)
            choice[end] = int(np.argmin(total))
            cost[end] = total[choice[end]]
        best = cost
        choices.append(choice)
    cuts, end = [], size
    for choice in reversed(choices):
        end = int(choice[end])
        cuts.append(end)
    counts = np.concatenate(([0], np.cumsum(repeats)))
    return sorted({int(counts[cut]) for cut in cuts if 0 < cut < size})


def _spreads(
    weight: np.ndarray, first: np.ndarray, second: np.ndarray, begins: np.ndarray, end: int
) -> np.ndarray:
    """Give the sum of squared distances to the mean of the values from each beginning to an end."""
    held = weight[end] - weight[begins]
    spreads: np.ndarray = (second[end] - second[begins]) - (first[end] - first[begins]) ** 2 / held
    return spreads


def _spread(
    weight: np.ndarray, first: np.ndarray, second: np.ndarray, begin: int, end: int
) -> float:
    if end == begin:
        return 0.0
    return float(_spreads(weight, first, second, np.array([begin]), end)[0])


def round_between(low: float, high: float) -> float:
    """Give the roundest number above `low` and not above `high`: it parts them as they are.

    Examples
    --------
    >>> round_between(9.73, 12.4)
    10.0
    """
    if low < 0 < high:
        return 0.0
    power = floor(log10(max(abs(low), abs(high), 1e-300))) + 1
    for exponent in range(power, power - 18, -1):
        for step in (5, 2, 1):
            unit = step * 10.0**exponent if exponent >= 0 else step / 10.0**-exponent
            found = float(round(floor(high / unit) * unit, max(0, -exponent)))
            if low < found <= high:
                return found
    return high


def exact_text(limit: float) -> str:
    """Write a limit with all its digits, whole millions with their letter.

    Examples
    --------
    >>> exact_text(12.5), exact_text(25_000_000).replace("\\xa0", " ")
    ('12,5', '25 M')
    """
    millions = abs(limit) >= LONG and not limit % 100_000
    text = number_text(limit / 1e6 if millions else limit, digits=15).replace("-", MINUS)
    return f"{text}\u00a0M" if millions else text
