"""Every answer is computed again in plain Python, from the rows, with exact fractions."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.questions.question import Grouping, Measure, Order, Part, Question, Shown
from terrier.lake.questions import answer

PARIS = ZoneInfo("Europe/Paris")
TYPES = {
    "k": "TEXT", "jour": "DATE", "quand": "TIMESTAMP WITH TIME ZONE", "d": "DECIMAL(12,2)",
    "n": "BIGINT", "x": "DOUBLE", "b": "BIGINT",
}  # fmt: skip
CHANGES_OF_HOUR = st.sampled_from(
    [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
ROW = st.tuples(
    st.sampled_from(["a", "b", "é", "", "d'e"]) | st.none(),
    st.dates(date(2024, 11, 1), date(2026, 3, 1)) | st.none(),
    st.builds(lambda at, h: at + timedelta(hours=h), CHANGES_OF_HOUR, st.integers(-3, 30))
    | st.none(),
    st.decimals(Decimal(-99), Decimal(99), places=2) | st.none(),
    st.integers(-(2**48), 2**48) | st.integers(-3, 3) | st.none(),
    st.integers(-400, 400).map(lambda v: v / 100) | st.sampled_from([math.nan, math.inf, None]),
    st.integers(-(2**63), 2**63 - 1) | st.none(),
)
GROUPINGS = st.sampled_from(
    [
        Grouping("k"),
        *(Grouping("jour", p) for p in (Part.YEAR, Part.QUARTER, Part.MONTH, Part.DAY)),
        *(Grouping("quand", p) for p in (Part.DAY, Part.WEEKDAY, Part.HOUR)),
        Grouping("d", Part.BANDS, limits=(-10.0, 0.1, 50.0)),
        Grouping("d", Part.BANDS, width=0.1),
        Grouping("x", Part.BANDS, width=0.1),
        Grouping("n", Part.BANDS, width=2.5),
        Grouping("x"),
    ]
)


def key_of(grouping: Grouping, row: dict) -> object:
    value = row[grouping.column]
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, datetime):
        value = value.astimezone(PARIS)
    match grouping.part:
        case Part.YEAR:
            return date(value.year, 1, 1)
        case Part.QUARTER:
            return date(value.year, 3 * ((value.month - 1) // 3) + 1, 1)
        case Part.MONTH:
            return date(value.year, value.month, 1)
        case Part.DAY:
            return value.date() if isinstance(value, datetime) else value
        case Part.WEEKDAY:
            return value.isoweekday()
        case Part.HOUR:
            return value.hour
        case Part.BANDS:
            return band_of(grouping, Decimal(repr(value) if isinstance(value, float) else value))
    return value


def band_of(grouping: Grouping, value: Decimal) -> float:
    if grouping.limits:
        return max(
            (low for low in grouping.limits if Decimal(repr(low)) <= value), default=-math.inf
        )
    width = Fraction(repr(grouping.width))
    return float(Fraction(value) // width * width)


def measure_of(measure: Measure, column: str, rows: list[dict]) -> Fraction | int | None:
    if measure is Measure.COUNT:
        return len(rows)
    values = [row[column] for row in rows]
    known = sorted(Fraction(v) for v in values if v is not None and math.isfinite(v))
    if not known:
        return None
    middle = len(known) // 2
    return {
        Measure.SUM: sum(known),
        Measure.MEAN: sum(known) / len(known),
        Measure.MIN: known[0],
        Measure.MAX: known[-1],
        Measure.MEDIAN: (known[middle] + known[-middle - 1]) / 2,
    }[measure]


def ordered(key: object) -> tuple:
    return (key is None, key if key is not None else 0)


def plain(question: Question, rows: list[dict]) -> dict[tuple, tuple]:
    """Answer in plain Python: {(whether others, *keys): (measure, rows)}, in order."""
    members = defaultdict(list)
    for row in rows:
        members[tuple(key_of(g, row) for g in question.by)].append(row)
    firsts = defaultdict(list)
    for key, group in members.items():
        firsts[key[:1]].extend(group)
    rank = sorted(firsts, key=lambda key: ordered(key[0]) if key else ())
    if question.order is not Order.KEY:
        sign = -1 if question.order is Order.HIGHEST else 1
        figures = {key: measure_of(question.measure, question.of, firsts[key]) for key in firsts}
        rank.sort(key=lambda key: (figures[key] is None, sign * float(figures[key] or 0)))
    kept = rank if question.first is None else rank[: question.first]
    put_together = defaultdict(list)
    for key, group in members.items():
        others = key[:1] not in kept
        put_together[(others, *((None,) if others else key[:1]), *key[1:])].extend(group)
    place = {(False, *key): n for n, key in enumerate(kept)}
    result = sorted(
        put_together, key=lambda key: (place.get(key[:2], len(place)), *map(ordered, key[2:]))
    )
    return {
        key: (measure_of(question.measure, question.of, put_together[key]), len(put_together[key]))
        for key in result
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(ROW, min_size=1, max_size=25),
    by=st.lists(GROUPINGS, max_size=2, unique_by=lambda g: (g.column, g.part)),
    measured=st.sampled_from(["d", "n", "x", "b"]),
    measure=st.sampled_from(list(Measure)),
    order=st.sampled_from(list(Order)),
    first=st.none() | st.integers(1, 4),
    share=st.booleans(),
)
def test_answers(make_relation, rows, by, measured, measure, order, first, share) -> None:
    values = ", ".join(
        f"(?::BIGINT, {', '.join(f'?::{type}' for type in TYPES.values())})" for _ in rows
    )
    relation = make_relation(
        f"SELECT n_ AS _line, n_ AS _row, {', '.join(TYPES)} FROM (VALUES {values}) "
        f"t(n_, {', '.join(TYPES)})",
        TYPES,
        params=[x for n, row in enumerate(rows, 1) for x in (n, *row)],
    )
    question = Question(
        measure,
        "" if measure is Measure.COUNT else measured,
        tuple(by),
        order=order,
        first=first if by else None,
        shown=Shown.SHARE if share and measure in {Measure.COUNT, Measure.SUM} else Shown.VALUE,
    )
    found = answer(relation, question)
    named = [dict(zip(TYPES, row, strict=True)) for row in rows]
    expected = plain(question, named)
    assert [(g.others, *g.keys) for g in found.groups] == list(expected)
    whole = measure_of(measure, measured, named)
    for group, (value, count) in zip(found.groups, expected.values(), strict=True):
        assert group.rows == count
        check_value(question, group.value, value, whole, measured)
    assert found.rows == len(rows)
    if question.shown is Shown.VALUE:
        check_value(question, found.total, whole, whole, measured)


def check_value(question: Question, found, value, whole, measured: str) -> None:
    if question.shown is Shown.SHARE:
        value = value / Fraction(whole) if whole and value is not None else None
    if value is None:
        assert found is None
    elif isinstance(found, float):
        assert found == pytest.approx(float(value), rel=1e-12, abs=1e-12)
        assert measured == "x" or question.measure is Measure.MEAN or question.shown is Shown.SHARE
    else:
        assert Fraction(found) == value
