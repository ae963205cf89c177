"""Estimates from sketches, held against the exact parts."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.matching.sentences import rate
from terrier.domain.matching.sketch import (
    KEPT_OF_CODES,
    ColumnSketch,
    Digest,
    Estimate,
    TableSketch,
    contained,
    estimate,
    inside,
)
from tests.domain.matching.tables import areas, digest, points


@given(
    st.sets(st.integers(0, 400), min_size=1, max_size=200),
    st.sets(st.integers(0, 400), max_size=200),
)
def test_small_columns_are_compared_exactly(one, other):
    """Where every value has its hash, the part is not an estimate."""
    found = contained(digest(map(str, one)), digest(map(str, other)))
    assert found.exact
    assert found.share == pytest.approx(len(one & other) / len(one))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.92, 1.0])
@pytest.mark.parametrize(("mine", "theirs"), [(20_000, 20_000), (3_000, 60_000), (60_000, 3_000)])
def test_large_columns_are_estimated_within_what_is_said(part, mine, theirs):
    """The true part lies in the interval (widened: 95 times in 100 is not always)."""
    common = int(min(mine, theirs) * part)
    one = [f"c{i}" for i in range(common)] + [f"a{i}" for i in range(mine - common)]
    other = [f"c{i}" for i in range(common)] + [f"b{i}" for i in range(theirs - common)]
    found = contained(digest(one), digest(other))
    truth = common / mine
    assert not found.exact
    assert found.low - 0.1 <= truth <= found.high + 0.1


def test_a_few_codes_are_looked_for_among_many():
    """More hashes are kept of codes: a territory's communes are told among those of a region."""
    region = [f"{n:05}" for n in range(1580)]
    mine = random.Random(1).sample(region, 24)
    codes, all_of_them = digest(mine, KEPT_OF_CODES), digest(region, KEPT_OF_CODES)
    assert contained(codes, all_of_them) == Estimate(1.0, 1.0, 1.0, 24, exact=True)


def test_nothing_is_said_without_a_sample():
    assert contained(digest([]), digest(["a"])) is None
    assert rate(None) == ""
    assert rate(estimate(2, 3)) == "une partie"
    assert rate(estimate(999, 1000)) == "environ 99 %"
    assert rate(estimate(1, 1000)) == "environ 1 %"


def test_positions_are_held_against_what_areas_cover():
    """A point in a hole, or beside, is not inside."""
    half = areas(0, 0, 64, 64, cells=[r * 64 + c for r in range(64) for c in range(32)])
    found = inside(points((1, 1), (20, 60), (40, 10), (70, 10)), half)
    assert found.share == 0.5
    assert inside(points((1, 1)), points((1, 1))) is None


def test_a_sketch_is_kept_as_json():
    column = ColumnSketch("a", "text", 3, 2, None, None, False, {"": Digest.of(2, [7, 3])})
    kept = TableSketch(3, (column,), areas(0, 0, 1, 1), {"a|b|month": 2})
    assert TableSketch.from_json(json.loads(json.dumps(kept.to_json()))) == kept
    assert list(kept.columns[0].digests[""].hashes) == [3, 7]
