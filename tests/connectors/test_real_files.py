"""Every real file in a listed format is staged and counted alike, or refused with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from terrier.connectors import runner, sources
from terrier.domain.kernel.errors import Unreadable

SHARED = Path(__file__).parents[3] / "shared" / "data"
SUFFIXES = {
    ".csv", ".tsv", ".dat", ".xlsx", ".ods", ".json", ".jsonld", ".geojson", ".gml", ".gpkg",
    ".parquet", ".shp", ".dbf", ".zip", ".xml", ".rda", ".png", ".db", ".xsd", ".ttl",
}  # fmt: skip
REFUSED = {".xml", ".png", ".db", ".xsd", ".ttl"}
MOST_PARTS = 6
"""Layers looked at in a file of many empty ones."""


def real_files() -> list[Path]:
    """One file of each folder and kind among the hundreds of small sensor payloads; all others."""
    if not SHARED.is_dir():
        return []
    files = sorted(p for p in SHARED.rglob("*") if p.suffix.lower() in SUFFIXES)
    payloads = [p for p in files if "lorawan" in p.parts]
    some = {p.parts[-4:-3] + p.parts[-1:]: p for p in payloads}
    # A table beside its shapes is read with them.
    beside = {p.with_suffix("") for p in files if p.suffix.lower() == ".shp"}
    kept = [p for p in files if p.suffix.lower() != ".dbf" or p.with_suffix("") not in beside]
    return [p for p in kept if "lorawan" not in p.parts] + list(some.values())


def named(path: Path) -> str:
    return str(path.relative_to(SHARED))


def first_of_each_kind() -> list[Path]:
    return list({p.suffix.lower(): p for p in reversed(real_files())}.values())


def staged_as_counted(path: Path, out: Path) -> None:
    probe = sources.probe(path)
    assert probe.parts
    for part in probe.parts[:MOST_PARTS]:
        staged = sources.stage(path, probe.format, part.source, part.reading, out)
        count = sources.count(path, probe.format, part.source, part.reading)
        assert staged.records + len(staged.rejects) == count.records
        assert count.lines == count.preamble + count.blank + count.total + count.records
        names = pq.read_schema(out).names
        assert names == ["_line", *part.columns, *(["geom"] if part.geometry_type else [])]
        assert pq.read_metadata(out).num_rows == staged.records


def refused_with_a_sentence(path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        sources.probe(path)
    assert len(refusal.value.user_message) > 40
    assert refusal.value.user_message.endswith(".")


@pytest.fixture
def same_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the verbs here: a child for each of a thousand small parts would take minutes."""

    def call(target: str, arguments: dict[str, Any], **_: object) -> Any:
        verb = getattr(runner, target.partition(":")[2])
        return verb(**arguments, progress=lambda step, share: None)

    monkeypatch.setattr(sources, "call", call)


def check(path: Path, out: Path) -> None:
    if path.suffix.lower() in REFUSED or path.stat().st_size == 0:
        refused_with_a_sentence(path)
    else:
        staged_as_counted(path, out)


@pytest.mark.shared
@pytest.mark.usefixtures("same_process")
@pytest.mark.parametrize("path", real_files(), ids=named)
def test_real_file_adds_up_or_is_refused(path: Path, tmp_path: Path) -> None:
    check(path, tmp_path / "out.parquet")


@pytest.mark.shared
@pytest.mark.parametrize("path", first_of_each_kind(), ids=named)
def test_one_real_file_of_each_kind_in_child_processes(path: Path, tmp_path: Path) -> None:
    check(path, tmp_path / "out.parquet")


@pytest.mark.shared
def test_pieces_of_a_shapefile_sent_together(tmp_path: Path) -> None:
    for piece in (SHARED / "reseaux").glob("raepa_ouv_test.*"):
        (tmp_path / piece.name).write_bytes(piece.read_bytes())
    probe = sources.probe(tmp_path)
    assert [p.source for p in probe.parts] == ["raepa_ouv_test.shp::raepa_ouv_test"]
    part = probe.parts[0]
    count = sources.count(tmp_path, probe.format, part.source, part.reading)
    assert (probe.format, part.crs, count.records) == ("folder", "EPSG:2154", 56)
