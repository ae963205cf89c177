"""Digests of erased rows, made in SQL, and files without them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import pyarrow.parquet as pq
import pytest

from terrier.lake.engine import cursor
from terrier.lake.erasure import (
    Mark,
    arm,
    count_marked,
    count_older,
    digest_of,
    lines_older,
    without_marked,
    without_older,
)
from tests.lake.conftest import COMMUNES, write_version

SECRET = b"a secret of the instance"


def digest(scope: str, *values: str | None, key: bool = False, secret: bytes = SECRET):
    with cursor() as cur:
        arm(cur, secret)
        marks = ["?::TEXT"] * len(values)
        return cur.execute(f"SELECT {digest_of(scope, marks, key=key)}", list(values)).fetchone()[0]


@pytest.mark.parametrize("secret", [b"short", b"k" * 64, b"longer than a block of sha256" * 5])
def test_a_digest_is_the_hmac_of_rfc_2104(secret):
    expected = hmac.new(secret, b"7:\x1f12", hashlib.sha256).hexdigest()

    assert digest("7:", "12", key=True, secret=secret) == expected


def test_values_are_compared_without_case_accents_hyphens_and_spaces():
    assert digest("t", "LE GOFF", "Anne-Marie") == digest("t", " Le\u00a0Goff ", "anne  märie")
    assert digest("t", "ab", "c") != digest("t", "a", "bc")
    assert digest("t", "", None) is None


def test_a_key_is_taken_as_it_stands():
    assert digest("t", "a1", key=True) != digest("t", "A1", key=True)
    assert digest("t", "", key=True) is None


@pytest.fixture
def keyed(tmp_path):
    select = f"SELECT *, CAST(_row AS TEXT) AS _key FROM ({COMMUNES})"
    return write_version(tmp_path / "keyed.parquet", select)


def test_rows_leave_and_the_others_keep_their_numbers(keyed, tmp_path):
    mark = Mark("t", (), frozenset({digest("t", "2", key=True)}))

    left = without_marked(keyed, tmp_path / "out.parquet", (mark,), SECRET)

    assert (left.records, left.erased) == (4, 1)
    assert sorted(pq.read_table(tmp_path / "out.parquet")["_row"].to_pylist()) == [1, 3, 4, 5]
    assert count_marked(tmp_path / "out.parquet", (mark,), SECRET) == 0
    assert without_marked(tmp_path / "out.parquet", tmp_path / "b", (mark,), SECRET) is None


def test_a_mark_on_values_spares_the_namesakes_of_a_file_with_keys(keyed, communes_path):
    mark = Mark("t", ("commune",), frozenset({digest("t", "tournus")}))

    assert count_marked(keyed, (mark,), SECRET) == 0
    assert count_marked(communes_path, (mark,), SECRET) == 1


def test_another_secret_finds_nobody(keyed):
    mark = Mark("t", (), frozenset({digest("t", "2", key=True, secret=b"another")}))

    assert count_marked(keyed, (mark,), SECRET) == 0


def test_a_column_that_the_file_does_not_have_tells_nothing(communes_path):
    mark = Mark("t", ("absent",), frozenset({digest("t", "tournus")}))

    assert count_marked(communes_path, (mark,), SECRET) == 0


def test_rows_past_their_time_leave_and_those_without_a_date_stay(communes_path, tmp_path):
    limit = date(2024, 1, 1)
    assert count_older(communes_path, "date_pose", limit) == 2
    assert lines_older(communes_path, "date_pose", limit) == {3, 5}

    left = without_older(communes_path, tmp_path / "out.parquet", "date_pose", limit)

    assert (left.records, left.erased) == (3, 2)


def test_every_row_may_leave(keyed, tmp_path):
    every = frozenset(digest("t", str(n), key=True) for n in range(1, 6))

    left = without_marked(keyed, tmp_path / "out.parquet", (Mark("t", (), every),), SECRET)

    assert (left.records, left.erased) == (0, 5)
