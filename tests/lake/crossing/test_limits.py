"""Too little memory, room or time: a sentence that says what to do, and the engine serves again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from terrier.domain.kernel.errors import NoRoom, TooBig
from terrier.domain.matching.definition import Kind, Summary
from terrier.lake import engine
from terrier.lake.crossing import measure, write
from terrier.lake.engine import TooLong, cursor

from .tables import GROUND, brought, crossing, pair, table

ASKED = crossing(Kind.KEYS, pair("t", "t"), bring=[brought("last", Summary.MAX, "t")])


@pytest.fixture
def long_table(tmp_path):
    one = table(tmp_path, {"t": "TEXT"}, [])
    out = tmp_path / "long.parquet"
    with cursor() as db:
        db.execute(
            "COPY (SELECT i AS _line, i AS _row, repeat(md5(i::TEXT), 4) AS t "
            f"FROM range(1, 200001) t(i)) TO '{out}' (FORMAT parquet)"
        )
    return replace(one, path=out)


@pytest.fixture
def narrow():
    """Give a way to leave the engine little memory and little room, until the end of the test."""
    # An engine of its own: one that has worked before holds more than it may.
    engine._instance.cache_clear()

    def leave(memory: str, room: str) -> None:
        with cursor() as db:
            db.execute(f"SET GLOBAL memory_limit='{memory}'")
            db.execute(f"SET GLOBAL max_temp_directory_size='{room}'")

    yield leave
    engine._instance.cache_clear()


def test_a_crossing_too_big_for_the_memory_is_refused(long_table, narrow, tmp_path):
    narrow("8MB", "1GB")
    out = tmp_path / "out.parquet"
    with pytest.raises(TooBig) as told:
        write(long_table, long_table, ASKED, GROUND, (), out)
    assert re.search("plus de mémoire.*périmètre.*TERRIER_MEMORY", told.value.user_message)
    assert not out.exists()
    narrow("2GB", "1GB")
    assert write(long_table, long_table, ASKED, GROUND, (), out).report.pairs == 200_000


def test_a_disk_without_room_is_said(narrow):
    narrow("60MB", "5MB")
    with pytest.raises(NoRoom) as told, cursor() as db:
        db.execute("CREATE TEMP TABLE a AS SELECT repeat(md5(i::TEXT), 4) FROM range(1000000) t(i)")
    assert re.search("place que le disque.*faire de la place", told.value.user_message)


def test_what_takes_too_long_stops(long_table, tmp_path):
    out = tmp_path / "out.parquet"
    with pytest.raises(TooLong):
        measure(long_table, long_table, ASKED, GROUND, seconds=0.01)
    with pytest.raises(TooLong):
        write(long_table, long_table, ASKED, GROUND, (), out, seconds=0.01)
    assert list(tmp_path.glob("*out*")) == []
