from __future__ import annotations

import csv
import io
import json
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.lake.export import About, StreamFormat, formula_cells, ordered, piped, stream
from terrier.lake.filters import NO_FILTERS, parse
from terrier.lake.relation import Relation


def whole(relation: Relation, format: str, filters=NO_FILTERS, **options) -> str:
    made = stream(relation, filters, StreamFormat(format), **options)
    return b"".join(made.chunks).decode()


def test_csv_as_the_norm_says(communes: Relation) -> None:
    lines = whole(communes, "csv").split("\r\n")
    assert lines[0] == "code_insee,commune,tonnage,habitants,date_pose,actif,taux,geom"
    assert lines[1] == "71543,Tournus,12.50,5000,2024-02-03,true,1.5,POINT (4.91 46.56)"
    assert lines[2] == "71248,Lacrost,,9007199254740993,2023-12-31,false,,POINT (4.92 46.57)"
    assert lines[4] == '71543,"Tournus ""sud""; =1+1",100.00,-1,2022-01-01,true,1e+22,'
    assert lines[6:] == [""]


def test_csv_for_excel(communes: Relation) -> None:
    text = whole(communes, "csv-excel", labels=True)
    lines = text.split("\r\n")
    assert text.startswith("\ufeffCode_insee;Commune;")
    assert lines[1] == "71543;Tournus;12,50;5000;03/02/2024;VRAI;1,5;POINT (4.91 46.56)"
    assert lines[3].startswith("71359;Préty;-3,05;12;;;;")


def test_formulas_are_made_harmless_and_announced(make_relation) -> None:
    cells = ["=1+1", "+33 6", "-x", "@SUM(A1)", "\tx", "\rx", "a=b", "'q", "", None]
    rows = ", ".join("(?)" for _ in cells)
    relation = make_relation(
        f"SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, v "
        f"FROM (VALUES {rows}) t(v)",
        {"v": "TEXT"},
        params=cells,
    )
    made = stream(relation, format=StreamFormat.CSV_EXCEL)
    text = b"".join(made.chunks).decode("utf-8-sig")
    read = [row[0] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")][1:]
    assert read == ["'=1+1", "'+33 6", "'-x", "'@SUM(A1)", "'\tx", "'\rx", "a=b", "'q", "", ""]
    assert formula_cells(relation) == 6
    assert formula_cells(relation, parse({"f.v": ["starts:@"]}, relation)) == 1
    assert "'=1+1" not in whole(relation, "csv")


def test_geojson_is_a_collection(communes: Relation) -> None:
    collection = json.loads(whole(communes, "geojson"), parse_float=Decimal)
    assert collection["type"] == "FeatureCollection"
    assert [f["id"] for f in collection["features"]] == [1, 2, 3, 4, 5]
    assert collection["features"][3]["geometry"] is None
    assert collection["features"][1]["properties"]["habitants"] == "9007199254740993"
    assert collection["features"][0]["properties"]["tonnage"] == Decimal("12.50")
    assert collection["features"][1]["properties"]["taux"] is None


def test_json_and_lines_say_the_same(communes: Relation) -> None:
    rows = json.loads(whole(communes, "json"))
    lines = [json.loads(line) for line in whole(communes, "jsonl").splitlines()]
    assert rows == lines
    assert len(rows) == 5
    assert next(iter(json.loads(whole(communes, "json", labels=True))[0])) == "Code_insee"


@pytest.mark.parametrize("format", list(StreamFormat))
def test_masks_limits_and_filters_hold(tournus_only: Relation, format: StreamFormat) -> None:
    filters = parse({"f.tonnage": ["gt:50"]}, tournus_only)
    text = b"".join(stream(tournus_only, filters, format).chunks).decode()
    assert "100" in text
    assert "12.5" not in text
    assert "secret" not in text
    assert "Lacrost" not in text
    assert "71543" not in text


def test_nothing_is_a_complete_empty_file(communes: Relation) -> None:
    none = parse({"q": ["introuvable"]}, communes)
    assert json.loads(whole(communes, "json", none)) == []
    assert json.loads(whole(communes, "geojson", none))["features"] == []
    assert len(list(csv.reader(io.StringIO(whole(communes, "csv", none))))) == 1
    assert whole(communes, "jsonl", none) == ""


def test_geojson_needs_a_geometry(make_relation) -> None:
    flat = make_relation("SELECT 1::BIGINT _line, 1::BIGINT _row, 'a' AS nom", {"nom": "TEXT"})
    with pytest.raises(Invalid, match="position"):
        stream(flat, format=StreamFormat.GEOJSON)


def test_a_damaged_file_breaks_the_stream(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, hash(i)::VARCHAR AS v FROM range(1, 200001) r(i)",
        {"v": "TEXT"},
    )
    data = bytearray(relation.path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 5000] = b"\0" * 5000
    relation.path.write_bytes(data)
    with pytest.raises((duckdb.Error, OSError)):
        whole(relation, "csv")


@pytest.mark.parametrize("range_rows", [200_000, 7_000])
def test_rows_along_a_curve_come_in_the_order_of_the_source(
    make_relation, monkeypatch, range_rows: int
) -> None:
    monkeypatch.setattr(ordered, "RANGE", range_rows)
    monkeypatch.setattr(piped, "SORTED", range_rows)
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i AS v, ST_Point(i % 7, 46) AS geom "
        "FROM range(1, 50001) r(i) ORDER BY hash(i)",
        {"v": "BIGINT"},
        has_geometry=True,
    )
    rows = [int(line.split(",")[0]) for line in whole(relation, "csv").split("\r\n")[1:-1]]
    assert rows == list(range(1, 50_001))
    assert [row["v"] for row in json.loads(whole(relation, "json"))] == list(range(1, 50_001))
    few = parse({"f.v": ["gt:49990"]}, relation)
    assert [row["v"] for row in json.loads(whole(relation, "json", few))] == [*range(49991, 50001)]
    features = json.loads(whole(relation, "geojson"))["features"]
    assert sorted(f["id"] for f in features) == list(range(1, 50_001))


def test_a_reader_who_leaves_stops_the_writer(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, hash(i)::VARCHAR AS v FROM range(1, 300001) r(i)",
        {"v": "TEXT"},
    )
    threads = threading.active_count()
    chunks = stream(relation).chunks
    assert next(chunks) == b"v\r\n"
    assert next(chunks)
    chunks.close()
    assert threading.active_count() == threads


def test_many_rows_without_places_come_as_they_lie(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i AS v FROM range(1, 90001) r(i)", {"v": "BIGINT"}
    )
    assert [int(v) for v in whole(relation, "csv").split()[1:]] == list(range(1, 90_001))


def test_geojson_says_what_it_is(communes: Relation) -> None:
    about = About("Points d’apport", "Val Clair", "", 2, date(2026, 2, 1), fictional=True)
    collection = json.loads(whole(communes, "geojson", about=about))
    assert collection["about"]["Licence"] == "non précisée"
    assert collection["about"]["Version"] == "2 du 01/02/2026"
    assert "fictif" in collection["about"]["Avertissement"]
    assert len(collection["features"]) == 5
    assert "about" not in json.loads(whole(communes, "geojson"))


ROWS = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        st.none() | st.decimals(-(10**9), 10**9, places=2),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.dates(date(1000, 1, 1)),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_what_is_exported_reads_back_the_same(make_relation, tmp_path: Path, rows) -> None:
    values = ", ".join(
        "(?::BIGINT, ?::TEXT, ?::DECIMAL(12,2), ?::BIGINT, ?::DATE, ?::DOUBLE)" for _ in rows
    )
    relation = make_relation(
        f'SELECT n AS _line, n AS _row, t, d, i, j, f AS "x"", y;" '
        f"FROM (VALUES {values}) v(n, t, d, i, j, f)",
        {"t": "TEXT", "d": "DECIMAL(12,2)", "i": "BIGINT", "j": "DATE", 'x", y;': "DOUBLE"},
        params=[v for n, row in enumerate(rows, 1) for v in (n, *row)],
    )
    file = tmp_path / "again.csv"
    file.write_bytes(b"".join(stream(relation).chunks))
    with duckdb.connect() as db:
        again = db.execute(
            "SELECT * FROM read_csv(?, header=true, delim=',', quote='\"', escape='\"', "
            "nullstr='', allow_quoted_nulls=false, columns={'t': 'TEXT', 'd': 'DECIMAL(12,2)', "
            "'i': 'BIGINT', 'j': 'DATE', 'x': 'DOUBLE'})",
            [str(file)],
        ).fetchall()
    assert again == rows
    read = json.loads(whole(relation, "json"), parse_float=Decimal)
    for text, row in zip(read, rows, strict=True):
        assert text["t"] == row[0]
        assert (None if text["d"] is None else Decimal(text["d"])) == row[1]
        assert (None if text["i"] is None else int(text["i"])) == row[2]
        assert (None if text['x", y;'] is None else float(text['x", y;'])) == row[4]
