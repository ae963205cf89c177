"""Refusals: problem details in the words of the screens, whatever is sent."""

from __future__ import annotations

import json

import pytest

from tests.apps.opening.rest.conftest import DATASET, TABLE, V1


@pytest.mark.parametrize(
    ("address", "field", "words"),
    [
        (f"{V1}/datasets?page=a", "page", "« a » ne convient pas ; la valeur doit être un nombre"),
        (f"{V1}/datasets?page=0", "page", "doit valoir au moins 1"),
        (f"{TABLE}/rows?limit=10001", "limit", "doit valoir au plus 10000"),
        (f"{TABLE}/rows?version=1.5", "version", "doit être un nombre entier"),
        (f"{TABLE}/rows?geometry=peut-être", "geometry", "doit valoir true ou false"),
        (f"{TABLE}/aggregates", "group_by", "est obligatoire"),
        (f"{TABLE}/aggregates?group_by=nom&measure=mode", "measure", "doit être un de"),
        (f"{TABLE}/files/pdf", "format", "doit être un de"),
    ],
)
def test_a_fault_says_field_value_rule_and_remedy(program, bins, address, field, words):
    bins()
    told = program()("GET", address, 400)
    (fault,) = told["errors"]
    assert (told["code"], fault["field"], fault["detail"]) == ("invalid", field, told["title"])
    assert words in told["title"]


@pytest.mark.parametrize(
    "address",
    [
        f"{V1}/datasets?couleur=bleu",
        f"{TABLE}/rows?commune=96001",
        f"{TABLE}/rows?f.absente=eq:1",
        f"{TABLE}/rows?f.tonnage=eq:beaucoup",
        f"{TABLE}/rows?bbox=1,2,3",
        f"{TABLE}/rows?filter=tonnage >",
        f"{TABLE}/rows?filter=read_csv('/etc/passwd')='a'",
        f"{TABLE}/rows?filter={'(' * 1500}",
        f"{TABLE}/rows?near=a,b,c",
        f"{DATASET}?version=1",
    ],
)
def test_a_question_that_means_nothing_is_refused(program, bins, address):
    bins()
    told = program()("GET", address, 400)
    assert told["code"] == "invalid"
    assert "etc/passwd" not in told["title"]


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", f"{V1}/absent", 404, "not_found"),
        ("POST", f"{V1}/absent/encore?a=b", 404, "not_found"),
        ("GET", f"{V1}/datasets/absent", 404, "not_found"),
        ("GET", f"{TABLE}s/rows", 404, "not_found"),
        ("GET", f"{TABLE}/rows?version=9", 404, "not_found"),
        ("DELETE", DATASET, 405, "not_allowed"),
        ("GET", f"{DATASET}/versions/1/restore", 405, "not_allowed"),
        ("GET", f"{V1}/imports", 401, "unknown"),
        ("POST", f"{V1}/imports", 401, "unknown"),
    ],
)
def test_other_refusals_have_their_status_and_code(program, bins, method, address, status, code):
    bins()
    assert program()(method, address, status)["code"] == code


def test_what_is_not_the_readers_does_not_exist(program, bins):
    bins(visibility="internal")
    call = program()
    hidden = call("GET", TABLE, 404)
    assert hidden == call("GET", TABLE.replace("points-de-collecte", "absent"), 404)


def test_a_withdrawn_dataset_says_why(program, bins):
    bins(gone_reason="Erreur de fichier.")
    assert "Erreur de fichier." in program()("GET", TABLE, 410)["title"]


def test_refusals_are_problems_for_whoever_names_no_type(client, place, settings, bins):
    bins()
    for headers in ({}, {"accept": "*/*"}, {"accept": "application/json"}):
        told = client.get(f"{V1}/absent", headers=headers)
        assert told["Content-Type"] == "application/problem+json"
    settings.UPLOAD_LIMIT_BYTES = 10
    told = client.post(f"{V1}/imports", "x" * 1_100_000, content_type="text/csv")
    assert (told.status_code, told["Content-Type"]) == (413, "application/problem+json")


def test_a_body_that_does_not_read_is_refused(program, chief):
    call = program(chief)
    address = f"{V1}/imports/from-url"
    bearer = {"authorization": f"Bearer {call.secret}"}
    for sent, kind in (
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
        (b"[[[[", "application/json"),
        (b"null", "application/json"),
        (b'{"url": 1}', "application/json"),
    ):
        told = call.client.generic("POST", address, sent, kind, headers=bearer)
        assert told.status_code == 400, sent
        assert told.json()["code"] == "invalid"
    for sent in (b"--x", b"--x\r\nContent-Disposition: form-data; name=files; filename=a\r\n\r\n"):
        told = call.client.generic(
            "POST", f"{V1}/imports", sent, "multipart/form-data; boundary=x", headers=bearer
        )
        assert told.status_code == 400, sent


def test_a_page_of_another_site_may_ask_what_is_allowed(client, bins):
    bins()
    asked = client.options(TABLE, headers={"origin": "https://ailleurs.fr"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked
    assert client.head(TABLE).status_code == 200


def test_what_is_answered_to_a_token_is_kept_by_no_cache(client, bins, program, elected):
    bins(visibility="internal")
    secret = program(elected).secret
    for address in (f"{V1}/datasets", DATASET, f"{TABLE}/rows", f"{TABLE}/files/json"):
        told = client.get(address, headers={"authorization": f"Bearer {secret}"})
        assert told["Cache-Control"] == "private, no-store"
        assert "Authorization" in told["Vary"]
        assert b"".join(told)


def test_the_landing_page_leads_to_the_rest(client, bins):
    bins()
    document = client.get(f"{V1}/").json()
    described = next(e["href"] for e in document["links"] if e["rel"] == "service-desc")
    assert client.get(described.removeprefix("http://testserver")).status_code == 200
    page = client.get(f"{V1}/", headers={"accept": "text/html"}).content.decode()
    for operation in ("GET /api/v1/datasets", "POST /api/v1/imports", "Corriger une valeur"):
        assert operation in page
    assert "/api/v1/" in json.dumps(client.get("/api/").json())
    collection = client.get("/api/collections/points-de-collecte.points?f=html").content.decode()
    assert f"{TABLE}/rows" in collection


@pytest.mark.parametrize(
    "address",
    [
        f"{DATASET}/versions/{10**30}",
        f"{DATASET}/versions/{10**30}/changes?from=1",
        f"{DATASET}/versions/1/changes?from={10**9}",
        f"{V1}/datasets?page=100000&q=%00",
        f"{TABLE}/rows?f.nom=eq:%00&sort=-nom&after=9007199254740991",
        f"{TABLE}/rows?q={'mot+' * 40}",
        f"{TABLE}/rows?{'f.nom=eq:a&' * 60}",
        f"{TABLE}/rows?columns={'nom,' * 500}",
        f"{TABLE}/rows?sort=--nom",
        f"{TABLE}/rows?near=nan,nan,nan",
        f"{TABLE}/rows?bbox=inf,0,0,0",
        f"{TABLE}/aggregates?group_by=tonnage:bins:inf",
        f"{TABLE}/aggregates?group_by=tonnage:bins:nan",
        f"{TABLE}/aggregates?group_by=tonnage:bins:1e-300",
        f"{TABLE}/aggregates?group_by=nom:value:3",
        f"{TABLE}/aggregates?group_by=nom&measure=sum&of=nom",
        f"{TABLE}/aggregates?group_by=nom,nom",
        f"{TABLE}/aggregates?group_by=commune&measure=median&of=tonnage&top=1",
        f"{V1}/imports/%00",
        f"{V1}/datasets/%C3%A9",
        f"{V1}//datasets",
    ],
)
def test_hostile_addresses_break_nothing(program, bins, address):
    bins()
    told = program().client.get(address)
    assert told.status_code in (200, 400, 404), told.content


@pytest.mark.parametrize(
    "sent",
    [
        b"[" * 100_000,
        b'{"url": ' + b'{"a":' * 50_000,
        b'{"url": "https://a.fr/\\u0000", "organisation": "val-clair"}',
        b'{"url": "https://a.fr/a", "organisation": "\\u0000"}',
        b'{"url": "https://a.fr/a", "dataset": "a\\u0000"}',
        b'{"url": "https://a.fr/\\ud800", "organisation": "val-clair"}',
        b'{"url": ' + b"9" * 10_000 + b"}",
        b'{"url": 1e999, "organisation": NaN}',
        b'{"url": "https://a.fr/a", "organisation": "val-clair", "mode": "restore"}',
    ],
)
def test_hostile_bodies_break_nothing(program, chief, sent):
    call = program(chief)
    told = call.client.generic(
        "POST",
        f"{V1}/imports/from-url",
        sent,
        "application/json",
        headers={"authorization": f"Bearer {call.secret}"},
    )
    assert told.status_code == 400, told.content
    assert told.json()["code"] == "invalid"
