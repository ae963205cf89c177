"""Measures of decimals and of long whole numbers, against exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.lake import odsql
from tests.lake.odsql.conftest import answer

CENTS = st.decimals(Decimal("-9999999999999999.99"), Decimal("9999999999999999.99"), places=2)
LONG = st.integers(-(2**63), 2**63 - 1)
SELECT = "sum({0}) as s, avg({0}) as a, median({0}) as m, percentile({0}, 25) as p"


def quarter(known: list[Fraction]) -> Fraction:
    """Interpolate between the values on both sides of the first quarter."""
    place = Fraction(len(known) - 1, 4)
    low = known[int(place)]
    high = known[min(int(place) + 1, len(known) - 1)]
    return low + (high - low) * (place - int(place))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CENTS | st.none(), LONG | st.none()), min_size=1, max_size=9))
def test_measures(make_relation, rows) -> None:
    values = ", ".join("(?::BIGINT, ?::DECIMAL(18,2), ?::BIGINT)" for _ in rows)
    relation = make_relation(
        f"SELECT i AS _line, i AS _row, d, n FROM (VALUES {values}) t(i, d, n)",
        {"d": "DECIMAL(18,2)", "n": "BIGINT"},
        params=[x for i, row in enumerate(rows, 1) for x in (i, *row)],
    )
    for column, name in enumerate("dn"):
        (found,) = answer(odsql.of_relation(relation), select=SELECT.format(name))
        known = sorted(Fraction(row[column]) for row in rows if row[column] is not None)
        if not known:
            assert set(found.values()) == {None}
            continue
        middle = len(known) // 2
        # A number of JSON is a double: no more is lost than its last digit.
        digit = Fraction(2.0**-52) * max(map(abs, known))
        total = sum(known)
        assert abs(Fraction(found["s"]) - total) <= Fraction(2.0**-52) * abs(total)
        assert abs(Fraction(found["a"]) - total / len(known)) <= 2 * digit
        assert abs(Fraction(found["m"]) - (known[middle] + known[-middle - 1]) / 2) <= digit
        assert abs(Fraction(found["p"]) - quarter(known)) <= 2 * digit


def test_the_middle_of_two_decimals_is_as_it_is_written(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, d FROM (VALUES (1, 0.1::DECIMAL(18,1)), (2, 0.2)) t(i, d)",
        {"d": "DECIMAL(18,1)"},
    )
    assert answer(odsql.of_relation(relation), select="median(d) as m") == [{"m": 0.15}]
