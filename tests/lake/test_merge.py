from __future__ import annotations

from pathlib import Path

import pytest

from terrier.lake.corrections import Conflicting, Mending
from terrier.lake.engine import cursor
from terrier.lake.merge import Merged, VersionFile, merge

IN_PLACE = [("a", "Tournus", 1), ("b", "Préty", 2), ("c", None, 3)]
FRESH = [("c", "Lugny", 3), ("a", "Tournus", 1), ("d", "Viré", 4)]


def select(rows: list[tuple[str, str | None, int | None]]) -> str:
    values = ", ".join(
        f"({n}, '{k}', {'NULL' if t is None else repr(t)}, {'NULL' if i is None else i})"
        for n, (k, t, i) in enumerate(rows, 1)
    )
    return (
        "SELECT (n + 1)::BIGINT AS _line, n::BIGINT AS _row, k::TEXT AS _key, nom::TEXT AS nom, "
        f"nombre::BIGINT AS nombre FROM (VALUES {values}) t(n, k, nom, nombre)"
    )


def read(merged: Merged) -> list[tuple[object, ...]]:
    with cursor() as db:
        return db.execute(
            f"SELECT _row, _key, nom, nombre FROM '{merged.path}' ORDER BY _row"
        ).fetchall()


@pytest.fixture
def files(make_relation) -> tuple[Path, Path]:
    return make_relation(select(IN_PLACE), {}).path, make_relation(select(FRESH), {}).path


def made(files: tuple[Path, Path], mode: str, tmp_path: Path, *corrections: Mending) -> Merged:
    return merge(mode, VersionFile(files[0]), files[1], tmp_path / "out.parquet", corrections)


def counts(merged: Merged) -> tuple[int, ...]:
    return merged.inserted, merged.updated, merged.unchanged, merged.removed


def test_upsert_keeps_places_and_numbers_on(files, tmp_path) -> None:
    merged = made(files, "upsert", tmp_path)
    assert counts(merged) == (1, 1, 1, 0)
    assert read(merged) == [
        (1, "a", "Tournus", 1), (2, "b", "Préty", 2), (3, "c", "Lugny", 3), (4, "d", "Viré", 4),
    ]  # fmt: skip
    assert merged.records == 4


def test_replace(files, tmp_path) -> None:
    merged = made(files, "replace", tmp_path)
    assert counts(merged) == (1, 1, 1, 1)
    assert [row[1] for row in read(merged)] == ["c", "a", "d"]


def test_append_refuses_keys_in_place(files, tmp_path) -> None:
    merged = made(files, "append", tmp_path)
    assert merged.inserted == 1
    assert merged.doubled == ((2, "c"), (3, "a"))
    assert [row[:2] for row in read(merged)] == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


def test_corrections_hold_only_where_the_old_value_is_the_expected_one(files, tmp_path) -> None:
    merged = made(
        files,
        "upsert",
        tmp_path,
        Mending(1, "a", "nom", "Tournus", "Tournus-Centre"),
        Mending(2, "b", "nombre", "7", "8"),
        Mending(3, "c", "nom", "Lugny", None),
        Mending(4, "z", "nom", "x", "y"),
        Mending(5, "d", "nombre", "4", "quatre"),
        Mending(6, "d", "nom", "Vire", "Viré"),
    )
    assert merged.corrected == 2
    assert set(merged.conflicts) == {
        Conflicting(2, "2"), Conflicting(4, None, row_gone=True), Conflicting(5, "4"),
    }  # fmt: skip
    assert [row[2:] for row in read(merged)] == [
        ("Tournus-Centre", 1), ("Préty", 2), (None, 3), ("Viré", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "kept", "corrected", "conflicts"),
    [(1, 3, 1, 0), (2, 3, 1, 0), (3, 3, 0, 0), (9, 9, 0, 1)],
)
def test_a_cell_mended_twice_stays_one_row(
    make_relation, tmp_path, raw, kept, corrected, conflicts
) -> None:
    fresh = make_relation(select([("a", "x", raw)]), {}).path
    merged = merge(
        "replace",
        None,
        fresh,
        tmp_path / "out.parquet",
        [Mending(8, "a", "nombre", "2", "3"), Mending(7, "a", "nombre", "1", "2")],
    )
    assert read(merged) == [(1, "a", "x", kept)]
    assert (merged.corrected, len(merged.conflicts)) == (corrected, conflicts)
    assert [c.id for c in merged.conflicts] == [8] * conflicts


def test_an_absent_value_can_be_mended(files, make_relation, tmp_path) -> None:
    fresh = make_relation(select([("a", None, None)]), {}).path
    merged = merge(
        "replace",
        None,
        fresh,
        tmp_path / "out.parquet",
        [Mending(1, "a", "nom", None, "Tournus"), Mending(2, "a", "nombre", "5", None)],
    )
    assert read(merged) == [(1, "a", "Tournus", None)]
    assert (merged.corrected, merged.conflicts) == (1, ())
