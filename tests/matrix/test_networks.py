"""A real network: who works with it, and what of it nobody else is ever told."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.parquet as pq
import pytest
from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.networks import checked, exporting
from terrier.apps.networks.queries import OpenedNetwork
from terrier.apps.networks.reading import WHOLE
from terrier.domain.access.policy import Right, sight
from terrier.lake.export.networks import NetworkFormat
from tests.apps.networks.town import MARKER
from tests.matrix import routes
from tests.matrix.judging import METHODS, NOT_ALLOWED, ask, judge
from tests.matrix.leaks import forbidden, leaked
from tests.matrix.network import CONNECTION, RIGHTS, VALVE, WITHHELD
from tests.matrix.readers import ASKED

WHERE = "?ref=canalisations/P6"


@dataclass(frozen=True)
class Asked:
    """What an address of the network answers, and to whom: a word of `_refused`."""

    needs: str
    get: int = 200
    post: int | None = None
    """Empty: as the link."""
    args: tuple[str, ...] = ()
    query: str = ""


PAGES = {
    "network": Asked("see"),
    "network-object": Asked("operate", query=f"?fragment&ref=ouvrages/{VALVE}V1"),
    "network-trace": Asked("operate", query=WHERE),
    "network-weak": Asked("operate"),
    "network-exports": Asked("operate"),
    "network-export": Asked("operate", NOT_ALLOWED, 302, args=("model",)),
    "network-file": Asked("operate", args=("file",)),
    # The file is not written yet: operators are told so, others that it is not theirs.
    "network-file-content": Asked("operate", 404, args=("file",)),
    "network-close": Asked("operate", query=WHERE),
    "network-crew-list": Asked("operate", query=WHERE),
    "network-notice": Asked("operate", query=WHERE),
    "network-tile": Asked("operate", args=("version", "revision", "z", "x", "y")),
    "network-checks": Asked("check"),
    "network-findings": Asked("check", args=("format",)),
    "network-finding": Asked("check", args=("finding",)),
    "network-findings-tile": Asked("check", args=("run", "zero", "zero", "zero")),
    "network-check-again": Asked("check", NOT_ALLOWED, 302),
    "network-repair": Asked("check", NOT_ALLOWED, 409),
    "network-declare": Asked("contribute"),
    "network-sensitive": Asked("contribute"),
    "network-undeclare": Asked("publish", NOT_ALLOWED, 302),
}
ANSWERS: dict[str, tuple[object, ...]] = {
    "digging-answer": (),
    "digging-view": (),
    "digging-plan": (),
    "digging-data": ("geojson",),
    "digging-piece": (),
    "digging-tile": (14, 8411, 5794),
}


def test_every_address_of_a_network_is_asked():
    named = {p.name for p in routes.patterns() if p.name and p.name.startswith("network")}
    assert named - {"networks"} == set(PAGES)


def file_asked(world):
    network = world.water.network
    opened = OpenedNetwork(network, world.water.dataset.current, WHOLE, operates=True)
    return exporting.ask_file(opened, NetworkFormat.EPANET, None)


def address_of(world, page: str) -> str:
    network = world.water.network
    run = checked.latest(network)
    examples = {
        "model": "inp", "format": "csv", "finding": 1, "run": run.pk, "zero": 0,
        "file": file_asked(world).pk, "revision": network.revision,
        "version": world.water.dataset.current.number,
        "z": 14, "x": 8411, "y": 5794,
    }  # fmt: skip
    args = [examples[a] for a in PAGES[page].args]
    return reverse(page, args=[world.water.dataset.slug, *args]) + PAGES[page].query


def operates(someone) -> bool:
    return Right.OPERATE_NETWORK in RIGHTS.get(someone.name, ()) and someone.name != "agent"


def expected(world, someone, page: str, method: str) -> int:
    asked = PAGES[page]
    refused = routes._gate(someone.reader, routes.audiences()[page], method)
    answer = asked.get if method == "GET" or asked.post is None else asked.post
    if refused or answer == NOT_ALLOWED:
        return refused or NOT_ALLOWED
    seen = sight(someone.reader, world.water.dataset.policy())
    allowed = {
        "see": seen.visible,
        "operate": operates(someone),
        "check": operates(someone) or seen.contributes,
        "contribute": seen.contributes,
        "publish": seen.publishes,
    }
    return answer if allowed[asked.needs] else 403


@pytest.mark.parametrize("name", ASKED)
def test_networks(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    if Right.SEE_CUSTOMERS not in RIGHTS.get(name, ()):
        hidden.append(MARKER)
    wrong = []
    for page in PAGES:
        address = address_of(world, page)
        # What was asked may be said again.
        markers = [m for m in hidden if m not in address]
        # A reading address answers a form as it answers a link.
        for method in METHODS if PAGES[page].post else METHODS[:1]:
            status = expected(world, someone, page, method)
            wrong += judge(client, method, address, status, markers)
    for page, more in ANSWERS.items():
        address = reverse(page, args=[world.answer.reference, *more]) + "?rang=0"
        status = 200 if operates(someone) else 404
        gate = routes._gate(someone.reader, routes.audiences()[page], "GET")
        wrong += judge(client, "GET", address, gate or status, hidden)
        nowhere = reverse(page, args=[routes.NOBODY, *more])
        wrong += judge(client, "GET", nowhere, gate or 404, hidden)
    assert not wrong, "\n".join(["", *wrong])


TABLES = {
    "canalisations": f"{CONNECTION}B1",
    "ouvrages": f"{VALVE}V1",
    "abonnes": f"{MARKER} Dupont",
}
"""Of each table, the key of a row that is withheld."""


def doors(world, someone) -> list[str]:
    """List every address that shows a dataset, on each table, and on its withheld row."""
    dataset = world.water.dataset
    found = ["/catalogue/?q=zqvanne", "/communes/96001/", "/ici/?lat=46.52&lon=4.82&rayon=500"]
    for name, key in TABLES.items():
        stored = dataset.current.tables.get(table__name=name)
        print_ = authority.relation(authority.sight_of(someone.reader, dataset), dataset, stored)
        examples = {
            "slug": [dataset.slug], "table": [name], "row": [row_of(stored, key)], "key": [key],
            "number": [dataset.current.number], "format": ["csv"],
            "collection": [f"{dataset.slug}.{name}"], "table id": [stored.table_id],
            "tile": [dataset.current.number, print_.fingerprint, 14, 8411, 5794],
        }  # fmt: skip
        for page, route in routes.DATASET_PAGES.items():
            if route.needs == "see" and page not in PAGES and set(route.args) <= set(examples):
                found.append(reverse(page, args=[e for a in route.args for e in examples[a]]))
    return sorted(set(found))


def row_of(stored, key: str) -> int:
    """Find the number of a row in the file itself."""
    read = pq.read_table(authority.store().path(stored.path), columns=["_row", "_key"])
    return next(row["_row"] for row in read.to_pylist() if row["_key"] == key)


@pytest.mark.parametrize("name", ["public", "stranger", "administrator as public"])
def test_withheld_rows_are_told_by_no_door(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    assert set(WITHHELD) <= set(hidden)
    told, answered = [], set()
    for address in doors(world, someone):
        status, body = ask(client, "GET", address)
        answered.add(status)
        assert status < 500, address
        told += [f"{address}: « {m} »" for m in leaked(body, hidden) if m not in address]
    assert not told, "\n".join(["", *told])
    assert {200, 404} <= answered


def test_the_markers_are_there_to_be_told(world, somebody):
    _, closed = ask(somebody["publisher"].client(), "GET", address_of(world, "network-close"))
    assert MARKER in closed
    assert VALVE in closed
    _, closed = ask(somebody["contributor"].client(), "GET", address_of(world, "network-close"))
    assert VALVE in closed
    for name, mark in zip(TABLES, (CONNECTION, VALVE, MARKER), strict=True):
        rows = reverse("dataset-download", args=["eau", name, "csv"])
        assert mark in ask(somebody["reader"].client(), "GET", rows)[1]
