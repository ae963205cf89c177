"""Real files from the door to a figure, each number worked out a second time in plain Python.

Nothing of what is checked here comes from Terrier: files are read by the standard library or the
package rdata, places are met by shapely, sums are made with fractions.
"""

from __future__ import annotations

import csv
import json
import random
import warnings
from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction

import pytest
import rdata
import shapely
from pyproj import Transformer

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.crossing.queries.proposals import proposed
from terrier.apps.figures.figure import FigureAddress, figure
from terrier.apps.imports import standalone
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
)
from tests.apps.crossing.conftest import cross
from tests.apps.imports.conftest import rows

__all__ = ["cross", "rows"]
pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True)]

DEPARTMENTS = ("21-cote-d-or", "58-nievre", "71-saone-et-loire")
LAMBERT_93 = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
GRID = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)


def brought_in(door, path):
    """Bring a real file through the door; give its dataset."""
    importing = door.bring(path.read_bytes(), path.name)
    for told in importing.version.receipt["tables"]:
        assert told["equation"]["rejected"] == 0
    return importing.version.dataset


def stored(dataset):
    """Give the only table of a dataset, as it stands."""
    return dataset.current.tables.select_related("table", "version").get()


def side(dataset):
    """Give the only table of a dataset as a side of a crossing."""
    return Side(dataset.pk, stored(dataset).table.name)


def column(dataset, name):
    """Give the stable id of a column."""
    return columns(dataset).get(name=name).stable_id


def columns(dataset):
    """Give the columns of a dataset."""
    return Column.objects.filter(table__dataset=dataset)


def made(crossing):
    """Give the dataset of a crossing and its report; it must have been computed."""
    assert crossing.problem == ""
    dataset = Dataset.objects.get(pk=crossing.dataset_id)
    return dataset, dataset.current.receipt["crossing"]["report"]


def as_asked(door, dataset, query):
    """Put a question to a dataset; give {keys: value} and the figure."""
    found = figure(door.reader, FigureAddress(dataset.slug, "", query))
    return {group.keys: group.value for group in found.answer.groups}, found


def mean(values):
    return float(Fraction(sum(map(Fraction, values)), len(values)))


# Lyon: air and noise of its IRIS


def lyon(path):
    """Read the IRIS with the package rdata: their values, and their outlines in degrees."""
    with warnings.catch_warnings():
        # It says that it knows no class « sf ».
        warnings.simplefilter("ignore")
        table = rdata.read_rda(path)["LyonIris"]
    # Lambert CC46, as the file's own PROJ string says it.
    degrees = Transformer.from_crs("EPSG:3946", "EPSG:4326", always_xy=True)
    outlines = [
        shapely.transform(
            shapely.MultiPolygon([(part[0], part[1:]) for part in parts]),
            lambda xy: shapely.get_coordinates(shapely.points(*degrees.transform(*xy.T))),
        )
        for parts in table["geometry"]
    ]
    values = table.drop(columns="geometry").astype({"CODE_IRIS": str, "INSEE_COM": str})
    return values.to_dict("records"), outlines


def points_about(outlines, many):
    """Scatter points over Lyon and around, each with something measured."""
    chance = random.Random(11)
    west, south, east, north = shapely.MultiPolygon(
        [part for outline in outlines for part in outline.geoms]
    ).bounds
    return [
        (
            round(chance.uniform(west, east), 6),
            round(chance.uniform(south, north), 6),
            chance.randint(1, 500),
        )
        for _ in range(many)
    ]


def test_air_and_noise_of_lyon(door, cross, rows, shared_data):
    path = shared_data / "lyon-iris/geocmeans_LyonIris.rda"
    theirs, outlines = lyon(path)
    iris = brought_in(door, path)
    told = {c.name: c.concept for c in columns(iris)}
    assert (told["code_iris"], told["insee_com"]) == ("iris", "commune_code")
    assert iris.current.plan["tables"][0]["key"] == ["code_iris"]
    ours = rows(iris.current)
    assert [row["code_iris"] for row in ours] == [row["CODE_IRIS"] for row in theirs]
    for name, theirs_name in (("no2", "NO2"), ("pm25", "PM25"), ("lden", "Lden")):
        assert [row[name] for row in ours] == [row[theirs_name] for row in theirs]
    drawn = shapely.from_wkb([row["geom"] for row in ours])
    assert shapely.hausdorff_distance(drawn, outlines).max() < 1e-7
    check_the_figures(door, iris, theirs)
    check_points_by_iris_and_square(door, cross, rows, theirs, outlines)


def check_the_figures(door, iris, theirs):
    """The air on a map by IRIS and by commune, the noise in classes."""
    by_iris, found = as_asked(door, iris, "mesure=mean:no2&par=code_iris")
    assert by_iris == {(row["CODE_IRIS"],): row["NO2"] for row in theirs}
    assert found.answer.all_groups == 506
    mapped = figure(
        door.reader,
        FigureAddress(iris.slug, "", "mesure=mean:no2&par=code_iris&forme=choropleth"),
    )
    assert mapped.form == "choropleth"
    assert mapped.shapes is not None
    by_commune = defaultdict(list)
    for row in theirs:
        by_commune[row["INSEE_COM"]].append(row["PM25"])
    told, _ = as_asked(door, iris, "mesure=mean:pm25&par=insee_com&premiers=100")
    assert told == {
        (code,): pytest.approx(mean(values), rel=1e-12) for code, values in by_commune.items()
    }
    limits = (50, 55, 60, 65, 70)
    noise = Counter(sum(row["Lden"] >= limit for limit in limits) for row in theirs)
    asked = f"mesure=count&par=lden:bands:{','.join(map(str, limits))}"
    told, found = as_asked(door, iris, asked)
    assert list(told.values()) == [noise[band] for band in sorted(noise)]
    assert found.answer.total == 506


def check_points_by_iris_and_square(door, cross, rows, theirs, outlines):
    """What a table of points is offered: par IRIS, par carreau de 200 m."""
    points = points_about(outlines, 400)
    text = "longitude;latitude;vehicules\n" + "\n".join(";".join(map(str, p)) for p in points)
    counts = door.bring(text, "comptages.csv").version.dataset
    offers = {offer.words: offer for offer in proposed(door.reader, stored(counts)).at_hand}
    assert {"par IRIS", "par carreau de 200 m"} <= set(offers)

    dots = shapely.points([p[:2] for p in points])
    inside = defaultdict(list)
    for dot, outline in shapely.STRtree(outlines).query(dots, predicate="within").T:
        inside[int(outline)].append(int(dot))
    asked = offers["par IRIS"].proposal.definition
    (many,) = (b.name for b in asked.brought if b.summary == Summary.COUNT)
    by_iris, report = made(cross(asked, "Comptages par IRIS"))
    held = rows(by_iris.current)
    assert [row["code_iris"] for row in held] == [row["CODE_IRIS"] for row in theirs]
    assert [row[many] for row in held] == [len(inside[n]) for n in range(len(outlines))]
    assert report["left"]["matched"] == sum(map(bool, inside.values()))
    assert report["right"]["matched"] == sum(map(len, inside.values()))

    corners = Counter()
    for x, y in zip(*GRID.transform(*zip(*(p[:2] for p in points), strict=True)), strict=True):
        corners[f"CRS3035RES200mN{int(y // 200) * 200}E{int(x // 200) * 200}"] += 1
    asked = offers["par carreau de 200 m"].proposal.definition
    (many,) = (b.name for b in asked.brought if b.summary == Summary.COUNT)
    squares, _ = made(cross(asked, "Comptages par carreau"))
    assert {row["cell"]: row[many] for row in rows(squares.current)} == dict(corners)


# Charging stations within 500 m of car parks

PARK_COLUMNS = "id,nom,insee,nb_places,Xlong,Ylat"
STATION_COLUMNS = "id_station_itinerance,nom_station,code_insee_commune,coordonneesXY,nbre_pdc"


def near(parks, stations, metres):
    """Give the stations near each car park, the nearest first, as (metres, station)."""
    places = [LAMBERT_93.transform(*s["at"]) for s in stations]
    found = []
    for park in parks:
        x, y = LAMBERT_93.transform(*park["at"])
        apart = [((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in places]
        found.append(sorted((d, n) for n, d in enumerate(apart) if d <= metres))
    return found


def within(parks, stations, metres):
    """Define: the stations within some metres of each car park, how many and how far."""
    return Definition(
        side(parks),
        side(stations),
        Link(Kind.WITHIN_DISTANCE, metres=metres),
        Several.SUMMARISED,
        (
            Brought("stations", "Stations", Summary.COUNT),
            Brought("distance_m", "Distance de la plus proche", Summary.DISTANCE, unit="m"),
            Brought("points", "Points de charge", Summary.SUM, column(stations, "nbre_pdc")),
        ),
    )


def check_near(door, cross, rows, definition, title, expected, stations):
    dataset, report = made(cross(definition, title))
    told = rows(dataset.current)
    assert [row["stations"] for row in told] == [len(met) for met in expected]
    for row, met in zip(told, expected, strict=True):
        assert row["distance_m"] == (pytest.approx(met[0][0], abs=1e-3) if met else None)
        assert (row["points"] or 0) == sum(stations[n]["points"] for _, n in met)
    assert report["left"]["matched"] == sum(map(bool, expected))
    assert report["left"]["unmatched"] == sum(not met for met in expected)
    assert report["right"]["matched"] == len({n for met in expected for _, n in met})
    return dataset


def test_stations_within_500_m_of_car_parks(door, cross, rows, shared_data):
    folder = shared_data / "stationnement"
    parks = read_parks((folder / "stationnement_exemple-valide.csv").read_text())
    stations = read_stations((shared_data / "irve/exemple-valide-statique.csv").read_text())
    ours = brought_in(door, folder / "stationnement_exemple-valide.csv")
    theirs = brought_in(door, shared_data / "irve/exemple-valide-statique.csv")
    # The two official samples lie in different regions: no station is near, and that is told.
    assert near(parks, stations, 500) == [[], []]
    none = check_near(
        door, cross, rows, within(ours, theirs, 500), "Près", near(parks, stations, 500), stations
    )
    _, found = as_asked(door, none, "mesure=sum:stations")
    assert found.answer.total == 0
    far = near(parks, stations, 600_000)
    assert [len(met) for met in far] == [2, 2]
    check_near(door, cross, rows, within(ours, theirs, 600_000), "Loin", far, stations)


def test_stations_within_500_m_of_the_car_parks_of_montpellier(door, cross, rows, shared_data):
    """The real car parks and bus stops lend their names and places to files of both schemas."""
    stops = json.loads((shared_data / "routes/bus_stops.geojson").read_text())["features"]
    places = [stop["geometry"]["coordinates"] for stop in stops]
    names = sorted(
        p.stem for p in (shared_data / "stationnement/montpellier-2023/parkings").glob("*.dat")
    )
    park_rows = [
        f"34172-P-{n:03d},{name},34172,{100 + n},{places[n * 40][0]},{places[n * 40][1]}"
        for n, name in enumerate(names, start=1)
    ]
    station_rows = [
        f'FR34EP{n:04d},Arrêt {n},34172,"[{x},{y}]",{n % 7 + 1}'
        for n, (x, y) in enumerate(places[1::3])
    ]
    parks_text = "\n".join([PARK_COLUMNS, *park_rows])
    stations_text = "\n".join([STATION_COLUMNS, *station_rows])
    parks, stations = read_parks(parks_text), read_stations(stations_text)
    ours = door.bring(parks_text, "parcs-de-stationnement.csv").version.dataset
    theirs = door.bring(stations_text, "bornes-de-recharge.csv").version.dataset
    expected = near(parks, stations, 500)
    assert sum(map(bool, expected)) > 15
    dataset = check_near(
        door, cross, rows, within(ours, theirs, 500), "Bornes à 500 m", expected, stations
    )
    told, found = as_asked(door, dataset, "mesure=sum:points&par=nom")
    assert told == {
        (park["name"],): sum(stations[n]["points"] for _, n in met) if met else None
        for park, met in zip(parks, expected, strict=True)
    }
    assert found.answer.total == sum(stations[n]["points"] for met in expected for _, n in met)


def read_parks(text):
    return [
        {"name": row["nom"], "at": (float(row["Xlong"]), float(row["Ylat"]))}
        for row in csv.DictReader(text.splitlines())
    ]


def read_stations(text):
    return [
        {"at": json.loads(row["coordonneesXY"]), "points": int(row["nbre_pdc"])}
        for row in csv.DictReader(text.splitlines())
    ]


# River gauges in the communes of three departments


def test_river_gauges_of_the_communes_of_three_departments(door, cross, rows, shared_data):
    communes = [
        feature
        for name in DEPARTMENTS
        for feature in json.loads(
            (shared_data / f"territoire/communes-{name}.geojson").read_text()
        )["features"]
    ]
    text = json.dumps({"type": "FeatureCollection", "features": communes}, ensure_ascii=False)
    areas = door.bring(text, "communes.geojson").version.dataset
    gauges = brought_in(door, shared_data / "hubeau/demo_hydrotr_stations.json")
    stations = json.loads((shared_data / "hubeau/demo_hydrotr_stations.json").read_text())

    outlines = [shapely.geometry.shape(feature["geometry"]) for feature in communes]
    dots = shapely.points([(s["longitude_station"], s["latitude_station"]) for s in stations])
    inside = defaultdict(list)
    for dot, area in shapely.STRtree(outlines).query(dots, predicate="within").T:
        inside[int(area)].append(stations[int(dot)])

    # A few gauges in a hundred lie there, among those of the whole country.
    from_areas = proposed(door.reader, stored(areas)).others
    assert str(from_areas[0].sentence).endswith(f"contenant {gauges.title}")
    (from_gauges,) = proposed(door.reader, stored(gauges)).others
    assert from_gauges.definition.link.kind is Kind.INSIDE
    asked = Definition(
        side(areas),
        side(gauges),
        Link(Kind.HOLDS),
        brought=(
            Brought("stations", "Stations", Summary.COUNT),
            Brought("mesures", "Mesures", Summary.SUM, column(gauges, "nbmestrq")),
        ),
    )
    dataset, report = made(cross(asked, "Stations par commune"))
    told = rows(dataset.current)
    assert [row["code"] for row in told] == [c["properties"]["code"] for c in communes]
    assert [row["stations"] for row in told] == [len(inside[n]) for n in range(len(communes))]
    assert [row["mesures"] or 0 for row in told] == [
        sum(s["nbmestrq"] or 0 for s in inside[n]) for n in range(len(communes))
    ]
    lying = sum(map(len, inside.values()))
    assert report["left"]["matched"] == sum(map(bool, inside.values())) > 50
    assert (report["right"]["matched"], report["right"]["unmatched"]) == (
        lying, len(stations) - lying,
    )  # fmt: skip
    _, found = as_asked(door, dataset, "mesure=sum:stations&par=code&premiers=5&ordre=highest")
    assert found.answer.total == lying
    most = sorted(map(len, inside.values()), reverse=True)[:5]
    assert [group.value for group in found.answer.groups] == [*most, lying - sum(most)]


# Water mains with their breaks


def test_water_mains_with_their_breaks(door, cross, rows, shared_data):
    folder = shared_data / "conduites-casses"
    mains = brought_in(door, folder / "Water_Mains.csv")
    breaks = brought_in(door, folder / "Water_Main_Breaks.csv")
    pipes, events = (read_csv(folder / f"Water_{name}.csv") for name in ("Mains", "Main_Breaks"))
    offers = proposed(door.reader, stored(breaks)).others
    assert [offer.why for offer in offers] == ["« ASSETID » ici, « WATMAINID » là-bas."]
    (pair,) = offers[0].definition.link.pairs
    # Few mains have a break: it is proposed from their side too.
    (offer,) = proposed(door.reader, stored(mains)).others
    assert (offer.definition.link.pairs[0].left, offer.definition.right) == (
        pair.right, side(breaks),
    )  # fmt: skip
    asked = Definition(
        side(mains),
        side(breaks),
        Link(Kind.KEYS, (KeyPair(pair.right, pair.left),)),
        brought=(Brought("casses", "Casses", Summary.COUNT),),
    )
    dataset, report = made(cross(asked, "Conduites et casses"))
    of = Counter(event["ASSETID"] for event in events if event["ASSETID"])
    assert [row["casses"] for row in rows(dataset.current)] == [of[p["WATMAINID"]] for p in pipes]
    known = {pipe["WATMAINID"] for pipe in pipes}
    assert report["right"]["matched"] == sum(event["ASSETID"] in known for event in events)
    assert report["right"]["without"] == sum(not event["ASSETID"] for event in events)
    by_material, length = Counter(), defaultdict(list)
    for pipe in pipes:
        by_material[pipe["MATERIAL"] or None,] += of[pipe["WATMAINID"]]
        length[pipe["MATERIAL"] or None,].append(pipe["Shape__Length"])
    assert as_asked(door, dataset, "mesure=sum:casses&par=material")[0] == by_material
    metres, _ = as_asked(door, dataset, "mesure=sum:shape_length&par=material")
    assert metres == {
        key: pytest.approx(float(sum(map(Fraction, each))), rel=1e-9)
        for key, each in length.items()
    }


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Car parks by hour and weekday


def test_car_parks_by_hour_and_weekday(door, shared_data):
    folder = shared_data / "stationnement/montpellier-2023/parkings"
    lines = [
        line for path in sorted(folder.glob("*.dat")) for line in path.read_text().splitlines()
    ]
    importing = door.read("\n".join(lines), "parkings.dat")
    # Numbers with zeros in front are codes, unless somebody says that they are numbers.
    said = standalone.Decisions(types=dict.fromkeys(("colonne_3", "colonne_4"), "padded_integer"))
    standalone.decide(importing, said)
    version = door.launch(importing).version
    assert version.receipt["tables"][0]["equation"]["rejected"] == 0
    dataset = version.dataset
    free = defaultdict(list)
    for line in lines:
        moment, _name, count, _places = line.split(";")
        at = datetime.strptime(moment, "%Y-%m-%d@%H-%M-%S")  # noqa: DTZ007 - local time
        free[at.isoweekday(), at.hour].append(int(count))
    told, found = as_asked(
        door, dataset, "mesure=mean:colonne_3&par=date_et_heure:weekday&par=date_et_heure:hour"
    )
    assert told == {k: pytest.approx(mean(counts), rel=1e-12) for k, counts in free.items()}
    assert found.form == "heatmap"
    assert found.answer.rows == 22_581
