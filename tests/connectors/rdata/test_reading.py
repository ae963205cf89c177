"""R data files, those of `files/make.R` among them: every kind of column, writing and shape."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
import random
import struct
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import shapely

from terrier.connectors import sources
from terrier.connectors.rdata.reading import count, probe, stage
from terrier.connectors.recognise import recognise
from terrier.domain.kernel.errors import Unreadable

FILES = Path(__file__).parent / "files"
WRITINGS = ("gzip3", "bzip22", "xz2", "ascii", "hexadecimal2", "native")


def read(path: Path, folder: Path, source: str = "") -> tuple[Any, Any, list[dict[str, Any]]]:
    """Give the description of a table, how it was staged, and its rows."""
    part = next(p for p in probe(path).parts if p.source == source)
    out = folder / "out.parquet"
    staged = stage(path, source, part.reading, out, lambda step, share: None)
    assert count(path, source).records == staged.records + len(staged.rejects)
    return part, staged, pq.read_table(out).to_pylist()


def refusal(path: Path) -> str:
    """Give the sentence with which a file is refused."""
    with pytest.raises(Unreadable) as refused:
        probe(path)
    return refused.value.user_message


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_kind_of_column_in_every_writing(writing, tmp_path):
    part, staged, rows = read(FILES / f"{writing}.rds", tmp_path)
    kinds = dict(zip(part.labels, part.types, strict=True))
    assert kinds == {
        "code": "TEXT", "n": "BIGINT", "x": "DOUBLE", "b": "BOOLEAN", "size": "TEXT",
        "day": "DATE", "at": "TIMESTAMPTZ", "z": "TEXT", "raw": "BIGINT", "list": "TEXT",
        "took": "DOUBLE", "wall": "TIMESTAMP", "accents": "TEXT", "m.a": "BIGINT",
        "m.b": "BIGINT", "sub.u": "BIGINT", "sub.v": "TEXT", "far": "DOUBLE", "latin": "TEXT",
        "big": "BIGINT",
    }  # fmt: skip
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    assert columns["code"] == ["01001", "2A004", None]
    assert columns["n"] == [1, None, 3]
    assert columns["x"][:2] == [1.5, None]
    assert math.isnan(columns["x"][2])
    assert columns["b"] == [True, None, False]
    assert columns["size"] == ["petit", None, "grand"]
    assert columns["day"] == [date(2024, 2, 29), None, date(1899, 12, 31)]
    # Half past two rang twice that night; R takes the first, in summer time.
    assert columns["at"] == [
        datetime(2024, 3, 31, 1, 30, tzinfo=UTC), None, datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    ]  # fmt: skip
    assert [moment and moment.isoformat() for moment in columns["wall"]] == [
        "2024-03-31T03:30:00", None, "2024-10-27T02:30:00",
    ]  # fmt: skip
    assert columns["list"] == ["[1, 2, 3]", "a", None]
    assert (columns["z"][0], columns["raw"], columns["took"]) == ("1-1i", [1, 2, 3], [1, 2, 3])
    assert columns["accents"] == ["été", "œuvre", "ça"]
    assert columns["latin"] == ["café €", "maïtre", "ça"]
    assert (columns["m.a"], columns["m.b"], columns["sub.v"]) == ([1, 2, 3], [4, 5, 6], [*"abc"])
    assert columns["far"] == [math.inf, -math.inf, 0]
    assert columns["big"][0] == 1
    assert columns["big"][2] == 0
    assert columns["_line"] == [1, 2, 3]
    assert staged.broken_characters == 0
    assert part.notes == (
        "« size » est ordonné dans R : petit < moyen < grand.",
        "« took » est une durée, en heures.",
    )


def test_a_workspace_gives_its_tables_and_names_the_rest(tmp_path):
    path = FILES / "tout.RData"
    answer = probe(path)
    assert {p.source: p.rows_estimate for p in answer.parts} == {
        "cars": 3, "sequences": 1000, "kept": 5, "none": 0, "both$un": 2, "both$deux": 3,
        "square": 2,
    }  # fmt: skip
    (aside,) = answer.evidence
    for told in ("6 objets", "« f », une fonction", "« e », un environnement", "« lm »"):
        assert told in aside.proof
    _, _, cars = read(path, tmp_path, "cars")
    assert [row["nom de ligne"] for row in cars] == ["Mazda RX4", "Mazda RX4 Wag", "Datsun 710"]
    _, _, rows = read(path, tmp_path, "sequences")
    assert [(r["a"], r["b"]) for r in rows] == [(n, str(n)) for n in range(1, 1001)]
    assert rows[500]["s"] == pytest.approx(500 / 999)
    _, _, kept = read(path, tmp_path, "kept")
    assert {row["Species"] for row in kept} == {"virginica"}
    _, _, square = read(path, tmp_path, "square")
    assert [(r["nom de ligne"], r["x"], r["y"]) for r in square] == [("a", 1, 3), ("b", 2, 4)]


def test_programs_are_never_run_nor_taken_for_tables():
    assert "« f », une fonction ; « e », un environnement" in refusal(FILES / "programmes.rda")


def test_every_shape(tmp_path):
    part, staged, rows = read(FILES / "shapes.rds", tmp_path)
    ring, hole = "(0 0, 4 0, 4 4, 0 4, 0 0)", "(1 1, 2 1, 2 2, 1 2, 1 1)"
    assert (part.labels, part.geometry_type, part.crs) == (("id",), "Unknown", "EPSG:2154")
    assert [row["geom"] and shapely.from_wkb(row["geom"]).wkt for row in rows] == [
        "POINT (1 2)", "POINT Z (1 2 3)", "POINT M (1 2 3)", "POINT ZM (1 2 3 4)", "POINT EMPTY",
        f"LINESTRING {ring}", "LINESTRING EMPTY", f"POLYGON ({ring}, {hole})", "POLYGON EMPTY",
        "MULTIPOINT ((0 0), (4 0), (4 4), (0 4), (0 0))", f"MULTILINESTRING ({ring}, {hole})",
        f"MULTIPOLYGON (({ring}, {hole}), ((10 10, 14 10, 14 14, 10 14, 10 10)))",
        "POLYGON Z ((0 0 1, 4 0 2, 4 4 3, 0 4 4, 0 0 5))",
        "LINESTRING M (0 0 1, 4 0 2, 4 4 3, 0 4 4, 0 0 5)",
        f"GEOMETRYCOLLECTION (POINT (1 2), POLYGON ({ring}))", None,
    ]  # fmt: skip
    (reject,) = staged.rejects
    assert (reject.line, reject.value) == (17, "CIRCULARSTRING")
    assert "sf::st_cast()" in reject.rule


def test_points_kept_in_a_matrix_and_a_crs_of_old(tmp_path):
    part, _, rows = read(FILES / "points2.rds", tmp_path)
    assert (part.labels, part.geometry_type, part.crs) == ((), "Point", "EPSG:3946")
    points = [shapely.from_wkb(row["geom"]) for row in rows]
    assert [(p.x, p.y) for p in points] == [(1, 4), (2, 5), (3, 6)]


def test_through_the_child_process(tmp_path):
    path = FILES / "gzip3.rds"
    found = sources.probe(path)
    part = found.parts[0]
    staged = sources.stage(path, found.format, "", part.reading, tmp_path / "out.parquet")
    assert (found.format, part.title, staged.records) == ("rdata", "gzip3", 3)
    assert sources.count(path, found.format, "", part.reading).records == 3


NULL = b"\0\0\0\xfe"
HEAD = b"X\n" + struct.pack(">3i", 2, 0x040202, 0x020300)
A_LIST, DOUBLES = b"\0\0\0\x13", b"\0\0\0\x0e"
HOSTILE = {
    "only a heading": HEAD,
    "a vector of 2^60 numbers": HEAD + DOUBLES + struct.pack(">3i", -1, 1 << 28, 0),
    "a list of 2^31 items": HEAD + A_LIST + b"\x7f\xff\xff\xff",
    "a negative length": HEAD + A_LIST + b"\x80\0\0\0",
    "a reference to nothing": HEAD + b"\0\0\x05\xff",
    "an unknown type": HEAD + b"\0\0\0\x63",
    "lists in lists in lists": HEAD + (A_LIST + b"\0\0\0\1") * 100_000,
    "code in code": HEAD + b"\0\0\0\x15" + NULL + (NULL + b"\0\0\0\1" + b"\0\0\0\x15") * 50_000,
    "a sequence of 10^15 numbers": HEAD
    + b"\0\0\0\xee"
    + b"\0\0\0\2\0\0\0\1\0\0\0\x09\0\0\0\x0ecompact_intseq"
    + NULL
    + DOUBLES
    + struct.pack(">i3d", 3, 1e15, 1, 1)
    + NULL,
    "a symbol without a name": HEAD + b"\0\0\0\1" + DOUBLES + b"\0\0\0\0",
    "text where numbers are due": b"A\n2\n262656\n131840\n14\n1\nmany\n",
    "a text longer than it says": b"A\n2\n262656\n131840\n16\n1\n262153\n2\nabc\n",
    "of a version to come": b"X\n" + struct.pack(">3i", 9, 0, 0) + NULL,
    "of R 1.3": b"RDX1\n" + NULL,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(content, tmp_path):
    path = tmp_path / "hostile.rds"
    path.write_bytes(gzip.compress(content))
    said = refusal(path)
    assert said.startswith(("Ce fichier de R", "Les objets de ce fichier"))
    assert said.endswith(".")


def test_a_file_cut_anywhere_is_refused(tmp_path):
    whole = gzip.decompress((FILES / "gzip3.rds").read_bytes())
    path = tmp_path / "cut.rds"
    for end in range(30, len(whole) - 1, 97):
        path.write_bytes(whole[:end])
        assert "abîmé ou incomplet" in refusal(path)
    path.write_bytes((FILES / "gzip3.rds").read_bytes()[:300])
    assert "sa compression s'interrompt" in refusal(path)


def test_damaged_bytes_never_crash_the_reader(tmp_path):
    """Whatever the bytes, tables come out or a sentence of refusal."""
    chance = random.Random(5)
    wholes = [gzip.decompress((FILES / name).read_bytes()) for name in ("gzip3.rds", "shapes.rds")]
    path = tmp_path / "damaged.rds"
    for _ in range(400):
        content = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 3)):
            content[chance.randrange(30, len(content))] = chance.choice((0, 1, 13, 19, 254, 255))
        path.write_bytes(content)
        with suppress(Unreadable):
            for part in probe(path).parts:
                stage(path, part.source, part.reading, tmp_path / "o.parquet", lambda *_: None)


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("terrier.connectors.rdata.opening.MOST_BYTES", 1 << 20)
    path = tmp_path / "bomb.rds"
    path.write_bytes(gzip.compress(HEAD + bytes(3 << 20)))
    assert "plus de 1 Go" in refusal(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_r_is_recognised_by_its_content(pack, tmp_path):
    path = tmp_path / "sans-extension"
    for content in (HEAD + NULL, b"RDX3\n" + HEAD + NULL, b"A\n3\n262656\n197888\n5\nUTF-8\n254\n"):
        path.write_bytes(pack(content))
        assert recognise(path).format == "rdata"
    path.write_bytes(pack(b"X\nA\nB\n"))
    assert pack is not bytes or recognise(path).format == "csv"
