import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import openpyxl
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from terrier.demonstration import territory
from terrier.demonstration.generate import generate
from terrier.demonstration.manifest import BOARD_SLUG
from terrier.demonstration.names import FICTION

SCHEMAS = Path(__file__).parents[3] / "shared/data/schemas"


def _rows(dataset, index=0, *, encoding, separator=";"):
    text = dataset.files[index].path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def _digests(manifest):
    files = {f.path for d in manifest.datasets for f in d.files}
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_seed_gives_the_same_bytes(demonstration, tmp_path):
    territory.draw.cache_clear()
    assert _digests(generate(tmp_path)) == _digests(demonstration)


def test_other_seed_gives_another_territory(demonstration, tmp_path):
    other = generate(tmp_path, seed=9)
    assert other.communes[5].wkb != demonstration.communes[5].wkb
    assert _digests(other)["voirie.fgb"] != _digests(demonstration)["voirie.fgb"]


def test_at_least_sixteen_datasets_of_all_visibilities(demonstration):
    shown = [d for d in demonstration.datasets if not d.background]
    assert len(shown) >= 16
    assert {d.visibility for d in shown} == {"public", "internal", "restricted"}
    assert len({d.slug for d in demonstration.datasets}) == len(demonstration.datasets)
    assert len(demonstration.background) == 5


def test_every_dataset_says_that_it_is_fiction(demonstration):
    for dataset in demonstration.datasets:
        assert FICTION in dataset.description
        assert FICTION.lower() in dataset.keywords
        assert (dataset.licence == "etalab-2.0") == (dataset.visibility == "public")
        assert dataset.columns
        assert all(f.path.stat().st_size > 400 for f in dataset.files)


def test_organisations_named_exist(demonstration):
    slugs = {demonstration.epci.slug, BOARD_SLUG, *(c.slug for c in demonstration.communes)}
    for dataset in demonstration.datasets:
        assert dataset.organisation in slugs
        assert set(dataset.shared_with) <= slugs
        assert bool(dataset.shared_with) == (dataset.visibility == "restricted")


@pytest.mark.parametrize(
    ("slug", "encoding"),
    [
        ("points-d-apport-volontaire", "cp1252"), ("tonnages-de-dechets", "cp1252"),
        ("factures-d-energie", "cp850"), ("annuaire-des-associations", "mac-roman"),
    ],
)  # fmt: skip
def test_old_encodings_are_really_old(demonstration, slug, encoding):
    raw = demonstration.dataset(slug).files[0].path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "é" in raw.decode(encoding)


def test_described_headers_are_in_the_first_file(demonstration):
    text_files = {".csv": ("utf-8-sig", "cp1252", "mac-roman"), ".TXT": ("cp850",)}
    for dataset in demonstration.datasets:
        path = dataset.files[0].path
        if path.suffix not in text_files:
            continue
        named = [*(c.source for c in dataset.columns), *dataset.key, *dataset.masks]
        named += [o.column for o in dataset.files[0].overrides if o.column]
        heads = [_head(path, e) for e in text_files[path.suffix]]
        best = max(heads, key=lambda head: len(set(head) & set(named)))
        assert set(named) <= set(best), (dataset.slug, set(named) - set(best))


def _head(path, encoding):
    line = re.split(r"[\r\n]", path.read_bytes().decode(encoding, errors="replace"))[0]
    return re.split(r"[;,\t]", line)


def test_tonnages_end_with_a_total_that_is_right(demonstration):
    rows = _rows(demonstration.dataset("tonnages-de-dechets"), encoding="cp1252")
    *records, total = rows
    assert len(records) == 24 * 5 * 72
    known = [_number(r["Tonnage (t)"]) for r in records if r["Tonnage (t)"] != "NC"]
    assert 20 < len(records) - len(known) < 120
    assert total["Code INSEE"] == "TOTAL"
    assert _number(total["Tonnage (t)"]) == pytest.approx(sum(known), abs=0.01)


def test_tonnages_say_something(demonstration):
    rows = _rows(demonstration.dataset("tonnages-de-dechets"), encoding="cp1252")[:-1]

    def yearly(flow, year):
        kept = [r for r in rows if r["Flux"].startswith(flow) and r["Mois"].endswith(year)]
        return sum(_number(r["Tonnage (t)"]) for r in kept if r["Tonnage (t)"] != "NC")

    assert yearly("Ordures", "2025") < 0.82 * yearly("Ordures", "2020")
    assert 120 < yearly("Ordures", "2024") * 1000 / 16_034 < 180


def _number(text):
    return float(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))


def test_newer_tonnages_rename_a_column(demonstration):
    dataset = demonstration.dataset("tonnages-de-dechets")
    ((new, old),) = dataset.files[1].renamed.items()
    assert old in _head(dataset.files[0].path, "cp1252")
    assert old not in _head(dataset.files[1].path, "cp1252")
    assert new in _head(dataset.files[1].path, "cp1252")


def test_newer_road_works_add_change_and_remove(demonstration):
    dataset = demonstration.dataset("travaux-de-voirie")
    first, second = (_works(file.path) for file in dataset.files)
    both = first.keys() & second.keys()
    assert len(first.keys() - second.keys()) == 9
    assert len(second.keys() - first.keys()) == 12
    assert sum(first[k] != second[k] for k in both) == 7


def _works(path):
    features = json.loads(path.read_text("utf-8"))["features"]
    return {f["properties"]["id_chantier"]: f["properties"] for f in features}


def test_grants_are_mended_by_key(demonstration):
    dataset = demonstration.dataset("subventions")
    first, second = (
        {r["referenceDecision"]: r for r in _rows(dataset, i, encoding="utf-8")} for i in (0, 1)
    )
    both = first.keys() & second.keys()
    assert dataset.files[1].mode == "upsert"
    assert len(both) == 6
    assert all(first[k]["montant"] != second[k]["montant"] for k in both)
    assert any("\u00a0" in r["montant"] for r in first.values())


def test_two_lines_of_the_energy_bills_are_bad(demonstration):
    rows = _rows(demonstration.dataset("factures-d-energie"), encoding="cp850")
    bad = []
    for line, row in enumerate(rows, start=2):
        try:
            datetime.strptime(row["Date facture"], "%d/%m/%Y")  # noqa: DTZ007 a day
            _number(row["Montant HT (EUR)"])
        except ValueError:
            bad.append(line)
    assert bad == [120, 642]


def test_collection_points_have_one_stray_and_one_swapped(demonstration):
    rows = _rows(demonstration.dataset("points-d-apport-volontaire"), encoding="cp1252")
    points = [(_number(r["X_CC47"]), _number(r["Y_CC47"])) for r in rows]
    swapped = [i for i, (x, y) in enumerate(points) if x > y]
    stray = [i for i, (x, _) in enumerate(points) if 1_120_000 < x < 2_000_000]
    assert (swapped, stray) == ([203], [57])


def test_equipment_workbook_has_titles_merged_cells_and_a_duplicate_key(demonstration):
    path = demonstration.dataset("equipements").files[0].path
    book = openpyxl.load_workbook(path)
    sheet = book["Équipements"]
    assert book.sheetnames == ["Équipements", "Codes des types"]
    assert sheet["A3"].value == "N° équipement"
    assert len(sheet.merged_cells.ranges) > 20
    keys = [sheet.cell(r, 1).value for r in range(4, sheet.max_row + 1)]
    assert len(keys) - len(set(keys)) == 1


def test_menus_open_as_a_spreadsheet(demonstration):
    path = demonstration.dataset("menus-des-cantines").files[0].path
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Date"
    assert len(rows) > 100
    assert {len(r) for r in rows} == {11}
    assert sum(r[7] == "x" for r in rows) > 20


def test_green_areas_are_a_shapefile_that_does_not_say_its_encoding(demonstration):
    path = demonstration.dataset("espaces-verts").files[0].path
    with zipfile.ZipFile(path) as zipped:
        endings = sorted(Path(n).suffix for n in zipped.namelist())
        assert "é".encode("cp1252") in zipped.read("espaces_verts.dbf")
    assert endings == [".dbf", ".prj", ".shp", ".shx"]
    assert pyogrio.read_info(f"/vsizip/{path}")["crs"] == "EPSG:2154"


def test_hydrants_have_three_layers(demonstration):
    path = demonstration.dataset("points-d-eau-incendie").files[0].path
    layers = {name: pyogrio.read_info(path, layer=name)["features"]
              for name, _ in pyogrio.list_layers(path)}  # fmt: skip
    assert layers.keys() == {"poteaux_bouches", "reserves", "points_aspiration"}
    assert layers["poteaux_bouches"] == 410


def test_river_levels_live_through_the_clock_change(demonstration):
    rows = _rows(demonstration.dataset("hauteurs-de-la-riviere"), encoding="utf-8", separator=",")
    first = [
        datetime.fromisoformat(r["date_heure"])
        for r in rows
        if r["code_station"] == rows[0]["code_station"]
    ]
    assert {t.utcoffset() for t in first} == {timedelta(hours=1), timedelta(hours=2)}
    steps = {(b - a) for a, b in pairwise(first)}
    assert steps == {timedelta(hours=1)}
    twice = [t for t in first if t.strftime("%d/%m %H") == "26/10 02"]
    assert len(twice) == 2


def test_water_readings_have_qualifiers(demonstration):
    rows = _rows(demonstration.dataset("qualite-de-l-eau-potable"), encoding="cp1252")
    below = [r for r in rows if r["Résultat"].startswith("<")]
    assert "<0,05" in {r["Résultat"] for r in below}
    assert 0.1 < len(below) / len(rows) < 0.6
    assert all(r["Zone de distribution"].endswith(" ") for r in rows)


def test_reports_name_communes_of_the_territory(demonstration):
    dataset = demonstration.dataset("signalements")
    lines = dataset.files[0].path.read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    codes = {c.code for c in demonstration.communes}
    assert {r[dataset.territory_column] for r in records} <= codes
    assert set(dataset.masks) <= records[0].keys()
    assert all(r["telephone"].startswith("06 39 98") for r in records)


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="les schémas de ../shared/data sont absents")
@pytest.mark.parametrize(
    ("slug", "schema", "encoding", "separator"),
    [
        ("deliberations", "scdl/deliberations/latest/schema.json", "utf-8-sig", ","),
        ("subventions", "scdl/subventions/latest/schema.json", "utf-8", ";"),
        ("parkings", "etalab/schema-stationnement/latest/schema.json", "utf-8", ","),
        ("bornes-de-recharge", "etalab/schema-irve-statique/latest/schema-statique.json",
         "utf-8", ","),
        ("budgets", "scdl/budget/latest/schema.json", "utf-8", ","),
        ("compteurs-de-mobilite", "etalab/schema-comptage-mobilites-site/latest/schema.json",
         "utf-8", ","),
        ("comptages-de-mobilite", "etalab/schema-comptage-mobilites-measure/latest/schema.json",
         "utf-8", ","),
    ],
)  # fmt: skip
def test_files_follow_the_national_schemas(demonstration, slug, schema, encoding, separator):
    fields = json.loads((SCHEMAS / schema).read_text("utf-8"))["fields"]
    rows = _rows(demonstration.dataset(slug), encoding=encoding, separator=separator)
    for field in fields:
        limits = field.get("constraints", {})
        values = {r[field["name"]] for r in rows if r.get(field["name"])}
        if limits.get("required"):
            assert all(r[field["name"]] for r in rows), field["name"]
        if "enum" in limits:
            assert values <= set(map(str, limits["enum"])), field["name"]
        if "pattern" in limits:
            assert all(re.match(limits["pattern"], v) for v in values), field["name"]


@pytest.mark.parametrize(
    ("slug", "encoding", "separator"),
    [
        ("adresses", "utf-8", ";"),
        ("points-d-apport-volontaire", "cp1252", ";"),
        ("subventions", "utf-8", ";"),
        ("factures-d-energie", "cp850", ";"),
        ("parkings", "utf-8", ","),
        ("bornes-de-recharge", "utf-8", ","),
        ("eclairage-public", "cp1252", ";"),
        ("qualite-de-l-eau-potable", "cp1252", ";"),
        ("hauteurs-de-la-riviere", "utf-8", ","),
        ("patrimoine-bati", "utf-8-sig", "\t"),
        ("annuaire-des-associations", "mac-roman", ";"),
        ("effectifs-scolaires", "utf-16", "\t"),
        ("frequentation-de-la-piscine", "cp1252", ";"),
        ("population", "utf-8-sig", ";"),
        ("meteo-quotidienne", "utf-8", ";"),
        ("indices-qualite-de-l-air", "utf-8", ","),
        ("mesures-qualite-de-l-air", "cp1252", ";"),
        ("consommation-d-energie-par-commune", "utf-8-sig", ";"),
        ("budgets", "utf-8", ","),
        ("ecoles", "utf-8", ";"),
        ("arrets-de-bus", "utf-8", ","),
        ("comptages-de-mobilite", "utf-8", ","),
        ("occupation-des-parkings", "utf-8", ";"),
        ("sondages", "cp1252", ";"),
    ],
)
def test_declared_keys_are_unique(demonstration, slug, encoding, separator):
    dataset = demonstration.dataset(slug)
    rows = _rows(dataset, encoding=encoding, separator=separator)
    keys = [tuple(r[c] for c in dataset.key) for r in rows]
    assert all(dataset.key)
    assert len(set(keys)) == len(keys)
