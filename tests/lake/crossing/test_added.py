"""Left columns are copied as they lie where all of them stay, and never where one is left out."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import shapely

from terrier.domain.matching.definition import Kind, Several, Summary
from terrier.lake.crossing import computing, write
from terrier.lake.splice import described

from .tables import GROUND, brought, column_id, crossing, pair, table

BY_CODE = pair("code", "code")
COUNTED = (
    brought("nombre", Summary.COUNT),
    brought("total", Summary.SUM, "v"),
    brought("part", Summary.SHARE, "v"),
    brought("tous", Summary.LIST, "v"),
    brought("pour_mille", Summary.SUM, "v", per=column_id("habitants")),
)
BEST = (brought("v", Summary.VALUE, "v"),)


@pytest.fixture
def left(tmp_path):
    places = [shapely.Point(4 + n % 10 / 10, 46 + n // 10 / 10) for n in range(100)]
    rows = [(f"secret-{n}", n % 7 or None, 100 + n) for n in range(100)]
    types = {"nom": "TEXT", "code": "BIGINT", "habitants": "BIGINT"}
    return table(tmp_path, types, rows, places, keys=[f"k{n}" for n in range(100)])


@pytest.fixture
def right(tmp_path):
    areas = [shapely.box(4 + n / 10, 46, 4.15 + n / 10, 46.5) for n in range(8)]
    return table(tmp_path, {"code": "BIGINT", "v": "DOUBLE"}, [(n, n / 3) for n in range(8)], areas)


def copied(left, out) -> bool:
    """Say whether the file begins with all that the columns of the left one are made of."""
    return out.read_bytes().startswith(left.path.read_bytes()[: described(left.path).end])


@pytest.mark.parametrize(
    "asked",
    [
        crossing(Kind.KEYS, BY_CODE, bring=COUNTED),
        crossing(Kind.KEYS, BY_CODE, several=Several.BEST, bring=BEST),
        crossing(Kind.INSIDE, several=Several.BEST, bring=BEST),
        crossing(Kind.WITHIN_DISTANCE, metres=20_000, bring=COUNTED),
        crossing(Kind.NEAREST, several=Several.BEST, bring=BEST),
    ],
    ids=["summed", "one by key", "inside", "near", "nearest"],
)
def test_all_is_there_as_if_it_were_written_whole(left, right, asked, tmp_path, monkeypatch):
    out, whole = tmp_path / "out.parquet", tmp_path / "whole.parquet"

    made = write(left, right, asked, GROUND, (), out)

    assert copied(left, out)
    monkeypatch.setattr(computing, "write_widened", lambda *given: None)
    assert replace(made, path=whole) == write(left, right, asked, GROUND, (), whole)
    assert not copied(left, whole)
    assert pq.read_table(out).sort_by("_row").equals(pq.read_table(whole).sort_by("_row"))


@pytest.mark.parametrize("left_out", ["by the crossing", "by the reader's right"])
def test_nothing_is_left_of_a_column_that_does_not_stay(left, right, left_out, tmp_path):
    asked, out = crossing(Kind.KEYS, BY_CODE, bring=COUNTED), tmp_path / "out.parquet"
    if left_out == "by the crossing":
        asked = replace(asked, kept=(column_id("code"),))
    else:
        left = replace(left, columns=left.columns[1:])

    write(left, right, asked, GROUND, (), out)

    assert not copied(left, out)
    assert "nom" not in pq.read_schema(out).names
    assert "secret-" not in str(pq.read_table(out).to_pydict())


def test_rows_that_met_nothing_are_left_out_of_the_bytes_too(left, right, tmp_path):
    asked = crossing(Kind.KEYS, BY_CODE, bring=COUNTED, only_matched=True)
    out = tmp_path / "out.parquet"

    assert write(left, right, asked, GROUND, (), out).records == sum(n % 7 > 0 for n in range(100))

    assert not copied(left, out)
