from __future__ import annotations

import doctest
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.figures import classes as module
from terrier.domain.figures.classes import (
    Classing,
    Method,
    classes,
    equal_classes,
    natural_starts,
    read,
    round_between,
)
from terrier.domain.kernel.errors import Invalid

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of a test."""
VALUES = st.lists(st.integers(-40, 40), min_size=2, max_size=9)
NUMBERS = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=60)


def spread(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def cut(values: list[float], starts: list[int]) -> list[list[float]]:
    return [values[a:b] for a, b in pairwise([0, *starts, len(values)])]


@CALM
@given(VALUES, st.integers(2, 4))
def test_natural_breaks_are_the_best_of_all(values: list[int], count: int) -> None:
    """Every way to cut the different values is tried."""
    ordered = sorted(map(float, values))
    distinct = [n for n in range(1, len(ordered)) if ordered[n - 1] < ordered[n]]
    count = min(count, len(distinct) + 1)
    every = combinations(distinct, count - 1)
    best = min(sum(map(spread, cut(ordered, list(starts)))) for starts in every)
    found = sum(map(spread, cut(ordered, natural_starts(ordered, count))))
    assert found == pytest.approx(best, abs=1e-6)


@CALM
@given(NUMBERS, st.sampled_from([Method.QUANTILES, Method.NATURAL]), st.integers(2, 7))
def test_round_limits_stay_true(values: list[float], method: Method, count: int) -> None:
    """Each class holds values, in order, and its name says which."""
    made = classes(values, Classing(method, count))
    assert list(made.limits) == sorted(set(made.limits))
    assert {made.of(value) for value in values} == set(range(len(made.limits) + 1))
    assert len(made.limits) < count
    for value in values:
        place = made.of(value)
        assert place == 0 or made.limits[place - 1] <= value
        assert place == len(made.limits) or value < made.limits[place]
    assert len(made.names()) == len(set(made.names())) == len(made.limits) + 1


def test_quantiles_hold_as_many_each() -> None:
    made = classes([float(n) for n in range(100)], Classing(Method.QUANTILES, 5))
    assert made.limits == (20, 40, 60, 80)
    ties = classes([1.0] * 50 + [2.0] * 3 + [3.0] * 47, Classing(Method.QUANTILES, 4))
    assert ties.limits == (2, 3)


def test_names_of_classes() -> None:
    assert read("limits:10,20").limits == (10, 20)
    names = classes([], read("limits:10,20.5")).names()
    assert names == ["moins de 10", "de 10 à 20,5", "20,5 et plus"]
    assert classes([4.0, 4.0], Classing()).names() == ["une seule valeur"]


@pytest.mark.parametrize(
    "text", ["jenks:5", "quantiles:1", "quantiles:99", "quantiles:x", "limits:", "limits:2,1",
             "limits:nan", "limits:1,2,3,4,5,6,7", "natural:2.5"],
)  # fmt: skip
def test_what_makes_no_classes_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(text)


@CALM
@given(st.floats(-1e12, 1e12, allow_subnormal=False), st.floats(1e-6, 1e12))
def test_the_round_number_between(low: float, more: float) -> None:
    high = low + more
    if low < high:
        assert low < round_between(low, high) <= high


@CALM
@given(NUMBERS)
def test_equal_steps_hold_everything(values: list[float]) -> None:
    made = equal_classes(values)
    assert len(made.limits) <= 6
    steps = {
        round((b - a) / (made.limits[1] - made.limits[0]), 6) for a, b in pairwise(made.limits)
    }
    assert steps <= {1.0}


def test_examples() -> None:
    assert doctest.testmod(module).failed == 0
