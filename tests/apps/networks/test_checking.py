"""Networks are checked at each version; who may reads, downloads and mends what is found."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely
from django.urls import reverse
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Correction, Dataset
from terrier.apps.catalog.store import store
from terrier.apps.jobs.worker import drain
from terrier.apps.networks import checked, reading
from terrier.apps.networks.actions import checking
from terrier.apps.networks.actions.declaring import declare, undeclare
from terrier.apps.networks.models import CheckRun, Network, Service
from terrier.apps.territories.models import Membership
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Right, Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role as ElementRole
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from tests.apps.imports.conftest import Door, door  # noqa: F401
from tests.domain.topology.networks_drawn import Drawn, comb

ORIGIN = pyproj.Transformer.from_crs(4326, 2154, always_xy=True).transform(4.81, 46.52)
FIELDS = {
    "conduites": {
        "identifier": "id", "material": "materiau", "diameter_mm": "diam_m", "laid_from": "debut",
        "laid_to": "fin", "precision_xy": "classe", "depth_m": "prof", "operator": "exploitant",
        "start_node": "ini", "end_node": "term",
    },
    "noeuds": {"identifier": "id", "kind": "nature", "precision_xy": "classe", "state": "etat"},
}  # fmt: skip
CODES = {"material": {"pvc": "pvc", "01": "acier"}, "precision_xy": {"b": "B"}}
KINDS = {kind: kind for kind in ("junction", "cap", "source", "valve")}


def mapping() -> NetworkMapping:
    """Read the two tables; diameters are in metres there."""
    pipes = {
        name: FieldSource(
            column,
            codes=CODES.get(name, {}),
            factor=1000.0 if name == "diameter_mm" else 1.0,
        )
        for name, column in FIELDS["conduites"].items()
    }
    nodes = {name: FieldSource(column) for name, column in FIELDS["noeuds"].items()}
    nodes["kind"] = FieldSource("nature", codes=KINDS)
    nodes["precision_xy"] = FieldSource("classe", codes=CODES["precision_xy"])
    nodes["state"] = FieldSource("etat", codes={"open": "open"})
    tables = {
        "conduites": TableMapping(ElementRole.PIPES, pipes),
        "noeuds": TableMapping(ElementRole.NODES, nodes),
    }
    return NetworkMapping("guided", Commodity.DRINKING_WATER, tables)


def geopackage(drawn: Drawn, path: Path) -> bytes:
    """Write a network as two layers."""
    path.unlink(missing_ok=True)
    for layer, rows in (("conduites", drawn.pipes), ("noeuds", drawn.nodes)):
        columns = []
        for name in FIELDS[layer]:
            values = [row.get(f"raw_{name}", row.get(name)) for row in rows]
            if name == "diameter_mm":
                values = [None if v is None else v / 1000 for v in values]
            texts = [None if v is None else f"{v:g}" if isinstance(v, float) else v for v in values]
            columns.append(np.array(texts, dtype=object))
        shapes = [None if (g := row["geometry"]) is None else moved(g) for row in rows]
        pyogrio.raw.write(
            path, np.array(shapely.to_wkb(shapes), dtype=object), columns,
            fields=list(FIELDS[layer].values()), layer=layer, driver="GPKG", crs="EPSG:2154",
            geometry_type="LineString" if layer == "conduites" else "Point",
            append=layer == "noeuds",
        )  # fmt: skip
    return path.read_bytes()


def moved(geometry: shapely.Geometry) -> shapely.Geometry:
    """Put a drawing on the ground of the tests."""
    return shapely.transform(geometry, lambda xy: xy + ORIGIN)


def spoilt() -> Drawn:
    """Draw a network with one fault of several kinds."""
    drawn = comb([20.0, 30.0, 25.0])
    drawn.pipes[1].update(diameter_mm=0.1)
    drawn.pipes[2].update(end_node="N99")
    drawn.pipes[3].update(material=None, raw_material="1")
    drawn.pipes[5].update(laid_from=1999.0, laid_to=1991.0)
    drawn.pipes[4].update(precision_xy=None)
    return drawn


@pytest.fixture(autouse=True)
def _fresh_networks() -> None:
    """What a process keeps of networks goes by keys that tests give again."""
    reading._kept.clear()


@pytest.fixture
def brought(door: Door, tmp_path: Path):  # noqa: F811
    """Bring a network in and declare it; checked once."""

    def bring(drawn: Drawn, *, keyed: bool = True, dataset=None) -> Network:
        importing = door.read(geopackage(drawn, tmp_path / "r.gpkg"), "r.gpkg", dataset=dataset)
        for table in importing.plan["tables"]:
            table["key"] = ["id"] if keyed else []
        importing.save()
        importing = door.launch(importing)
        assert importing.error == ""
        if dataset is None:
            service = Service.objects.create(
                name="Eau", competence="drinking_water", holder=door.place.root
            )
            network = declare(
                door.actor, door.reader, importing.dataset, service=service,
                commodity=Commodity.DRINKING_WATER, mapping=mapping(),
            )  # fmt: skip
        else:
            network = dataset.network
        drain()
        network.dataset.refresh_from_db()
        return network

    return bring


def codes(network: Network) -> dict[str, int]:
    """Give what the last check counted."""
    run = checked.latest(network)
    assert run is not None
    return run.counts


def test_faults_are_found_told_since_when_and_mended_as_corrections(
    brought,
    door,  # noqa: F811
    client,
) -> None:
    network = brought(spoilt())
    expected = {"R19": 1, "R37": 1, "R41": 1, "R43": 1, "R45": 1}
    assert codes(network) == expected
    run = checked.latest(network)
    assert run.compared_to is None

    client.force_login(door.actor)
    address = reverse("network-checks", args=[network.dataset.slug])
    page = client.get(address).content.decode()
    for words in ("bloquant", "Nœud d&#x27;extrémité inconnu", "N99", "Aubrac", "Rien à comparer"):
        assert words in page
    chosen = client.get(address, {"controle": "R43"}).content.decode()
    assert "1 constat" in chosen
    assert "Diamètre invraisemblable" in chosen
    assert f"/jeux/{network.dataset.slug}/t/conduites/lignes/" in chosen, "the sheet of the element"
    nothing = client.get(address, {"controle": "R43", "gravite": "bloquant"}).content.decode()
    assert "Aucun constat ne répond" in nothing

    ticked = {"run": run.pk, "constat": [row.row for row in _rows(network) if row.repair]}
    assert len(ticked["constat"]) == 4
    answer = client.post(reverse("network-repair", args=[network.dataset.slug]), ticked)
    assert answer.status_code == 302
    kept = Correction.objects.filter(table__dataset=network.dataset).select_related("column")
    assert {(c.row_key, c.column.name, c.expected, c.value) for c in kept} == {
        ("L1", "diam_m", "0.0001", "0.1000"),
        ("M2", "term", "N99", "N2"),
        ("L2", "materiau", "1", "01"),
        ("L3", "debut", "1999", "1991"),
        ("L3", "fin", "1991", "1999"),
    }
    assert {c.reason for c in kept if c.row_key == "M2"} == {
        "Contrôle R19 : Nœud d'extrémité inconnu"
    }
    assert AuditEntry.objects.filter(action="network.repair").get().detail["values"] == 5
    number = network.dataset.current.number
    drain()
    network.dataset.refresh_from_db()
    assert network.dataset.current.number == number + 1, "one version for all of them"
    assert codes(network) == {"R37": 1}
    after = client.get(address).content.decode()
    assert "0 nouveau" in after
    assert "4 disparus" in after
    gone = client.get(address, {"evolution": "disparu"}).content.decode()
    assert "Diamètre invraisemblable" in gone
    assert 'name="constat"' not in gone

    with pytest.raises(Conflict):
        checking.accept(door.actor, door.reader, network, run, [1])
    clean = brought(comb([20.0, 30.0, 25.0]), dataset=network.dataset)
    assert codes(clean) == {}
    assert "Aucun constat" in client.get(address).content.decode()


def _rows(network: Network) -> list[checked.Shown]:
    run = checked.latest(network)
    return checked.findings_page(network, run, checked.Wish().filters(), 1, 200).findings


def test_files_the_map_and_the_little_sheet_say_the_same(brought, door, client) -> None:  # noqa: F811
    network = brought(spoilt())
    client.force_login(door.actor)
    slug = network.dataset.slug

    def fetched(format: str, **asked: str) -> bytes:
        answer = client.get(reverse("network-findings", args=[slug, format]), asked)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        return b"".join(answer.streaming_content)

    sheet = list(csv.DictReader(io.StringIO(fetched("csv").decode("utf-8-sig")), delimiter=";"))
    assert sorted(line["contrôle"] for line in sheet) == ["R19", "R37", "R41", "R43", "R45"]
    assert b"R43" in fetched("geojson", controle="R43")
    assert b"R41" not in fetched("geojson", controle="R43")
    assert fetched("gpkg").startswith(b"SQLite format 3")
    assert client.get(reverse("network-findings", args=[slug, "exe"])).status_code == 404
    run = checked.latest(network)
    tile = reverse("network-findings-tile", args=[slug, run.pk, 0, 0, 0])
    assert client.get(tile).status_code == 200
    assert (
        client.get(reverse("network-findings-tile", args=[slug, 9999, 0, 0, 0])).status_code == 404
    )
    little = client.get(reverse("network-finding", args=[slug, 1])).content.decode()
    assert "R19" in little
    assert client.get(reverse("network-finding", args=[slug, 99])).status_code == 404


def test_who_may_see_the_findings_and_who_may_mend(brought, door, client) -> None:  # noqa: F811
    network = brought(spoilt())
    slug = network.dataset.slug
    Dataset.objects.update(visibility=Visibility.INTERNAL.value, published_at=timezone.now())
    network.dataset.refresh_from_db()
    addresses = [
        reverse("network-checks", args=[slug]),
        reverse("network-findings", args=[slug, "csv"]),
        reverse("network-finding", args=[slug, 1]),
        reverse("network-findings-tile", args=[slug, checked.latest(network).pk, 0, 0, 0]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302, "the public signs in first"
    reader = door.place.member("Lise", Role.READER)
    client.force_login(reader)
    for address in addresses:
        assert client.get(address).status_code == 403
    Membership.objects.filter(user=reader).update(rights=[Right.OPERATE_NETWORK.value])
    for address in addresses:
        assert client.get(address).status_code == 200
    assert "Accepter les réparations" not in client.get(addresses[0]).content.decode()
    posted = {"run": checked.latest(network).pk, "constat": ["1"]}
    refused = client.post(reverse("network-repair", args=[slug]), posted)
    assert refused.status_code == 403
    assert "contribution" in refused.content.decode()
    assert client.post(reverse("network-check-again", args=[slug])).status_code == 302
    with pytest.raises(Refused):
        checking.accept(
            reader, reader_of(reader), network, checked.latest(network), [1, 2, 3, 4, 5]
        )
    assert not Correction.objects.exists()


def test_without_a_key_nothing_is_mended_nor_compared_and_it_is_said(
    brought,
    door,  # noqa: F811
    client,
) -> None:
    network = brought(spoilt(), keyed=False)
    run = checked.latest(network)
    rows = [row.row for row in _rows(network) if row.repair]
    with pytest.raises(Invalid, match="clé"):
        checking.accept(door.actor, door.reader, network, run, rows)
    with pytest.raises(Invalid, match="Cochez"):
        checking.accept(door.actor, door.reader, network, run, [])
    again = spoilt()
    again.pipes[0].update(material=None)
    network = brought(again, keyed=False, dataset=network.dataset)
    assert checked.latest(network).compared_to is None
    assert {row.evolution for row in _rows(network)} == {"toujours là"}


def test_findings_leave_with_what_they_were_found_in(brought, door) -> None:  # noqa: F811
    network = brought(spoilt())
    first = checked.latest(network)
    key = first.path
    checking.ask_check(network, network.dataset.current)
    drain()
    again = CheckRun.objects.get()
    assert again.pk == first.pk, "one check for one version read one way"
    assert not store().path(key).exists(), "the findings before are removed"
    stored = network.dataset.current.tables.first()
    stored.path += ".rewritten"
    stored.save()
    assert checked.latest(network) is None, "rows were erased since"
    stored.path = stored.path.removesuffix(".rewritten")
    stored.save()
    again.sources = ["erased"]
    again.save()
    assert checking.tidy() == 1
    assert not store().path(again.path).exists()
    drain()
    assert codes(network), "checked again by itself"
    last = checked.latest(network).path
    undeclare(door.actor, door.reader, network)
    checking.tidy()
    assert not store().path(last).exists()


def test_a_damaged_network_is_told_in_words(brought, door, client) -> None:  # noqa: F811
    drawn = spoilt()
    for row in drawn.pipes:
        row.update(geometry=None, operator=None)
    network = brought(drawn)
    found = codes(network)
    assert found["R04"] == 1
    assert found["R05"] >= 1
    assert found["R07"] == len(drawn.pipes)
    version = network.dataset.current
    version.tables.filter(table__name="conduites").delete()
    reading._kept.clear()
    checking.ask_check(network, version)
    drain()
    assert {"R01", "R03"} <= set(codes(network)), "as if a new version had the nodes alone"
    client.force_login(door.actor)
    page = client.get(reverse("network-checks", args=[network.dataset.slug])).content.decode()
    assert "n&#x27;est pas dans cette version" in page
