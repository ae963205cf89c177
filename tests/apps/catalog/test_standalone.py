import csv
import json
import zipfile

import pyogrio
import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.standalone import FORMATS, export_to_file
from terrier.cli import export_verb
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound, Refused


def test_the_command_line_offers_what_can_be_written():
    assert tuple(FORMATS) == export_verb.FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written(bins, tmp_path, format):
    bins()
    output = tmp_path / ("points.zip" if format == "shp" else f"points.{format}")
    notes = export_to_file("points-de-collecte", output, format=format)
    assert output.stat().st_size > 500
    assert [p.name for p in tmp_path.iterdir() if "partial" in p.name] == []
    assert notes == []


def test_the_ending_gives_the_format(bins, tmp_path):
    bins()
    export_to_file("points-de-collecte", tmp_path / "a.CSV")
    with (tmp_path / "a.CSV").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 60
    export_to_file("points-de-collecte", tmp_path / "a.geojson")
    collection = json.loads((tmp_path / "a.geojson").read_text())
    assert "fictif" in collection["about"]["Avertissement"]
    export_to_file("points-de-collecte", tmp_path / "a.zip", crs="EPSG:2154")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {"a.shp", "a.dbf", "LISEZMOI.txt"} <= set(archive.namelist())
    assert pyogrio.read_info(f"/vsizip/{tmp_path / 'a.zip'}/a.shp")["crs"] == "EPSG:2154"


@pytest.mark.parametrize(
    ("output", "options", "sentence"),
    [
        ("a.doc", {}, r"ne dit pas le format : finissez par \.csv"),
        ("a.csv", {"format": "doc"}, "« doc » n’est pas un format connu : csv"),
        ("a.shp", {"format": "shp"}, r"dans un zip : a\.zip"),
        ("a.geojson", {"crs": "EPSG:2154"}, "prenez : gpkg"),
        ("nulle-part/a.csv", {}, "Le dossier .* n’existe pas"),
        ("a.gpkg", {"crs": "EPSG:1"}, "« EPSG:1 » n’est pas connu"),
    ],
)
def test_what_does_not_suit_is_refused_in_words(bins, tmp_path, output, options, sentence):
    bins()
    with pytest.raises(Invalid, match=sentence):
        export_to_file("points-de-collecte", tmp_path / output, **options)
    assert list(tmp_path.glob("a.*")) == []


def test_unknown_names_are_refused_in_words(bins, tmp_path):
    dataset = bins()
    with pytest.raises(NotFound, match="n’existe pas"):
        export_to_file("rien", tmp_path / "a.csv")
    with pytest.raises(NotFound, match="table de ce nom"):
        export_to_file(dataset.slug, tmp_path / "a.csv", table="rien")
    with pytest.raises(NotFound, match="version n’existe pas"):
        export_to_file(dataset.slug, tmp_path / "a.csv", version=9)
    with pytest.raises(Refused, match=r"nul@val\.example"):
        export_to_file(dataset.slug, tmp_path / "a.csv", email="nul@val.example")


def test_a_table_is_named_where_there_are_several(bins, tmp_path):
    dataset = bins()
    bins.add_version(dataset, tables=("points", "bennes"), rows=5)
    with pytest.raises(Invalid, match="plusieurs tables ; dites laquelle : points, bennes"):
        export_to_file(dataset.slug, tmp_path / "a.csv")
    export_to_file(dataset.slug, tmp_path / "a.csv", table="bennes")
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 6
    export_to_file(dataset.slug, tmp_path / "b.csv", version=1)
    assert len((tmp_path / "b.csv").read_text().splitlines()) == 61


def test_what_is_written_is_what_the_person_may_see(bins, place, tmp_path):
    dataset = bins(visibility="internal")
    bins.mask(dataset)
    bins.limit(dataset)
    with pytest.raises(NotFound):
        export_to_file(dataset.slug, tmp_path / "a.csv")
    person = place.member("Luc", Role.READER, place.first)
    export_to_file(dataset.slug, tmp_path / "a.csv", email=person.email)
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["commune"] for row in rows} == {"96001"}
    assert "telephone" not in rows[0]
    assert AuditEntry.objects.get(action="download.table").actor == person
