"""A real network through the door: the checks count what plain loops over the files count."""

from __future__ import annotations

import zipfile
from itertools import combinations
from pathlib import Path
from shutil import copy
from typing import Any

import pyogrio.raw
import pytest
import shapely

from terrier.apps.jobs.worker import drain
from terrier.apps.networks import checked, reading
from terrier.apps.networks.actions.declaring import declare
from terrier.apps.networks.models import Service
from terrier.domain.topology.models import recognise


@pytest.mark.shared
def test_the_sewer_of_a_real_service(door, shared_data: Path, tmp_path: Path) -> None:
    parcel = tmp_path / "raepa.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        for piece in sorted((shared_data / "reseaux").glob("raepa_*_test.*")):
            archive.write(piece, piece.name)
    importing = door.bring(parcel.read_bytes(), "raepa.zip")
    network = declared(door, importing.dataset)
    files = {name: read(shared_data, tmp_path, name) for name in ("cana", "app", "ouv")}
    assert checked.latest(network).counts == counted_by_hand(**files)


Row = dict[str, Any]


def read(shared_data: Path, folder: Path, name: str) -> list[Row]:
    """Read a layer; GDAL writes beside what it opens, so a copy is opened."""
    for piece in (shared_data / "reseaux").glob(f"raepa_{name}_test.*"):
        copy(piece, folder)
    meta, _, wkb, columns = pyogrio.raw.read(folder / f"raepa_{name}_test.shp")
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    for row, shape in zip(rows, shapely.from_wkb(wkb), strict=True):
        row["shape"] = shapely.force_2d(shape)
    return rows


def counted_by_hand(cana: list[Row], app: list[Row], ouv: list[Row]) -> dict[str, int]:
    """Count in plain loops; pipes have neither identifier, year, diameter nor class."""
    nodes = [(row["idouvrage"], "ouv", row["fnouvass"], row["shape"]) for row in ouv]
    nodes += [(row["idappareil"], "app", row["fnappass"], row["shape"]) for row in app]
    places: dict[str, list[shapely.Point]] = {}
    for name, _kind, _function, shape in nodes:
        places.setdefault(name, []).append(shape)
    cited = [
        (name, shapely.Point(pipe["shape"].coords[end]))
        for pipe in cana
        for name, end in ((pipe["id_nd_amon"], 0), (pipe["id_nd_aval"], -1))
    ]
    rising = [p for p in cana if 0 < p["fe_amont"] < p["fe_aval"] - 0.01]
    twice = [
        (a, b) for a, b in combinations(nodes, 2) if a[1:3] == b[1:3] and a[3].distance(b[3]) < 0.01
    ]
    return {
        # No host structure of a fitting, no source nor outfall, and another territory.
        "R05": 1,
        "R06": 1,
        "R11": len(cana) + len(nodes),
        "R13": len(twice),
        "R16": len(cana),
        "R17": sum(len(same) - 1 for same in places.values()),
        "R19": sum(name not in places for name, _end in cited),
        "R20": sum(
            min(map(end.distance, places[name])) > 1 for name, end in cited if name in places
        ),
        "R27": 2,
        "R30": len(rising),
        "R35": len(cana),
        "R36": len(cana),
        "R37": len(cana),
        "R45": sum(row["fnouvass"] == "_2" for row in ouv),
    }


def declared(door, dataset):
    """Read a dataset as the model that it is in."""
    reading._kept.clear()
    columns = {
        stored.table.name: [column["name"] for column in stored.columns]
        for stored in dataset.current.tables.select_related("table")
    }
    mapping = recognise(columns)
    assert mapping is not None
    service = Service.objects.create(name="Eaux", competence="sewer", holder=door.place.root)
    network = declare(
        door.actor, door.reader, dataset, service=service, commodity=mapping.commodity,
        mapping=mapping,
    )  # fmt: skip
    drain()
    network.refresh_from_db()
    return network
