"""The rule on shared trenches, against a table of cases written by hand and by brute force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from terrier.domain.worksites.sharing import Advice, Works, proposal
from terrier.domain.worksites.vocabulary import Kind, Occupation, Period, State

DAY = date(2027, 3, 1)


def works(kind="EAU", state="planned", start=0, days=10, depth=None, takes="none") -> Works:
    """Say works in few words; `start` counts days from 1 March 2027, None: no dates."""
    period = Period()
    if start is not None:
        first = DAY + timedelta(days=start)
        period = Period(first, first + timedelta(days=days))
    return Works(Kind(kind), State(state), period, depth, Occupation(takes))


CASES = [
    # Two trenches in the same ground at the same time: one trench.
    (works(), works("TELECOM"), 0, Advice.SHARE, "en même temps"),
    (works(), works("TELECOM", start=100), 9.4, Advice.SHARE, "à 90 jours l’un de l’autre"),
    (works(start=100), works("TELECOM"), 9.4, Advice.SHARE, "à 9 m"),
    # No date: still worth asking.
    (works(start=None), works("GAZ"), 3, Advice.SHARE, "pas toutes connues"),
    # Too far in space or time.
    (works(), works("TELECOM"), 10.1, None, ""),
    (works(), works("TELECOM", start=191), 2, None, ""),
    (works(), works("TELECOM", start=190), 2, Advice.SHARE, "180 jours"),
    # Depths that no trench serves together.
    (works(depth=3.2), works("TELECOM", depth=0.6), 1, Advice.AGREE, "2,6 m"),
    (works(depth=1.4), works("TELECOM", depth=0.6), 1, Advice.SHARE, ""),
    # A depth of zero opens nothing; an unknown one opens for a network.
    (works(depth=0), works("TELECOM"), 1, None, ""),
    (works("AUTRE"), works("TELECOM"), 1, None, ""),
    # One is under way already.
    (works(state="ongoing"), works(start=40), 1, Advice.AGREE, "déjà ouverte"),
    # What is over, or will not be, proposes nothing.
    (works(state="done"), works(), 1, None, ""),
    (works(state="cancelled"), works(), 1, None, ""),
    (works(), works(state="cancelled"), 1, None, ""),
    (works(), works(state="done"), 1, None, ""),
    # A road renewed two years before the trench, three years before, and on another street.
    (works(), works("VOIRIE", "done", -700), 4, Advice.NEW_SURFACE, "L. 115-1"),
    (works(), works("VOIRIE", "done", -1110), 4, None, ""),
    (works(), works("VOIRIE", "done", -700), 40, None, ""),
    # A road to be renewed just before the trench; the same, seen from the road.
    (works(start=60), works("VOIRIE"), 4, Advice.TRENCH_FIRST, "tranchée d’abord"),
    (works("VOIRIE"), works(start=60), 4, Advice.TRENCH_FIRST, "tranchée d’abord"),
    # After it, while it is open, and long after.
    (works(), works("VOIRIE", start=30), 4, Advice.SURFACE_AFTER, "20 jours après"),
    (works(), works("VOIRIE", start=5), 4, Advice.AGREE, "se chevauchent"),
    (works(), works("VOIRIE", start=400), 4, None, ""),
    (works("VOIRIE"), works(state="done", start=-30), 4, None, ""),
    # Deep works on a road are a trench.
    (works(), works("VOIRIE", depth=1.0), 4, Advice.SHARE, ""),
    # Diversions.
    (works(takes="closed"), works("AUTRE", takes="alternating"), 90, Advice.AGREE, "déviations"),
    (works(takes="closed"), works("AUTRE", takes="none"), 90, None, ""),
    (works(takes="closed"), works("AUTRE", takes="alternating"), 101, None, ""),
    (works(takes="closed"), works("AUTRE", takes="narrowed", start=60), 20, None, ""),
]


@pytest.mark.parametrize(("mine", "other", "metres", "advice", "words"), CASES)
def test_each_case(mine, other, metres, advice, words):
    found = proposal(mine, other, metres)
    assert (found.advice if found else None) == advice
    if found:
        assert words in found.sentence
        assert found.sentence.endswith(".")


def test_every_combination_agrees_with_the_words_of_the_rule():
    """Brute force: what the sentences of the guide promise holds for thousands of pairs."""
    days = (None, -1000, -200, -20, 0, 15, 100, 400)
    some = [
        works(kind, state, start, depth=depth)
        for kind, state, start, depth in product(
            ("EAU", "TELECOM", "VOIRIE", "AUTRE"), ("planned", "ongoing", "done", "cancelled"),
            days, (None, 0.0, 0.8, 3.0),
        )
    ]  # fmt: skip
    seen = set()
    for mine, other in product(some[::3], some[::2]):
        for metres in (0.0, 10.0, 10.5, 100.5):
            found = proposal(mine, other, metres)
            back = proposal(other, mine, metres)
            # Of two worksites that both stand, neither is told what the other is not.
            if mine.stands and other.stands:
                assert (found and found.advice) == (back and back.advice)
            if found is None:
                continue
            seen.add(found.advice)
            assert mine.stands
            assert other.state is not State.CANCELLED
            assert metres <= 100
            gap = mine.period.gap_days(other.period)
            if found.advice is Advice.SHARE:
                assert all((mine.digs, other.digs, other.stands, metres <= 10))
                assert gap is None or gap <= 180
            if found.advice is Advice.NEW_SURFACE:
                assert metres <= 10
                assert {mine.digs, other.digs} == {True, False}
                surface, cut = (other, mine) if mine.digs else (mine, other)
                age = (cut.period.first - surface.period.last).days
                assert 0 < age < 3 * 365 + 2
    assert seen == set(Advice)


def test_gap_is_the_days_between():
    for a, b, n in product(range(-5, 6), range(-5, 6), (0, 3)):
        first, second = works(start=a, days=n).period, works(start=b, days=2).period
        mine = {a + i for i in range(n + 1)}
        other = {b + i for i in range(3)}
        expected = 0 if mine & other else min(abs(i - j) for i, j in product(mine, other))
        assert first.gap_days(second) == expected == second.gap_days(first)
    assert Period().gap_days(Period(DAY)) is None
