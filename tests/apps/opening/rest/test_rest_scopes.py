"""A token does what its scope says, where its limit says, and never more than its person."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
import shapely
from django.urls import resolve

from terrier.apps.catalog.models import Correction
from terrier.apps.catalog.queries import open_table
from terrier.apps.imports.actions import receiving
from terrier.apps.interventions.actions import documents
from terrier.apps.jobs.worker import drain
from terrier.apps.opening.rest.api import SCOPES
from terrier.apps.opening.rest.description import openapi
from terrier.apps.territories.queries import reader_of
from terrier.apps.worksites.actions import writing
from terrier.connectors.documents.recognising import recognise
from terrier.domain.access.policy import Bounds, Role
from terrier.domain.access.scopes import Scope
from tests.apps.opening.rest.conftest import DATASET, TABLE, V1

NOTHING = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Act:
    """An operation, called so that it succeeds for who may."""

    method: str
    address: str
    status: int = 200
    body: object = None
    reader: int = 403
    """What a mere reader is answered."""
    elsewhere: int = 200
    """What a token is answered that is limited to another dataset: this one is public."""


FILE = f"{TABLE}/versions/1/exports/{NOTHING}"
ACCEPT = {"choice": "accept"}
CORRECTION = {"table": "points", "key": "5", "column": "nom", "expected": "Point 5",
              "value": "Gare", "reason": "Vu."}  # fmt: skip
WORKSITE = {"organisation": "val-clair", "title": "Conduite",
            "geometry": {"type": "Point", "coordinates": [4.81, 46.51]}}  # fmt: skip
INTERVENTION = {"key": "5", "kind": "inspection", "done_on": "2026-03-02", "note": "Vu."}
ACTS = {
    "listDatasets": Act("GET", f"{V1}/datasets", reader=200),
    "getDataset": Act("GET", DATASET, reader=200),
    "getTable": Act("GET", TABLE, reader=200),
    "listRows": Act("GET", f"{TABLE}/rows", reader=200),
    "aggregateRows": Act("GET", f"{TABLE}/aggregates?group_by=nom", reader=200),
    "askQuestion": Act("GET", f"{TABLE}/question?par=nom", reader=200),
    "getStatistics": Act("GET", f"{TABLE}/statistics", reader=200),
    "downloadRows": Act("GET", f"{TABLE}/files/csv", reader=200),
    "askFile": Act("POST", f"{TABLE}/exports", 202, {"format": "xlsx"}, 202, 202),
    "followFile": Act("GET", FILE, 404, None, 404, 404),
    "downloadFile": Act("GET", f"{FILE}/content", 404, None, 404, 404),
    "listVersions": Act("GET", f"{DATASET}/versions", reader=200),
    "getVersion": Act("GET", f"{DATASET}/versions/1", reader=200),
    "compareVersions": Act("GET", f"{DATASET}/versions/2/changes?from=1", reader=200),
    "restoreVersion": Act("POST", f"{DATASET}/versions/1/restore", 201, elsewhere=403),
    "getReceipt": Act("GET", f"{DATASET}/versions/1/receipt", elsewhere=403),
    "getRejects": Act("GET", f"{DATASET}/versions/1/tables/points/rejects", 404, elsewhere=403),
    "listImports": Act("GET", f"{V1}/imports", reader=200),
    "importFiles": Act("POST", f"{V1}/imports", 201, {"dataset": "points-de-collecte",
                       "files": None}, elsewhere=403),
    "importAddress": Act("POST", f"{V1}/imports/from-url", 201, {"dataset": "points-de-collecte",
                         "url": "https://exemple.fr/a.csv"}, elsewhere=403),
    "getImport": Act("GET", "{import}", reader=404, elsewhere=404),
    "getProposal": Act("GET", "{import}/proposal", reader=404, elsewhere=404),
    "decideImport": Act("POST", "{import}/decisions", 200, {}, 404, 404),
    "launchImport": Act("POST", "{import}/launch", 202, None, 404, 404),
    "readAgain": Act("POST", "{import}/read-again", 409, {}, 404, 404),
    "cancelImport": Act("POST", "{import}/cancel", 202, None, 404, 404),
    "listCorrections": Act("GET", f"{DATASET}/corrections", elsewhere=403),
    "correctValue": Act("POST", f"{DATASET}/corrections", 201, CORRECTION, elsewhere=403),
    "settleCorrection": Act("POST", "{correction}/settle", 200, ACCEPT, elsewhere=403),
    "withdrawCorrection": Act("POST", "{correction}/withdraw", 409, elsewhere=403),
    "listInterventions": Act("GET", f"{TABLE}/interventions", reader=200, elsewhere=403),
    "noteIntervention": Act("POST", f"{TABLE}/interventions", 201, INTERVENTION, elsewhere=403),
    "listDocuments": Act("GET", f"{TABLE}/documents", reader=200),
    "attachDocument": Act("POST", f"{TABLE}/documents", 201, {"key": "4", "file": None},
                          elsewhere=403),
    "getDocument": Act("GET", "{document}/content", reader=200),
    "removeDocument": Act("DELETE", "{document}", 204, elsewhere=403),
    "listWorksites": Act("GET", f"{V1}/worksites", reader=200),
    "createWorksite": Act("POST", f"{V1}/worksites", 201, WORKSITE, elsewhere=403),
    "getWorksite": Act("GET", "{worksite}", reader=200),
    "changeWorksite": Act("PATCH", "{worksite}", 200, {"revision": 2, "title": "Autre"},
                          elsewhere=403),
    "publishWorksite": Act("POST", "{worksite}/publication", 200,
                           {"revision": 2, "published": True}, elsewhere=403),
    "listJobs": Act("GET", f"{V1}/jobs", reader=200, elsewhere=403),
    "getJob": Act("GET", f"{V1}/jobs/{NOTHING}", 404, None, 404, 403),
}  # fmt: skip
"""Every operation; what it takes and answers."""
FOR_MEMBERS = {"listInterventions"}
"""What is read with a token alone, even of a public dataset."""


@pytest.fixture
def world(bins, chief, place):
    """Give a dataset with two versions, a conflict to settle and an import to decide."""
    dataset = bins()
    bins.add_version(dataset, rows=50)
    file = io.BytesIO(b"commune;nom\n96001;A\n")
    file.name = "a.csv"
    importing = receiving.begin(
        chief, reader_of(chief), owner=place.root, dataset=dataset, mode="append",
        originals=[receiving.keep_original("a.csv", receiving.chunks_of(file), chief)],
    )  # fmt: skip
    drain()
    made = Correction.objects.create(
        table=dataset.tables.get(), column=bins.column(dataset, "nom"), row_key="4", value="Mairie",
        expected="Ancien", found="Point 4", reason="Vu.", state=Correction.State.CONFLICT,
    )  # fmt: skip
    digging = writing.create(
        chief, reader_of(chief), place.root, {"title": "Fuite"}, shapely.Point(4.81, 46.51)
    )
    writing.publish(chief, reader_of(chief), digging, 1, published=True)
    document = documents.attach(
        chief, reader_of(chief), open_table(reader_of(chief), dataset.slug), "4",
        documents.Attached(recognise(b"Lu."), "Note"),
    )  # fmt: skip
    return {
        "document": f"{DATASET}/documents/{document.pk}",
        "worksite": f"{V1}/worksites/{digging.pk}",
        "import": f"{V1}/imports/{importing.pk}",
        "correction": f"{DATASET}/corrections/{made.pk}",
    }


def do(call, world, name: str, status: int):
    act, body = ACTS[name], ACTS[name].body
    file = {"files", "file"}.intersection(body) if isinstance(body, dict) else ()
    for field in file:
        sent = io.BytesIO(b"commune;nom\n96001;A\n")
        sent.name = "b.csv"
        body = {**body, field: sent}
    return call(act.method, act.address.format(**world), status, body)


def test_every_operation_has_its_scope_and_its_act_here():
    described = {
        operation["operationId"]: operation
        for methods in openapi()["paths"].values()
        for operation in methods.values()
    }
    assert set(described) == set(SCOPES) == set(ACTS)
    for name, operation in described.items():
        wanted = operation["security"][-1]["Bearer"]
        assert wanted == [SCOPES[name].value]
        assert ({} in operation["security"]) == (SCOPES[name] is Scope.READ)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_does_what_its_scope_says_and_nothing_else(program, world, chief, scope):
    call = program(chief, scope)
    for name in ACTS:
        if SCOPES[name] is not scope:
            told = do(call, world, name, 403)
            assert "Ce jeton ne permet pas cela" in told["title"], name
    for name, act in ACTS.items():
        if SCOPES[name] is scope:
            do(call, world, name, act.status)


def test_a_token_of_every_scope_gives_a_reader_no_more_than_reading(program, world, elected):
    call = program(elected)
    for name, act in ACTS.items():
        do(call, world, name, act.reader)


def test_a_token_limited_to_another_dataset_is_the_public_here(program, bins, world, chief):
    other = bins("Autres", rows=3)
    call = program(chief, bounds=Bounds(dataset=other.pk))
    for name, act in ACTS.items():
        do(call, world, name, act.elsewhere)
    restored = other.versions.get().number
    bins.add_version(other, rows=4)
    call("POST", f"{V1}/datasets/autres/versions/{restored}/restore", 201)


def test_a_token_limited_to_one_dataset_makes_no_other(program, bins, chief, place):
    dataset = bins()
    call = program(chief, bounds=Bounds(dataset=dataset.pk))
    sent = {"organisation": place.root.slug, "url": "https://exemple.fr/a.csv"}
    call("POST", f"{V1}/imports/from-url", 400, sent)
    sent = {"dataset": dataset.slug, "url": "https://exemple.fr/a.csv"}
    made = call("POST", f"{V1}/imports/from-url", 201, sent)
    assert [i["id"] for i in call("GET", f"{V1}/imports", 200)["imports"]] == [made["id"]]


def test_a_token_limited_to_an_organisation_reaches_neither_above_nor_beside(
    program, bins, chief, place
):
    bins()
    bins("Locaux", owner=place.first, visibility="internal")
    bins("Voisins", owner=place.second, visibility="internal")
    call = program(chief, bounds=Bounds(organisation=place.first.pk))
    found = call("GET", f"{V1}/datasets?tri=titre", 200)["datasets"]
    assert [d["slug"] for d in found] == ["locaux", "points-de-collecte"]
    call("GET", f"{V1}/datasets/voisins", 404)
    call("GET", f"{DATASET}/corrections", 403)
    call("GET", f"{V1}/datasets/locaux/corrections", 200)
    url = {"url": "https://exemple.fr/a.csv"}
    for place_, status in ((place.first, 201), (place.second, 400), (place.root, 400)):
        call("POST", f"{V1}/imports/from-url", status, {"organisation": place_.slug, **url})


def test_the_public_reads_and_is_asked_for_a_token_before_anything_else(program, world):
    call = program()
    for name, act in ACTS.items():
        if SCOPES[name] is Scope.READ and name not in FOR_MEMBERS:
            do(call, world, name, act.status)
        else:
            told = do(call, world, name, 401)
            assert told["code"] == "unknown"


def test_a_token_in_an_address_never_writes(program, world, chief):
    call, secret = program(), program(chief).secret
    for name, act in ACTS.items():
        sign = "&" if "?" in act.address else "?"
        shown = act.address.format(**world) + f"{sign}token={secret}"
        if SCOPES[name] is not Scope.READ and act.method == "POST":
            told = call("POST", shown, 403, act.body if "files" not in (act.body or {}) else {})
            assert "en-tête" in told["title"], name
    assert call("GET", f"{V1}/imports?token={secret}", 401)


def test_rights_are_those_of_the_moment(program, world, chief):
    call = program(chief)
    do(call, world, "listCorrections", 200)
    chief.memberships.update(role=Role.READER.value)
    do(call, world, "listCorrections", 403)
    chief.memberships.all().delete()
    do(call, world, "getImport", 404)
    chief.is_active = False
    chief.save()
    do(call, world, "listDatasets", 401)


def test_every_operation_is_declared_for_whom_it_is():
    for act in ACTS.values():
        path = act.address.format(**{"import": f"{V1}/imports/{NOTHING}",
                                     "correction": f"{DATASET}/corrections/1",
                                     "document": f"{DATASET}/documents/1",
                                     "worksite": f"{V1}/worksites/1"})  # fmt: skip
        assert resolve(path.partition("?")[0]).func.audience.value == "by_dataset"
