"""A network is traced and closed by those who may, and shows nothing of its valves to others."""

from __future__ import annotations

import gzip
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import authority
from terrier.apps.jobs.worker import drain
from terrier.apps.networks import exporting, reading
from terrier.apps.networks.actions import services
from terrier.apps.networks.actions.declaring import declare, undeclare, withhold
from terrier.apps.networks.models import Network, Service
from terrier.apps.networks.words import word
from terrier.apps.territories import actions
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.domain.access.policy import Right, Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.mapping import NetworkMapping
from terrier.lake import rows
from tests.apps.networks.town import (
    CUSTOMERS,
    MAPPING,
    MARKER,
    NODES,
    ORIGIN,
    PIPES,
    Town,
    at,
    bring_addresses,
    build,
    point,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(place, tmp_path) -> Town:
    return build(place.root, tmp_path, "public")


@pytest.fixture
def person(place):
    """Make a member of the root with technical rights."""

    def made(name: str, *rights: Right, role: Role = Role.READER):
        user = place.member(name, role)
        actions.set_rights(SYSTEM, user.memberships.get(), frozenset(rights))
        return user

    return made


@pytest.fixture
def operator(person, client):
    """Sign in somebody who may operate the network, and know its customers."""
    user = person("Claire", Right.OPERATE_NETWORK, Right.SEE_CUSTOMERS)
    client.force_login(user)
    return user


def close(client, **asked) -> dict:
    """Ask what to close, and give what the page was given."""
    return client.get(reverse("network-close", args=["eau"]), asked).context


def exported(client, format: str) -> bytes:
    """Ask for a file, and fetch it once it is written."""
    page = client.post(reverse("network-export", args=["eau", format]))["Location"]
    drain()
    return b"".join(client.get(f"{page}contenu").streaming_content)


def valves(context) -> list[tuple[str, bool]]:
    return [(step.valve.name, step.to_verify) for step in context["steps"]]


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_elements_are_read_in_the_one_vocabulary(town):
    elements = reading.load(town.network, town.dataset.current).elements
    kinds = dict(zip(elements.nodes.texts("identifier"), elements.nodes.texts("kind"), strict=True))
    assert kinds["V1"] == "valve"
    assert kinds["S"] == "tank"
    by_name = {n: i for i, n in enumerate(elements.pipes.texts("identifier"))}
    assert elements.pipes.numbers("diameter_mm")[by_name["P3"]] == 110
    assert elements.pipes.texts("connection")[by_name["B1"]] is True
    assert elements.pipes.refs[by_name["P1"]] == "canalisations/P1"
    assert elements.pipes.geometry[by_name["P1"]].length == pytest.approx(50, abs=0.01)
    assert reading.load(town.network, town.dataset.current).graph is (
        reading.load(town.network, town.dataset.current).graph
    )


def test_a_leak_between_two_valves(town, operator, client):
    page = close(client, ref="canalisations/P2")
    assert valves(page) == [("V3", True), ("V1", False), ("V2", False)] or valves(page) == [
        ("V3", True), ("V2", False), ("V1", False)
    ]  # fmt: skip
    found = page["found"]
    assert found.isolated.length_m == pytest.approx(150, abs=0.1)
    # What the reservoir fed through the street: P4, the impasse beyond V3 and its connection.
    assert found.cut_besides.length_m == pytest.approx(110, abs=0.1)
    assert [h.name for h in page["hydrants"]] == ["H"]
    assert [row[2] for row in page["customers"].named] == ["école", ""]
    said = text_of(client.get(reverse("network-close", args=["eau"]), {"ref": "canalisations/P2"}))
    assert "3 vannes à fermer" in said
    assert "état inconnu : à vérifier d’abord" in said
    assert "1 établissement sensible est coupé" in said


def test_a_valve_that_does_not_close_widens_the_zone(town, operator, client):
    page = close(client, ref="canalisations/P4", sans=["ouvrages/V2"])
    assert {name for name, _ in valves(page)} == {"V1", "V3"}
    town.bring(ouvrages=[(*n[:2], "X" if n[0] == "V1" else n[2], n[3]) for n in NODES])
    page = close(client, ref="canalisations/P2")
    assert {name for name, _ in valves(page)} == {"V2", "V3"}
    assert [source.name for source in page["sources"]] == ["S"]
    assert "il faut aussi arrêter" in page["sentence"]


def test_reservoirs_that_the_closure_leaves_without_supply_are_told(town, operator, client):
    place, pipe = reverse("network-close", args=["eau"]), {"ref": "canalisations/P2"}
    assert "tant qu" not in text_of(client.get(place, pipe))
    intake = ("S", "CAP", None, NODES[0][3])
    town.bring(ouvrages=[intake, *NODES[1:], ("T", "RES", None, point(200, 0))])
    page = close(client, **pipe)
    assert page["found"].cut_besides.length_m == pytest.approx(60, abs=0.1)
    wanted = (
        "Réservoir T alimente encore ce secteur tant qu’il n’est pas vide : son alimentation est "
        "coupée. Ensuite, 50 m de plus seraient privés d’eau."
    )
    assert wanted in text_of(client.get(place, pipe))
    assert wanted in text_of(client.get(reverse("network-crew-list", args=["eau"]), pipe))


def test_a_point_a_whole_pipe_a_stretch(town, operator, client):
    lon, lat = at(120, 5)
    by_point = close(client, lon=str(lon).replace(".", ","), lat=lat)
    assert by_point["at"].name == "P3"
    stretch = close(client, ref=["canalisations/P4", "canalisations/P6"])
    assert {name for name, _ in valves(stretch)} == {"V2", "V3"}
    far = client.get(reverse("network-close", args=["eau"]), {"lon": "4.9", "lat": "46.6"})
    assert far.status_code == 404
    assert "à moins de 30 m" in text_of(far)
    unknown = client.get(reverse("network-close", args=["eau"]), {"ref": "canalisations/nulle"})
    assert unknown.status_code == 404
    wrong = client.get(reverse("network-close", args=["eau"]), {"lon": "ici", "lat": "1"})
    assert wrong.status_code == 400
    found = client.get(reverse("network-close", args=["eau"]), {"q": "haute"}).context["hits"]
    assert [one.name for one in found] == ["P1", "P2"]


def test_values_are_told_as_people_read_them():
    said = [("updated_on", "2019-06-18"), ("updated_on", "en 2019"), ("length_m", 1234567.5),
            ("state", "inoperable"), ("material", None)]  # fmt: skip
    assert [word(*one) for one in said] == [
        "18 juin 2019", "en 2019", "1234567,5", "inopérable", "",
    ]  # fmt: skip


def test_traces(town, operator, client):
    address = reverse("network-trace", args=["eau"])
    whole = client.get(address, {"ref": "canalisations/P1"}).context["found"]
    assert whole.length_m == pytest.approx(310, abs=0.1)
    way = client.get(address, {"ref": "canalisations/P1", "vers-ref": "canalisations/P6"})
    assert way.context["found"].length_m == pytest.approx(150, abs=0.1)
    assert "Que fermer pour tout ce tronçon ?" in text_of(way)
    assert client.get(address, {"ref": "canalisations/P1", "sens": "dessus"}).status_code == 400


def test_everything_upstream_of_an_overflow(town, operator, client):
    """Its length, its connections and its people: what comes to the node, and nothing beyond."""
    kept = town.network.read_mapping()
    nodes = kept.tables["ouvrages"].fields["kind"]
    nodes.codes["do"] = "overflow"
    town.network.mapping = kept.to_json()
    town.network.revision += 1
    town.network.save()
    overflow = [row if row[0] != "R1" else ("R1", "DO", *row[2:]) for row in NODES]
    town.bring(ouvrages=overflow)
    address = reverse("network-trace", args=["eau"])
    page = client.get(address, {"ref": "ouvrages/R1", "sens": "amont"})
    found = page.context["found"]
    assert page.context["at"].what == "déversoir d’orage"
    assert set(found.refs) >= {"canalisations/P1", "canalisations/P2"}
    assert not {"canalisations/P3", "canalisations/P5", "canalisations/P6"} & set(found.refs)
    assert found.length_m == pytest.approx(100, abs=0.1)
    assert (found.figures.connections, found.figures.people) == (0, 0)
    # From the end of the branch, all of it comes, with its connection.
    end = client.get(address, {"ref": "ouvrages/H", "sens": "amont"}).context["found"]
    assert end.length_m == pytest.approx(200, abs=0.1)
    assert "Personnes desservies" in text_of(page)


def test_people_along_a_trace_are_estimated_from_addresses(town, operator, client, place, tmp_path):
    """Two of the three addresses of a commune of 300 people are along the branch: 200 people."""
    address = reverse("network-trace", args=["eau"])
    asked = {"ref": "ouvrages/H", "sens": "amont"}
    assert "inconnues : ni abonnés ni adresses" in text_of(client.get(address, asked))
    houses = {"2 impasse": (98, 60), "4 impasse": (98, 80), "loin": (170, 400)}
    bring_addresses(place.root, tmp_path, houses, Commune.objects.first().code)
    Commune.objects.update(population=300)
    assert ("environ 200 d’après 2 adresses le long de ces conduites") in text_of(
        client.get(address, asked)
    )
    # What nobody counts is not nothing: without the population, nobody can tell.
    Commune.objects.update(population=None)
    assert "inconnues : ni abonnés ni adresses" in text_of(client.get(address, asked))


def test_an_address_leads_to_its_nearest_pipe(town, operator, client, place, tmp_path):
    address = reverse("network-close", args=["eau"])
    bring_addresses(place.root, tmp_path, {"1 Grande Rue": (30, 60), "9 Grande Rue": (170, 8),
                                           "Grande Rue, loin": (170, 900)})  # fmt: skip
    said = client.get(address, {"q": "grande rue"})
    assert [(one.label, one.ref) for one in said.context["beside"]] == [
        ("1 Grande Rue", "canalisations/P1"), ("9 Grande Rue", "canalisations/P4"),
    ]  # fmt: skip
    link = html.unescape(
        re.search(r'href="([^"]*)">Près de 9 Grande Rue', said.content.decode())[1]
    )
    assert client.get(link).context["at"].name == "P4"
    nothing = text_of(client.get(address, {"q": "rue de nulle part"}))
    assert "Essayez une autre orthographe" in nothing


def test_lists_to_print(town, operator, client):
    asked = {"ref": "canalisations/P2"}
    crew = text_of(client.get(reverse("network-crew-list", args=["eau"]), asked))
    for name in ("V1", "V2", "V3"):
        assert name in crew
    assert "03 85 00 00 00" in crew
    assert f"{MARKER} école" in crew
    notice = client.get(reverse("network-notice", args=["eau"]), {**asked, "jour": "mardi <b>"})
    said = text_of(notice)
    assert "Coupure d’eau" in said
    assert b"mardi &lt;b&gt;" in notice.content
    assert MARKER not in said
    assert "V1" not in said


def test_weak_points(town, operator, client):
    weak = client.get(reverse("network-weak", args=["eau"])).context["weak"]
    # Segments: S–V1, V1–V2–V3, V2–end, V3–H.
    assert weak.total == 4
    assert weak.not_isolable == 1
    assert weak.segments[0].own_m + weak.segments[0].beyond_m == pytest.approx(310, abs=0.1)
    assert {valve.valve.name for valve in weak.valves} <= {"V1", "V2", "V3"}


def test_tiles_hold_references(town, operator, client):
    tiles = client.get(reverse("network", args=["eau"])).context["map"].tiles
    x, y = 8409, 5780
    lon, lat = at(100, 0)
    import math

    from terrier.lake.tiles.grid import mercator_x, mercator_y  # noqa: F401

    n = 2**14
    x = int((lon + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
    answer = client.get(tiles.replace("{z}", "14").replace("{x}", str(x)).replace("{y}", str(y)))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    drawn = gzip.decompress(answer.content)
    assert b"ouvrages/V1" in drawn
    assert b"canalisations/P2" in drawn


def test_who_may(town, client, person, place):
    asked = {"ref": "canalisations/P2"}
    address = reverse("network-close", args=["eau"])
    assert client.get(address, asked).status_code == 302
    client.force_login(person("Anne", role=Role.ADMINISTRATOR))
    refused = client.get(address, asked)
    assert refused.status_code == 403
    assert "exploiter le réseau" in text_of(refused)
    client.force_login(person("Bruno", Right.OPERATE_NETWORK))
    answered = client.get(address, asked)
    assert answered.status_code == 200
    assert MARKER not in answered.content.decode()
    assert "connaître les abonnés" in text_of(answered)
    elsewhere = place.member("Zoé", Role.ADMINISTRATOR, place.first)
    actions.set_rights(SYSTEM, elsewhere.memberships.get(), frozenset(Right))
    client.force_login(elsewhere)
    assert client.get(address, asked).status_code == 403


def test_the_public_never_sees_valves_nor_customers(town, client):
    pages = {}
    for table in ("canalisations", "ouvrages", "abonnes"):
        file = client.get(reverse("dataset-download", args=["eau", table, "csv"]))
        pages[table] = b"".join(file.streaming_content).decode() if file.streaming else (
            file.content.decode()
        )  # fmt: skip
    assert [name for name, *_ in PIPES if f"{name}," in pages["canalisations"]] == [
        "P1", "P2", "P3", "P4", "P5", "P6"
    ]  # fmt: skip
    assert "V1" not in pages["ouvrages"]
    assert "RES" not in pages["ouvrages"]
    assert "H," in pages["ouvrages"]
    assert MARKER not in pages["abonnes"]
    for name in ("api-items",):
        items = client.get(reverse(name, args=["eau.ouvrages"]), {"limit": 100}).json()
        assert {f["properties"]["nom"] for f in items["features"]} == {"H", "R1"}
        assert items["numberMatched"] == 2


def test_a_new_kind_is_withheld_until_it_is_known(town):
    town.bring(ouvrages=[*NODES, ("X1", "vanne!", None, point(10, 0))])
    version = town.dataset.current

    def seen() -> set[str]:
        stored = version.tables.select_related("table").get(table__name="ouvrages")
        view = authority.sight_of(PUBLIC, town.dataset)
        relation = authority.relation(view, town.dataset, stored)
        assert not relation.whole
        place = relation.columns.index(relation.require("nom")) + 1
        return {row[place] for row in rows.page(relation, size=50).rows}

    assert seen() == {"H", "R1"}
    withhold(town.network, version)
    town.dataset.refresh_from_db()
    assert seen() == {"H", "R1"}


def test_declaring_and_services(town, place, person):
    assert AuditEntry.objects.filter(action="network.declare").exists()
    gas = declare(None, reader_of(person("Luc", role=Role.PUBLISHER)), town.dataset,
                  service=town.service, commodity=Commodity.GAS, mapping=MAPPING)  # fmt: skip
    carried = reading.load(gas, town.dataset.current).elements.pipes.texts("commodity")
    assert set(carried) == {"gas"}
    reader = reader_of(person("Lucie"))
    with pytest.raises(Refused):
        declare(None, reader, town.dataset, service=town.service,
                commodity=Commodity.GAS, mapping=NetworkMapping("guided"))  # fmt: skip
    writer = reader_of(person("Marc", role=Role.PUBLISHER))
    with pytest.raises(Invalid, match="quelle table"):
        declare(None, writer, town.dataset, service=town.service,
                commodity=Commodity.GAS, mapping=NetworkMapping("guided"))  # fmt: skip
    with pytest.raises(Conflict):
        services.remove_service(None, writer, town.service)
    revision = town.dataset.policy_revision
    undeclare(None, writer, town.network)
    town.dataset.refresh_from_db()
    assert not Network.objects.exists()
    assert town.dataset.keeps_rows
    assert town.dataset.policy_revision == revision
    services.remove_service(None, writer, town.service)
    assert not Service.objects.exists()


def test_the_form_declares_what_it_shows(town, client, person):
    client.force_login(person("Marc", role=Role.PUBLISHER))
    address = reverse("network-declare", args=["eau"])
    page = client.get(address)
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    assert sent["from-canalisations-diameter_mm"] == "dn"
    sent["declare"] = "1"
    sent["code-ouvrages-kind-0"] = sent["code-ouvrages-kind-0"] or "hydrant"
    answer = client.post(address, sent)
    assert answer.status_code == 302, text_of(answer)
    kept = Network.objects.get().read_mapping()
    assert kept.tables["canalisations"].fields["diameter_mm"].column == "dn"
    assert kept.tables["ouvrages"].fields["kind"].codes["van"] == "valve"
    assert len(CUSTOMERS) == 2


def test_breaks_of_the_log_go_out_with_raepa(town, operator, client, place, tmp_path):
    import pyogrio

    from terrier.apps.interventions.models import Intervention

    table = town.dataset.tables.get(name="canalisations")
    told = {"table": table, "kind": "break", "done_on": "2026-03-01"}
    lon, lat = at(70, 0)
    Intervention.objects.create(row_key="P2", failure="04", repaired_on="2026-03-02",
                                longitude=lon, latitude=lat, **told)  # fmt: skip
    Intervention.objects.create(row_key="P3", brought_key="R-12", **told)
    Intervention.objects.create(row_key="P2", withdrawn_at=timezone.now(), **told)
    Intervention.objects.create(row_key="disparue", **told)
    Intervention.objects.create(row_key="P2", **(told | {"kind": "cleaning"}))
    file = tmp_path / "back.gpkg"
    file.write_bytes(exported(client, "raepa.gpkg"))
    _meta, found = pyogrio.read_arrow(file, layer="raepa_reparaep_p")
    rows = {row["idrepar"]: row for row in found.to_pylist()}
    first = rows[f"TERRIER-{Intervention.objects.get(failure='04').pk}"]
    assert set(rows) == {first["idrepar"], "R-12"}
    said = (first["idsuprepar"], first["defreparee"], str(first["daterepar"])[:10])
    assert said == ("P2", "04", "2026-03-02")
    assert abs(first["x"] - ORIGIN[0] - 70) < 0.01
    assert (rows["R-12"]["defreparee"], rows["R-12"]["daterepar"]) == ("00", None)


def test_exports_say_what_is_lost_and_come_back(town, operator, client, tmp_path):
    page = client.get(reverse("network-exports", args=["eau"]))
    assert page.status_code == 200
    assert {format for format, _label, _lost in page.context["formats"]} == {
        "raepa.gpkg", "raepa.zip", "stareau.gpkg", "inp"
    }  # fmt: skip
    import pyogrio

    file = tmp_path / "back.gpkg"
    file.write_bytes(exported(client, "raepa.gpkg"))
    layers = {name: pyogrio.read_info(file, layer=name)["features"]
              for name, _kind in pyogrio.list_layers(file)}  # fmt: skip
    assert layers["raepa_canalaep_l"] == len(PIPES)
    assert b"[PIPES]" in exported(client, "inp")
    assert client.post(reverse("network-export", args=["eau", "dwg"])).status_code == 404


def test_a_file_is_for_operators_of_the_network_as_it_is(
    town, operator, client, person, place, monkeypatch
):
    monkeypatch.setattr(exporting, "TOLD_AT_ONCE", 3)
    formats = client.get(reverse("network-exports", args=["eau"])).context["formats"]
    assert {lost for _format, _label, lost in formats} == {None}, "said with the file"
    asking = reverse("network-export", args=["eau", "stareau.gpkg"])
    waiting = client.post(asking)["Location"]
    assert client.post(asking)["Location"] == waiting, "asked twice, written once"
    assert "<progress" in client.get(waiting).content.decode()
    assert client.get(f"{waiting}contenu").status_code == 404, "not yet"
    drain()
    page = client.get(waiting)
    assert page.context["job"].result["notes"], "what StaR-Eau cannot hold"
    answer = client.get(f"{waiting}contenu")
    assert answer["Content-Disposition"] == 'attachment; filename="eau-v1-stareau.gpkg"'
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(action="network.download", actor=operator).count() == 1
    client.force_login(person("reader", place.root, Role.READER))
    assert [client.get(a).status_code for a in (waiting, f"{waiting}contenu")] == [403, 403]
    client.force_login(operator)
    town.network.revision += 1
    town.network.save()
    assert client.get(waiting).status_code == 404, "read in another way since"


def test_addresses_along_what_is_cut(town, operator, client, place, tmp_path):
    """The house whose nearest pipe is cut is named; the one upstream of the valve is not."""
    bring_addresses(place.root, tmp_path, {"1 rue Haute": (30, 8), "9 rue Basse": (170, 8),
                                           "loin": (170, 400)})  # fmt: skip
    page = close(client, ref="canalisations/P3")
    assert [one.label for one in page["along"].found] == ["9 rue Basse"]
    assert page["along"].complete
