"""Every real file goes through the whole door, or is refused in a sentence.

Each receipt adds up, no row is lost, and another reader finds the same values.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terrier.apps.catalog.store import store
from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.jobs.worker import drain
from terrier.domain.kernel.errors import TerrierError
from tests.conftest import SHARED
from tests.shared import independent

pytestmark = [pytest.mark.shared, pytest.mark.django_db]

SAMPLED = 40
PIECES = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".idx", ".dat"}
LEFT_OUT = re.compile(
    r"README\.md|schemas/.*|dcat-shacl/.*\.ttl"
    # One car park and one address file of each kind are enough: the others are alike.
    r"|stationnement/montpellier-2023/(?:parkings/(?!ANTI).*|(?!parkings).*)"
)
REFUSED = (
    (r"datex2/.*\.xml", "DATEX II"),
    (r"dcat/.*\.xml", "RDF"),
    (r"dtdict/.*\.xml", "déclaration de travaux"),
    (r"dtdict/.*\.xsd", "schéma XML"),
    (r"routes/.*\.xml", "métadonnées"),
    (r"urbanisme/.*\.xml", "métadonnées"),
    (r".*Thumbs\.db", "ancien document Office"),
    (r".*ce_fichier_nest_pas_prevu\.csv", "est vide"),
    (r".*\.png", "image"),
    (r"reseaux/gabarits/.*", "aucune ligne"),
    (r"bal/.*/without_row\.csv", "aucune ligne"),
)


def sources() -> list[tuple[str, list[Path]]]:
    """Give every file, the pieces of a shapefile together; lorawan by vendor and file name."""
    together: dict[str, list[Path]] = {}
    seen = set()
    for path in sorted(p for p in SHARED.rglob("*") if p.is_file() and p.suffix != ".gfs"):
        name = path.relative_to(SHARED).as_posix()
        if LEFT_OUT.fullmatch(name):
            continue
        if name.startswith("lorawan/"):
            kind = (name.split("/")[1], path.name)
            if kind in seen:
                continue
            seen.add(kind)
        piece = path.suffix.lower() in PIECES and not name.startswith("stationnement/")
        together.setdefault(name[: -len(path.suffix)] if piece else name, []).append(path)
    return sorted(together.items())


def expected_refusal(name: str) -> str | None:
    """Give the words that the refusal of a file must hold, None where it must be imported."""
    return next((said for pattern, said in REFUSED if re.fullmatch(pattern, name)), None)


SOURCES = sources()


@pytest.mark.parametrize(("name", "files"), SOURCES, ids=[name for name, _ in SOURCES])
def test_every_real_file(door, name, files):
    said = expected_refusal(name)
    if said:
        assert_is_a_sentence(refusal(door, files), said)
        return
    importing = begin(door, files)
    assert importing.state == Import.State.PROPOSED, importing.error
    deciding.launch(importing, door.reader, door.actor)
    drain()
    importing.refresh_from_db()
    assert importing.state == Import.State.DONE, importing.error
    assert importing.version.tables.exists()
    kept = {t["name"]: t for t in importing.plan["tables"] if t["keep"]}
    for told in importing.version.receipt["tables"]:
        assert_adds_up(told["equation"])
        stored = importing.version.tables.get(table__name=told["name"])
        assert stored.records == told["equation"]["records"] - told["equation"]["rejected"]
        assert_another_reader_agrees(files, kept[told["name"]], told, store().path(stored.path))


def begin(door, files):
    """Bring files in and let them be read."""
    importing = receiving.begin(
        door.actor,
        door.reader,
        owner=door.place.root,
        originals=[receiving.keep_local_file(f, door.actor) for f in files],
    )
    drain()
    importing.refresh_from_db()
    return importing


def refusal(door, files) -> str:
    """Give the sentence with which files are refused."""
    try:
        importing = begin(door, files)
    except TerrierError as refused:
        return refused.user_message
    assert importing.state == Import.State.FAILED
    return importing.error


def assert_is_a_sentence(sentence: str, said: str) -> None:
    assert said in sentence
    assert sentence[0].isupper() or sentence[0] == "«"
    assert sentence.rstrip().endswith(".")
    assert "imprévue" not in sentence
    assert "Error" not in sentence


def assert_adds_up(e: dict) -> None:
    assert e["lines"] == e["preamble"] + e["blank"] + e["total"] + e["records"]
    assert e["records"] == e["inserted"] + e["updated"] + e["unchanged"] + e["rejected"]


def assert_another_reader_agrees(files, plan, told, stored: Path) -> None:
    rows = other_rows(files, plan)
    if rows is None:
        return
    assert len(rows) == told["equation"]["records"]
    if told["equation"]["rejected"]:
        return
    typed = sorted(pq.read_table(stored).to_pylist(), key=lambda row: row["_row"])
    step = max(1, len(rows) // SAMPLED)
    for at in range(0, len(rows), step):
        for column in plan["columns"]:
            raw = independent.cell(rows[at], column["source"], column["label"])
            value = typed[at].get(column["name"])
            assert independent.agree(value, raw), (column["name"], at, value, raw)


def other_rows(files, plan):
    """Read one table with another reader; None where only its lines are counted twice."""
    main = next((f for f in files if f.suffix.lower() == ".shp"), files[0])
    reading, suffix = plan["reading"], main.suffix.lower()
    if "separator" in reading:
        return independent.delimited(
            main, reading["header_line"], reading["columns"], reading["header_rows"]
        )
    match suffix:
        case ".xlsx":
            return independent.workbook(main, plan["source"], reading["header_line"])
        case ".json" | ".jsonld":
            return independent.records(main, reading["path"])
        case ".parquet":
            return independent.parquet(main)
        case ".rda":
            return independent.workspace(main, plan["source"])
        case ".gml" if rows := independent.features(main, plan["source"]):
            return rows
        case ".shp" | ".gml" | ".gpkg" | ".geojson":
            return independent.layer(main, None if suffix == ".shp" else plan["source"] or None)
        case _:
            return None
