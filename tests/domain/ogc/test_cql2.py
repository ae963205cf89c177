"""Filters as trees: whatever is written, it is read or refused, and the process lives."""

from contextlib import suppress
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.cql2 import read_json, read_text

WORDS = [
    "a", "'b'", "1", "-", "+", "(", ")", "NOT", "AND", "OR", "=", "<", "IN", "LIKE", "BETWEEN", ",",
    "IS NULL", "POINT(1 2)", "POLYGON(", "BBOX(", "DATE('2024-01-01')", "CASEI(", "^", "*", "EMPTY",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
def test_anything_is_read_or_refused(text):
    for read in (read_text, read_json):
        with suppress(Invalid):
            assert read(text) != ""


def test_numbers_keep_every_digit():
    tree = read_text("a IN (9007199254740993, -9007199254740993, 0.1, 12345678901234567890.5)")
    numbers = ["9007199254740993", "-9007199254740993", "0.1", "12345678901234567890.5"]
    assert tree["args"][1] == [Decimal(n) for n in numbers]
