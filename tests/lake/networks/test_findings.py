"""Findings are kept, counted, compared with those of the check before, and read like any rows."""

from __future__ import annotations

from pathlib import Path

from terrier.domain.topology.checks.findings import Change, Finding
from terrier.lake.export import FileFormat, StreamFormat, stream, write_file
from terrier.lake.filters import NO_FILTERS, Filter, Filters, Operator
from terrier.lake.networks.findings import (
    PRESENT,
    Evolution,
    findings_relation,
    proposals,
    tallies,
    write_findings,
)
from terrier.lake.rows import count, page
from terrier.lake.tiles.live import extent, query_tile

PARIS = (652_000.0, 6_862_000.0)
"""Lambert 93, in the middle of the town."""


def finding(code: str, ref: str, *, place: tuple[float, float] | None = PARIS, **more) -> Finding:
    where = {} if place is None else {"x": place[0], "y": place[1]}
    return Finding(code, (ref,), f"Conduite {ref} : ={ref}", **where, **more)


def written(folder: Path, name: str, findings: list[Finding], previous: Path | None = None) -> Path:
    out = folder / name
    towns = ["Ici"] * len(findings)
    write_findings(findings, towns, out, crs="EPSG:2154", previous=previous)
    return out


def test_findings_are_kept_gravest_first_and_compared_by_identity(tmp_path: Path) -> None:
    first = [
        finding("R36", "p/1"),
        finding("R08", "p/2"),
        finding("R19", "p/3", aspect="start_node"),
    ]
    before = written(tmp_path, "a.parquet", first)
    seen = findings_relation(before, "a")
    assert [row[1] for row in page(seen).rows] == ["R08", "R19", "R36"]
    assert {t.evolution for t in tallies(seen)} == {Evolution.STILL}, "nothing to compare with"
    change = (Change("p/3", "end_node", "N°4"),)
    then = [
        finding("R36", "p/1"),
        finding("R36", "p/9", place=None),
        finding("R19", "p/3", aspect="end_node", repair=change),
    ]
    after = findings_relation(written(tmp_path, "b.parquet", then, before), "b")
    assert {(t.code, t.evolution.name, t.count) for t in tallies(after)} == {
        ("R36", "STILL", 1),
        ("R36", "NEW", 1),
        ("R19", "NEW", 1),
        ("R19", "GONE", 1),
        ("R08", "GONE", 1),
    }
    assert count(after, PRESENT) == 3
    (proposed,) = proposals(after, range(1, 6))
    assert (proposed.code, proposed.changes) == ("R19", change)
    third = findings_relation(written(tmp_path, "c.parquet", [], after.path), "c")
    assert {(t.evolution.name, t.count) for t in tallies(third)} == {("GONE", 1), ("GONE", 2)}
    fourth = findings_relation(written(tmp_path, "d.parquet", [], third.path), "d")
    assert tallies(fourth) == [], "what had gone is not told again"
    assert extent(fourth) is None
    assert b"".join(stream(fourth, NO_FILTERS, StreamFormat.GEOJSON).chunks)


def test_a_file_of_findings_is_exported_drawn_and_filtered_like_rows(tmp_path: Path) -> None:
    relation = findings_relation(
        written(tmp_path, "a.parquet", [finding("R36", "p/1"), finding("R08", "p/2", place=None)]),
        "a",
    )
    window = extent(relation)
    assert window is not None
    assert (round(window.west, 2), round(window.south, 2)) == (2.35, 48.86)
    assert query_tile(relation, NO_FILTERS, 0, 0, 0, ["code"]).total == 1
    chosen = Filters((Filter("code", Operator.EQ, "R08"),))
    sheet = b"".join(stream(relation, chosen, StreamFormat.CSV_EXCEL).chunks).decode("utf-8-sig")
    assert "Longueur nulle" in sheet
    assert "Diamètre manquant" not in sheet
    made = write_file(
        relation, NO_FILTERS, FileFormat.GEOPACKAGE, tmp_path / "a.gpkg", progress=lambda *_: None
    )
    assert made.rows == 2
