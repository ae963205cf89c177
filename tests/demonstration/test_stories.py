"""The files agree with one another: what a crossing will find is told by the files alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio.raw
import pyproj
import pytest
import shapely

PAGE = Path(__file__).parents[2] / "docs/architecture/demonstration.md"


@pytest.fixture(scope="module")
def rows(demonstration):
    """Read the records of a dataset's first file, as any reader of CSV has them."""

    def read(slug, encoding="utf-8", separator=";"):
        text = demonstration.dataset(slug).files[0].path.read_bytes().decode(encoding)
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))

    return read


@pytest.fixture(scope="module")
def shapes(demonstration):
    """Read the shapes and the columns of a vector file."""

    def read(slug):
        meta, _fids, wkb, values = pyogrio.raw.read(demonstration.dataset(slug).files[0].path)
        names = [str(name) for name in meta["fields"]]
        return shapely.from_wkb(wkb), dict(zip(names, values, strict=True))

    return read


@pytest.fixture(scope="module")
def weather(rows):
    days = defaultdict(dict)
    for row in rows("meteo-quotidienne"):
        when = datetime.strptime(row["AAAAMMJJ"], "%Y%m%d").date()  # noqa: DTZ007 a day
        days[row["NOM_USUEL"]][when] = row
    return days


def number(text):
    return float(text.replace(" ", "").replace("\u202f", "").replace(",", "."))


def alike(siret):
    return siret.replace(" ", "").zfill(14)


def test_weather_has_seasons_waves_and_the_rain_of_the_flood(weather):
    bourg, plateau, forest = weather.values()
    for row in bourg.values():
        cold = 18 - (float(row["TN"]) + float(row["TX"])) / 2
        assert float(row["DJU_18"]) == pytest.approx(max(cold, 0), abs=0.006)
        assert float(row["TN"]) <= float(row["TM"]) <= float(row["TX"])
        assert float(row["RR"]) >= 0
    means = {m: np.mean([float(r["TM"]) for d, r in bourg.items() if d.month == m]) for m in (1, 7)}
    assert means[1] < 6 < 17 < means[7] < 23
    assert max(float(r["TX"]) for d, r in bourg.items() if (d.year, d.month) == (2022, 7)) > 33
    assert min(float(r["TN"]) for r in bourg.values()) < -5
    before = sum(float(bourg[date(2025, 10, d)]["RR"]) for d in range(23, 27))
    assert before > 60
    assert float(bourg[date(2025, 10, 23)]["RR"]) == max(float(r["RR"]) for r in bourg.values())
    both = [(float(bourg[d]["TM"]), float(r["TM"])) for d, r in plateau.items()]
    assert 1 < np.mean([low - high for low, high in both]) < 2.5
    assert sum(r["TN"] == "" for r in forest.values()) == 9


def test_the_index_is_the_worst_of_its_parts_and_smoke_stays_in_the_valley(rows, weather):
    found = rows("indices-qualite-de-l-air", separator=",")
    parts = [name for name in found[0] if name.startswith("code_") and name[5:] not in
             ("zone", "qual")]  # fmt: skip
    bad, ozone = Counter(), {}
    for row in found:
        assert int(row["code_qual"]) == max(int(row[p]) for p in parts)
        assert (row["lib_qual"] == "Indisponible") == (row["code_qual"] == "0")
        bad[row["lib_zone"]] += int(row["code_qual"]) >= 3
        if row["code_zone"] == "96001" and row["code_qual"] != "0":
            ozone[date.fromisoformat(row["date_ech"])] = int(row["code_o3"])
    assert sum(r["code_qual"] == "0" for r in found) == 3 * 24
    (worst, most), (_, next_) = bad.most_common(2)
    assert worst == "Clairoise-en-Val"
    assert most > 1.8 * next_
    bourg = weather["MARSOULLES-BOURG"]
    hot = [o for d, o in ozone.items() if float(bourg[d]["TX"]) > 30]
    mild = [o for d, o in ozone.items() if float(bourg[d]["TX"]) < 12]
    assert np.mean(hot) > np.mean(mild) + 1
    measured = rows("mesures-qualite-de-l-air", "cp1252")
    assert {r["Validité"] for r in measured if not r["Valeur"]} == {"N"}
    no2 = defaultdict(list)
    for row in measured:
        if row["Polluant"] == "NO2" and row["Valeur"]:
            no2[row["Type d'influence"]].append(number(row["Valeur"]))
    assert np.mean(no2["Trafic"]) > np.mean(no2["Urbaine de fond"]) > np.mean(no2["Rurale de fond"])


def test_bills_find_their_building_once_written_alike(rows):
    bills = rows("factures-d-energie", "cp850")
    buildings = {r["SIRET établissement"] for r in rows("patrimoine-bati", "utf-8-sig", "\t")}
    assert len(buildings) == 79
    assert any(s.startswith("0") for s in buildings)
    keyed = [r["SIRET du site"] for r in bills]
    assert any(" " in s for s in keyed)
    assert any(len(s) < 14 for s in keyed)
    assert sum(s in buildings for s in keyed) / len(bills) < 0.65
    assert sum(alike(s) in buildings for s in keyed) / len(bills) == pytest.approx(0.92, abs=0.005)
    lost = {r["Bâtiment"]: alike(r["SIRET du site"]) for r in bills
            if alike(r["SIRET du site"]) not in buildings}  # fmt: skip
    lights = {name for name in lost if name.startswith("Éclairage public")}
    assert len(lights) == 7
    mistyped = [lost[name] for name in lost.keys() - lights]
    assert len(mistyped) == 2
    for siret in mistyped:
        swaps = {siret[:n] + siret[n + 1] + siret[n] + siret[n + 2 :] for n in range(13)}
        assert swaps & buildings


def test_gas_follows_the_cold_and_a_rebuilt_school_uses_half(rows, weather):
    cold = Counter()
    for when, row in weather["MARSOULLES-BOURG"].items():
        cold[f"{when:%m/%Y}"] += float(row["DJU_18"])
    gas, velmoret = Counter(), Counter()
    for row in rows("factures-d-energie", "cp850"):
        if row["Énergie"] == "Gaz":
            gas[row["Mois"]] += number(row["Consommation (kWh)"])
        if row["Bâtiment"] == "École de Velmoret":
            velmoret[row["Mois"][-4:]] += number(row["Consommation (kWh)"])
    assert len(gas) == 48
    assert np.corrcoef([gas[m] for m in gas], [cold[m] for m in gas])[0, 1] > 0.98
    assert velmoret["2025"] < 0.6 * velmoret["2024"]
    works = [
        float(r["BGT_MTREAL"]) for r in rows("budgets", separator=",")
        if (r["BGT_NOM"], r["BGT_NATURE"], r["BGT_ANNEE"]) == ("Velmoret", "23", "2024")
    ]  # fmt: skip
    assert sum(works) > 500_000


def test_energy_of_communes_keeps_former_codes_and_secrets(rows, demonstration):
    found = rows("consommation-d-energie-par-commune", "utf-8-sig")
    merged = next(c for c in demonstration.communes if c.former_codes)
    assert merged.former_codes == ("96025", "96026")
    for row in found:
        assert row["Code commune"] not in (
            (merged.code,) if row["Année"] < "2019" else merged.former_codes
        )
        assert (row["Consommation (MWh)"] == "s") == (int(row["Nombre de points"]) < 11)
    assert 0.1 < sum(r["Consommation (MWh)"] == "s" for r in found) / len(found) < 0.35
    industry = Counter()
    for row in found:
        if row["Secteur"] == "Industrie" and row["Année"] == "2024":
            industry[row["Nom commune"]] += number(row["Consommation (MWh)"].replace("s", "0"))
    assert industry.most_common(1)[0][0] == "Corvaudon"


def test_ages_add_up_to_the_population(rows, demonstration):
    path = demonstration.dataset("population-par-age").files[0].path
    sheet = openpyxl.load_workbook(path)["COM"]
    *_, header = sheet.iter_rows(min_row=1, max_row=4, values_only=True)
    assert header[:2] == ("Année", "Code commune")
    total, old = Counter(), Counter()
    for year, code, _name, band, people in sheet.iter_rows(min_row=5, values_only=True):
        total[str(year), code] += people
        old[year] += people if band == "75 ans et plus" else 0
    told = {(r["Année"], r["Code commune"]): int(number(r["Population"]))
            for r in rows("population", "utf-8-sig")}  # fmt: skip
    assert dict(total) == told
    assert all(a < b for a, b in pairwise(old[y] for y in range(2014, 2026)))


def test_quarters_have_one_overlap_and_one_hole(shapes):
    quarters, told = shapes("quartiers-statistiques")
    communes, known = shapes("limites-des-communes")
    assert all(q.is_valid and q.geom_type == "Polygon" for q in quarters)
    tree = shapely.STRtree(quarters)
    pairs = [(a, b) for a, b in tree.query(quarters, "intersects").T if a < b]
    areas = [shapely.intersection(quarters[a], quarters[b]).area for a, b in pairs]
    assert [a for a in areas if a > 10] == [pytest.approx(27_200, rel=0.05)]
    assert sum(len(q.interiors) for q in quarters) == 1
    land = shapely.union_all(communes)
    assert land.difference(shapely.union_all(quarters)).area == pytest.approx(60_000, rel=0.1)
    people = Counter()
    for code, count in zip(told["insee_com"], told["population"], strict=True):
        people[code] += int(count)
    for code, count in zip(known["insee"], known["population"], strict=True):
        assert abs(people[code] - int(count)) <= 3
    assert len(set(told["code_iris"])) == 28


def test_squares_are_those_of_the_european_grid(shapes):
    squares, told = shapes("carreaux-200-m")
    to_grid = pyproj.Transformer.from_crs("EPSG:2154", "EPSG:3035", always_xy=True).transform
    for square, name in list(zip(squares, told["idcar_200m"], strict=True))[::25]:
        ring = np.column_stack(to_grid(*shapely.get_coordinates(square).T))
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        assert name == f"CRS3035RES200mN{south:.0f}E{west:.0f}"
        assert (east - west, north - south) == (pytest.approx(200, abs=0.1),) * 2
    assert sum(told["ind"]) == pytest.approx(16_034, abs=20)
    assert len(set(told["idcar_200m"])) == len(squares)


def test_most_schools_have_a_bus_within_300_m(rows, demonstration):
    schools, stops = rows("ecoles"), rows("arrets-de-bus", separator=",")
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3947", always_xy=True).transform
    halts = [to_metres(float(s["stop_lon"]), float(s["stop_lat"])) for s in stops]
    far = set()
    for school in schools:
        at = to_metres(float(school["longitude"]), float(school["latitude"]))
        if min(np.hypot(*np.subtract(at, halt)) for halt in halts) > 300:
            far.add(school["libelle_commune"])
    assert "Corvaudon" in far
    assert len(far) <= 3
    served = {s["code_insee"] for s in stops}
    assert {c.code for c in demonstration.communes} - served == {"96006", "96011", "96023"}
    pupils = {r["UAI"] for r in rows("effectifs-scolaires", "utf-16", "\t")}
    assert pupils <= {s["identifiant_uai"] for s in schools}


def test_people_move_as_people_do(rows):
    channels = {r["channel_id"] for r in rows("compteurs-de-mobilite", separator=",")}
    passed = defaultdict(Counter)
    for row in rows("comptages-de-mobilite", separator=","):
        when = datetime.fromisoformat(row["start_datetime"])
        passed[row["channel_id"]][when.weekday()] += int(row["count"] or 0)
    assert passed.keys() == channels
    assert passed["C01-BIKE"][6] > 1.5 * passed["C01-BIKE"][1]
    assert passed["C04-CAR"][6] < 0.8 * passed["C04-CAR"][1]
    parks = {r["id"]: int(r["nb_places"]) for r in rows("parkings", separator=",")}
    free = defaultdict(list)
    for row in rows("occupation-des-parkings"):
        assert int(row["places_totales"]) == parks[row["id_parking"]]
        when = datetime.fromisoformat(row["date_heure"])
        if row["places_libres"] and when.hour == 10:
            share = int(row["places_libres"]) / parks[row["id_parking"]]
            free[row["nom"], when.weekday()].append(share)
    assert np.mean(free["Parking de la Halle", 5]) < 0.1 < 0.3 < np.mean(
        free["Parking de la Halle", 1]
    )  # fmt: skip


def test_budgets_balance_roughly_and_name_known_bodies(rows, demonstration):
    lines = rows("budgets", separator=",")
    sirets = {r["SIRET propriétaire"] for r in rows("patrimoine-bati", "utf-8-sig", "\t")}
    assert {r["BGT_SIRET"] for r in lines if r["COM_INSEE"]} == sirets
    assert {r["COM_INSEE"] for r in lines} == {"", *(c.code for c in demonstration.communes)}
    sides, interest = Counter(), Counter()
    for row in lines:
        if row["BGT_SECTION"] == "fonctionnement":
            sides[row["BGT_CODRD"]] += float(row["BGT_MTREAL"])
        if row["BGT_NATURE"] == "66" and row["COM_INSEE"]:
            interest[row["BGT_NOM"]] += float(row["BGT_MTREAL"])
    assert 1 < sides["recette"] / sides["dépense"] < 1.3
    people = {c.name: c.population for c in demonstration.communes}
    assert max(interest, key=lambda name: interest[name] / people[name]) == "Lancheraine"


def test_the_page_of_the_files_names_them_all(demonstration):
    page = PAGE.read_text("utf-8")
    listed = set(re.findall(r"^\| `([a-z0-9-]+)`", page, re.MULTILINE))
    named = listed | set(re.findall(r"`([a-z0-9-]+)`", page[page.index("Others:") :]))
    slugs = {d.slug for d in demonstration.datasets}
    assert listed <= slugs
    assert {s for s in slugs if not s.startswith("reseau-")} <= named
