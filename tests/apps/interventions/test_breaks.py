"""The register of breaks and leaks: snapped, brought once, written as the standard says."""

from __future__ import annotations

import csv
import io
import math
from itertools import pairwise

import pyproj
import pytest
import shapely
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Dataset
from terrier.apps.interventions.models import Intervention
from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.events import Kind
from terrier.lake.engine import cursor
from tests.apps.interventions.conftest import form

REPAIRS = (
    ("R1", "4.8121", "46.5093", "04", "C1", "2019-03-12"),
    ("R2", None, None, "Joint", "C2", "2020-01-31"),
    ("R3", "4.81", "46.51", "", "C99", "2020-02-01"),
    ("R3", "4.81", "46.51", "", "C1", "2020-02-01"),
    ("R4", "4.81", "46.51", "", "C1", "un jour"),
    ("R5", "7.0", "48.0", "", "C1", "2020-02-01"),
    ("R6", None, None, "", None, "2020-02-01"),
    (None, None, None, "", "C1", "2020-02-01"),
    ("R8", None, None, "", "C1", "2999-01-01"),
)


@pytest.fixture
def repairs(place, tmp_path) -> Dataset:
    """A file of repairs as operators send them, imported like any other."""
    names = ("idrepar", "lon", "lat", "defreparee", "idsuprepar", "daterepar")
    path = tmp_path / "reparations.parquet"
    with cursor() as db:
        db.execute(f"CREATE OR REPLACE TEMP TABLE r({', '.join(f'{n} TEXT' for n in names)})")
        db.executemany(f"INSERT INTO r VALUES ({', '.join('?' * 6)})", REPAIRS)
        db.execute(
            "COPY (SELECT rowid + 2 AS _line, rowid + 1 AS _row, * EXCLUDE (lon, lat),"
            " ST_SetCRS(ST_Point(lon::DOUBLE, lat::DOUBLE), 'EPSG:4326') AS geom FROM r)"
            f" TO '{path}' (FORMAT parquet, geoparquet_version 'BOTH')"
        )
    dataset = Dataset.objects.create(
        slug="casses-2020", title="Casses", owner=place.root, published_at=timezone.now()
    )
    columns = tuple(NewColumn(n, "TEXT", n) for n in names if n not in ("lon", "lat"))
    table = FinishedTable(
        "casses", "Casses", path, columns, len(REPAIRS), False, "Point", [4, 46, 5, 47]
    )
    commit(dataset, None, NewVersion("replace", (table,), plan={"tables": []}), None)
    return dataset


def test_a_leak_is_brought_onto_its_pipe(network, fitter):
    pipe = shapely.LineString([(4.805, 46.505), (4.815, 46.509), (4.825, 46.505)])
    given = (4.8121, 46.5093)
    one = network.note(fitter, "C1", "conduites", kind=Kind.BREAK, place=given, failure="04")

    # The nearest of twenty thousand places of the pipe: in the legal projection, which shortens
    # lengths by one in a thousand here, and on the ellipsoid.
    along = [pipe.interpolate(n / 100_000, normalized=True) for n in range(0, 100_001, 5)]
    geod = pyproj.Geod(ellps="GRS80")
    distances = geod.inv(
        [given[0]] * len(along), [given[1]] * len(along), [p.x for p in along], [p.y for p in along]
    )[2]
    best = min(range(len(along)), key=distances.__getitem__)
    assert one.snapped_m == pytest.approx(distances[best], rel=2e-3)
    flat = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    x, y = flat.transform(*given)
    corners = [flat.transform(*corner) for corner in pipe.coords]
    there = [
        (a[0] + (b[0] - a[0]) * n / 10_000, a[1] + (b[1] - a[1]) * n / 10_000)
        for a, b in pairwise(corners)
        for n in range(10_001)
    ]
    assert one.snapped_m == pytest.approx(min(math.dist((x, y), p) for p in there), abs=1e-3)
    off = geod.inv(one.longitude, one.latitude, along[best].x, along[best].y)[2]
    assert off < 0.2
    with pytest.raises(Invalid, match="kilomètre"):
        network.note(fitter, "C1", "conduites", kind=Kind.BREAK, place=(4.9, 46.6))
    # A valve is no line: the place stays where it was given.
    other = network.note(fitter, "V1", place=given)
    assert (other.longitude, other.latitude, other.snapped_m) == (*given, None)


def test_repairs_are_brought_once_and_written_as_the_standard_says(
    client, network, fitter, repairs
):
    client.force_login(fitter)
    address = "/jeux/eau/t/conduites/casses/reprendre/"
    listed = client.get(address).content.decode()
    assert "Casses – Casses" in listed
    address += f"?source={repairs.tables.get().pk}"
    page = client.get(address).content.decode()
    for chosen in ("idrepar", "idsuprepar", "daterepar", "defreparee"):
        assert f'value="{chosen}" selected' in page
    sent = {"id": "idrepar", "pipe": "idsuprepar", "date": "daterepar", "failure": "defreparee"}
    page = client.post(address, sent).content.decode()
    assert "2 réparations reprises" in page
    assert "Refusées : 7" in page
    for reason in (
        "C99",
        "en double",
        "un jour",
        "kilomètre",
        "quelle ligne",
        "sans identifiant",
        "à venir",
    ):
        assert reason in page, reason
    page = client.post(address, sent).content.decode()
    assert "0 réparation" in page
    assert "Déjà reprises : 2" in page
    assert Intervention.objects.count() == 2
    assert AuditEntry.objects.filter(action="intervention.bring").count() == 1

    network.note(fitter, "C3", "conduites", kind=Kind.BREAK)
    answer = client.get("/jeux/eau/t/conduites/casses/raepa.csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert ",".join(rows[0]) == "IDREPAR,X,Y,SUPPREPARE,DEFREPAREE,IDSUPREPAR,DATEREPAR,MOUVRAGE"
    assert [r["IDREPAR"][:7] for r in rows] == ["TERRIER", "R2", "R1"]
    told = {r["IDREPAR"]: r for r in rows}
    assert told["R2"]["X"] == ""
    assert (told["R1"]["DEFREPAREE"], told["R2"]["DEFREPAREE"]) == ("04", "05")
    assert (told["R1"]["SUPPREPARE"], told["R1"]["MOUVRAGE"]) == ("01", "Val Clair")
    one = Intervention.objects.get(brought_key="R1")
    lambert = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    assert (float(told["R1"]["X"]), float(told["R1"]["Y"])) == pytest.approx(
        lambert.transform(one.longitude, one.latitude), abs=0.001
    )
    assert rows[0]["DATEREPAR"] == ""
    register = client.get("/jeux/eau/t/conduites/casses/").content.decode()
    assert "3 casses et fuites" in register
    assert "à réparer" in register


def test_the_screen_says_where_and_what_broke(client, network, fitter):
    client.force_login(fitter)
    address = "/jeux/eau/t/conduites/noter/?cle=C1"
    said = form(kind="break", place="46,5093 4,8121", failure="06", repaired_on="2026-03-13")
    assert client.post(address, said).status_code == 302
    one = Intervention.objects.get()
    assert one.failure == "06"
    shown = client.get(f"/jeux/eau/interventions/{one.pk}/").content.decode()
    assert "Percement" in shown
    assert "ramenée sur la ligne" in shown
    wrong = client.post(address, form(kind="break", place="près du pont")).content.decode()
    assert "latitude, une virgule" in wrong
