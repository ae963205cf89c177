"""Rows that meet by their keys, held against an oracle in plain Python."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from terrier.domain.matching.definition import Kind, Period, Rewrite, Several, Summary
from terrier.lake.crossing import Ground, measure

from . import oracle
from .tables import brought, crossing, pair, table, written

FEW = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
FORMER = {"71566": "71270", "01004": "01005", "1033": "01033"}
CODES = ["01004", "1004", " 01004", "01 004", "1005", "01005", "71566", "71270", "71-270", "",
         "  ", None, "0", "000", "1033", "Mâcon", "MACON", "MÂCON.", "Saint-Léger", "saint leger",
         "x" * 300, "Œuilly", "OEUILLY"]  # fmt: skip
texts = st.sampled_from(CODES)
whole = st.none() | st.sampled_from([0, 4, 1004, 1005, 71566, 71270])
floats = st.none() | st.sampled_from([0.0, -0.0, 1004.0, 71566.0, 2.5, float("nan"), float("inf")])
decimals = st.none() | st.sampled_from(
    [Decimal(t) for t in ("1004.00", "2.50", "71270.00", "0.00")]
)
KEYS = {"TEXT": texts, "BIGINT": whole, "DOUBLE": floats, "DECIMAL(10,2)": decimals}


@st.composite
def keyed(draw):
    """Draw two small tables with keys of any types, and the rewrites between them."""
    types = [draw(st.sampled_from(list(KEYS))) for _ in "lr"]
    sides = [
        draw(st.lists(st.tuples(KEYS[t], st.none() | st.integers(-5, 2**62)), max_size=9))
        for t in types
    ]
    return types, sides, draw(st.lists(st.sampled_from(list(Rewrite)), unique=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@given(drawn=keyed())
@FEW
def test_any_keys_with_any_rewrites(folder, drawn):
    types, (left, right), rewrites = drawn
    ground = Ground("EPSG:2154", FORMER)
    a, b = (
        table(folder, {"code": t, "v": "BIGINT"}, rows)
        for t, rows in zip(types, (left, right), strict=True)
    )
    asked = crossing(
        Kind.KEYS,
        pair("code", "code", *rewrites),
        bring=[
            brought("n", Summary.COUNT),
            brought("s", Summary.SUM, "v"),
            brought("least", Summary.MIN, "v"),
            brought("most", Summary.MAX, "v"),
            brought("mean", Summary.MEAN, "v"),
            brought("all", Summary.LIST, "v"),
            brought("part", Summary.SHARE),
        ],
    )
    codes = [[oracle.code(r[0], rewrites, FORMER) for r in rows] for rows in (left, right)]
    met = oracle.meet(codes[0], codes[1], lambda x, y: x is not None and x == y)
    expected = oracle.counted(met, *([c is not None for c in side] for side in codes))
    assert oracle.same_counts(measure(a, b, asked, ground), expected)
    made, rows = written(a, b, asked, folder, ground=ground)
    assert oracle.same_counts(made.report, expected)
    assert [row["_row"] for row in rows] == list(range(1, len(left) + 1))
    for row, js in zip(rows, met, strict=True):
        values = [right[j][1] for j in js]
        there = [v for v in values if v is not None]
        assert (row["n"], row["s"]) == (len(js), oracle.total(values))
        assert (row["least"], row["most"]) == (min(there, default=None), max(there, default=None))
        assert row["mean"] == (pytest.approx(sum(there) / len(there)) if there else None)
        assert row["all"] == oracle.listed(values)
        assert row["part"] == (pytest.approx(len(js) / expected.pairs) if expected.pairs else None)
    assert dict(made.columns)["n"] == "BIGINT"
    assert dict(made.columns)["s"] in ("BIGINT", "DECIMAL(38,0)")


days = st.none() | st.dates(date(2023, 12, 30), date(2024, 2, 2))
hours = st.sampled_from([time(0, 0), time(8, 30), time(23, 59, 59)])
moments = st.none() | st.builds(
    datetime.combine, st.dates(date(2023, 12, 31), date(2024, 1, 3)), hours
)


@given(
    left=st.lists(st.tuples(st.sampled_from("ab"), days, moments), max_size=8),
    right=st.lists(st.tuples(st.sampled_from("ab"), moments, days, days), max_size=8),
    period=st.sampled_from(list(Period)),
    several=st.sampled_from([Several.EACH, Several.BEST]),
)
@FEW
def test_two_columns_a_period_and_an_interval(folder, left, right, period, several):
    a = table(folder, {"code": "TEXT", "day": "DATE", "at": "TIMESTAMP"}, left)
    b = table(
        folder, {"code": "TEXT", "at": "TIMESTAMP", "start": "DATE", "end": "DATE"}, right,
        keys=[f"k{n}" for n in range(len(right))],
    )  # fmt: skip
    bring = [brought("found", Summary.VALUE, "at"), brought("n", Summary.COUNT)]
    asked = crossing(
        Kind.KEYS, pair("code", "code"), pair("day", "at", period=period),
        several=several, bring=bring,
    )  # fmt: skip
    met = oracle.meet(
        left, right,
        lambda x, y: x[0] == y[0] and None not in (x[1], y[1])
        and oracle.in_period(x[1], period) == oracle.in_period(y[1], period),
    )  # fmt: skip
    able = [x[1] is not None for x in left], [y[1] is not None for y in right]
    _held(written(a, b, asked, folder), met, right, several, oracle.counted(met, *able))

    asked = crossing(
        Kind.KEYS, pair("code", "code"), pair("at", "start", until="end"),
        several=several, bring=bring,
    )  # fmt: skip
    met = oracle.meet(
        left, right,
        lambda x, y: x[0] == y[0] and None not in (x[2], y[2])
        and y[2] <= x[2].date() and (y[3] is None or x[2].date() <= y[3]),
    )  # fmt: skip
    able = [x[2] is not None for x in left], [y[2] is not None for y in right]
    _held(written(a, b, asked, folder), met, right, several, oracle.counted(met, *able))


def _held(found, met, right, several, expected):
    made, rows = found
    assert oracle.same_counts(made.report, expected)
    if several is Several.BEST:
        told = [right[js[0]][1] if js else None for js in met]
    else:
        told = [value for js in met for value in ([right[j][1] for j in js] or [None])]
    assert [row["found"] for row in rows] == told
    assert [row["_row"] for row in rows] == list(range(1, len(told) + 1))
