"""Damaged networks at the door: refused with a reason, or told by their checks; never bent."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from terrier.apps.imports.models import Import
from terrier.apps.jobs.worker import drain
from terrier.apps.networks import checked, reading
from terrier.apps.networks.actions.declaring import declare
from terrier.apps.networks.models import Network, Service
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.topology.models import recognise
from tests.apps.imports.conftest import Door, door  # noqa: F401

IDS = ("C1", "C2", "C3")
PIPE = {"idcana": "", "materiau": "11", "enservice": "O", "branchemnt": "N", "contcanaep": "02",
        "fonccanaep": "02", "qualglocxy": "01"}  # fmt: skip
NODE = {"idouvrage": "", "fnouvaep": "03", "qualglocxy": "01"}
GROUND = {"EPSG:2154": (842_000.0, 6_603_000.0), "EPSG:4326": (4.85, 46.52)}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_networks() -> None:
    reading._kept.clear()


def pipes(crs: str = "EPSG:2154", *, up: float | None = None) -> list[shapely.Geometry]:
    """Draw three pipes of fifty metres, one after the other."""
    (x, y), step = GROUND[crs], 50.0 if crs == "EPSG:2154" else 0.00065
    ends = [[(x + step * i, y), (x + step * (i + 1), y)] for i in range(len(IDS))]
    return [shapely.LineString([(*p, up) if up else p for p in pair]) for pair in ends]


def nodes(crs: str = "EPSG:2154") -> list[shapely.Geometry]:
    """Put a node at the beginning of each pipe."""
    return [shapely.Point(line.coords[0]) for line in pipes(crs)]


def layer(
    path: Path, name: str, shapes: list[shapely.Geometry], ids: tuple[str, ...] = IDS,
    crs: str | None = "EPSG:2154", driver: str = "GPKG",
) -> Path:  # fmt: skip
    """Write a RAEPA layer with what it takes to know it."""
    told = PIPE if "cana" in name else NODE
    columns = {c: (value,) * len(ids) for c, value in told.items()} | {next(iter(told)): ids}
    kind = "LineString" if told is PIPE else "Point"
    high = any(shapely.has_z(s) for s in shapes)
    pyogrio.raw.write(
        path, np.array([shapely.to_wkb(s) for s in shapes], dtype=object),
        [np.array(values, dtype=object) for values in columns.values()], fields=list(columns),
        layer=name, driver=driver, crs=crs, geometry_type=f"{kind} Z" if high else kind,
        append=driver == "GPKG" and path.exists(),
    )  # fmt: skip
    return path


def network(door: Door, path: Path, dataset=None) -> Network:  # noqa: F811
    """Bring a file in, and declare what it says to be a network."""
    importing = door.read(path.read_bytes(), path.name, dataset=dataset)
    assert importing.state == Import.State.PROPOSED, importing.error
    importing = door.launch(importing)
    assert importing.error == ""
    if dataset is None:
        found = {t.table.name: [c["name"] for c in t.columns]
                 for t in importing.version.tables.select_related("table")}  # fmt: skip
        mapping = recognise(found)
        assert mapping is not None
        service = Service.objects.create(
            name="Eau", competence="drinking_water", holder=door.place.root
        )
        declare(door.actor, door.reader, importing.dataset, service=service,
                commodity=mapping.commodity, mapping=mapping)  # fmt: skip
    drain()
    reading._kept.clear()
    return Network.objects.select_related("dataset__current").get(dataset=importing.dataset)


def refused(door: Door, content: bytes, name: str) -> str:  # noqa: F811
    """Give the sentence with which a file is refused."""
    try:
        importing = door.read(content, name)
    except TerrierError as told:
        return told.user_message
    assert importing.state == Import.State.FAILED, importing.plan
    return importing.error


def codes(found: Network) -> dict[str, int]:
    return checked.latest(found).counts


GML = """<?xml version="1.0" encoding="utf-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2"
  xmlns:c="http://cnig.gouv.fr/recostar" gml:id="x"><gml:featureMember>
<c:Canalisation gml:id="a"><c:nom>a</c:nom><c:trace>
<gml:LineString gml:id="g" srsName="urn:ogc:def:crs:EPSG::4326">
<gml:posList>{places}</gml:posList></gml:LineString></c:trace></c:Canalisation>
</gml:featureMember></gml:FeatureCollection>"""


def test_cut_files_are_refused_in_words(door, tmp_path) -> None:  # noqa: F811
    whole = GML.format(places="46.52 4.85 46.53 4.86").encode()
    package = layer(tmp_path / "whole.gpkg", "raepa_canalaep_l", pipes()).read_bytes()
    for content, name in (
        (whole[: len(whole) // 2], "cut.gml"),
        (package[: len(package) // 3], "cut.gpkg"),
        (b"[TITLE]\nrien\n[PIPES]\n[JUNCTI", "cut.inp"),
    ):
        said = refused(door, content, name)
        assert said[0].isupper() or said[0] == "«", said
        assert said.endswith("."), said
        assert "Error" not in said
        assert "imprévue" not in said


@pytest.mark.parametrize("order", ["latitude first", "longitude first"])
def test_axes_of_a_gml_that_are_swapped_are_told(order, door, tmp_path) -> None:  # noqa: F811
    """The standard says latitude first; a file that does otherwise lies in another country."""
    places = "46.52 4.85 46.53 4.86" if order == "latitude first" else "4.85 46.52 4.86 46.53"
    importing = door.read(GML.format(places=places).encode(), "r.gml")
    assert importing.state == Import.State.PROPOSED, importing.error
    importing = door.launch(importing)
    stored = importing.version.tables.get()
    west, south, _east, _north = stored.bbox
    assert (west, south) == pytest.approx((4.85, 46.52) if "latitude" in order else (46.52, 4.85))
    (told,) = importing.version.receipt["tables"]
    assert told["geometry"]["outside"] == ("longitude" in order)


def test_a_shapefile_without_projection_is_asked_about(door, tmp_path) -> None:  # noqa: F811
    layer(tmp_path / "cana.shp", "cana", pipes(), driver="ESRI Shapefile")
    parcel = tmp_path / "r.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        for piece in tmp_path.glob("cana.*"):
            if piece.suffix != ".prj":
                archive.write(piece, piece.name)
    importing = door.read(parcel.read_bytes(), "r.zip")
    (table,) = importing.plan["tables"]
    # Numbers that only the projection of the territory can hold are proposed with their reason.
    assert table["geometry"]["crs"] == "EPSG:2154"
    assert table["geometry"]["crs_reason"]


def test_doubles_heights_and_two_projections(door, tmp_path) -> None:  # noqa: F811
    """One layer in Lambert-93 with altitudes, the other in degrees: they meet all the same."""
    path = layer(tmp_path / "r.gpkg", "raepa_canalaep_l", pipes(up=180.0), ("C1", "C1", "C3"))
    at = shapely.transform(np.array(nodes(), dtype=object), _degrees)
    layer(path, "raepa_ouvraep_p", list(at), ("O1", "O2", "O3"), crs="EPSG:4326")
    found = network(door, path)
    told = codes(found)
    assert told["R17"] == 1
    assert "R11" not in told
    loaded = reading.load(found, found.dataset.current)
    starts = [shapely.Point(line.coords[0]) for line in loaded.elements.pipes.geometry]
    gaps = [min(map(point.distance, starts)) for point in loaded.elements.nodes.geometry]
    assert max(gaps) < 0.01


def test_a_version_that_lost_a_layer_and_one_that_is_empty(door, tmp_path) -> None:  # noqa: F811
    path = layer(tmp_path / "r.gpkg", "raepa_canalaep_l", pipes())
    layer(path, "raepa_ouvraep_p", nodes(), ("O1", "O2", "O3"))
    found = network(door, path)
    assert "R01" not in codes(found)
    bare = layer(tmp_path / "bare.gpkg", "raepa_ouvraep_p", nodes(), ("O1", "O2", "O3"))
    again = network(door, bare, dataset=found.dataset)
    assert again.dataset.current.number == 2
    assert codes(again)["R01"] == codes(again)["R03"] == 1
    void = layer(tmp_path / "void.gpkg", "raepa_canalaep_l", [], ())
    layer(void, "raepa_ouvraep_p", nodes(), ("O1", "O2", "O3"))
    # A layer without rows is left aside at the door.
    last = codes(network(door, void, dataset=found.dataset))
    assert last["R01"] == last["R03"] == 1


def _degrees(xy: np.ndarray) -> np.ndarray:
    import pyproj

    change = pyproj.Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
    return np.column_stack(change.transform(*xy.T))
