"""The log of rows by programs: read by the territory, written once, with the state that is left."""

from __future__ import annotations

import io
from typing import get_args

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Correction
from terrier.apps.interventions.models import Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.opening.rest.schemas.interventions import KindWord, OutcomeWord
from terrier.domain.access.policy import Bounds, Role
from terrier.domain.upkeep.events import Kind, Outcome
from tests.apps.opening.rest.conftest import TABLE

ALL = f"{TABLE}/interventions"


def test_a_program_notes_and_reads(program, place, chief, bins):
    dataset = bins()
    call = program(chief)
    sent = {
        "key": "4", "kind": "repair", "done_on": "2026-03-12", "note": "Porte remise",
        "duration_min": 20, "cost_eur": "35.50", "place": {"longitude": 4.8, "latitude": 46.5},
        "state": {"column": "nom", "expected": "Point 4", "value": "Point 4 bis"},
    }  # fmt: skip
    made = call("POST", ALL, 201, sent, **{"Idempotency-Key": "m-1"})
    drain()
    assert (made["key"], made["cost_eur"], made["in_place"]) == ("4", 35.5, True)
    assert Correction.objects.get().pk == made["correction"]
    assert call("POST", ALL, 201, sent, **{"Idempotency-Key": "m-1"})["id"] == made["id"]
    other = {**sent, "note": "Autre", "state": None}
    assert call("POST", ALL, 409, other, **{"Idempotency-Key": "m-1"})["code"] == "conflict"
    late = {**other, "state": {"column": "nom", "expected": "Point 4", "value": "Autre"}}
    assert call("POST", ALL, 409, late)["code"] == "conflict"  # It says something else by now.
    call("POST", ALL, 404, {**other, "key": "999"})
    for wrong in (
        {"done_on": "2999-01-01"}, {"done_on": "hier"}, {"kind": "party"}, {"failure": "04"},
        {"cost_eur": -1}, {"cost_eur": 1e12}, {"colour": "blue"}, {"note": "a\0b"},
        {"place": {"longitude": 400, "latitude": 1}}, {"state": {"column": "zz", "value": "1"}},
    ):  # fmt: skip
        call("POST", ALL, 400, {**other, **wrong})
    assert Intervention.objects.count() == 1

    reader = program(place.member("Lectrice", Role.READER))
    found = reader("GET", f"{ALL}?key=4&kind=repair&start=2026-03-01", 200)
    assert [one["note"] for one in found["interventions"]] == ["Porte remise"]
    assert reader("GET", f"{ALL}?kind=break", 200)["found"] == 0
    reader("POST", ALL, 403, other)
    reader("GET", f"{ALL}?nature=repair", 400)
    # The key may be made of the masked column: the rows have no key for this reader, hence no log.
    bins.mask(dataset, "nom")
    assert reader("GET", ALL, 200)["interventions"] == []
    assert call("GET", ALL, 200)["found"] == 1
    program()("GET", ALL, 401)
    elsewhere = program(chief, bounds=Bounds(dataset=dataset.pk + 1))
    elsewhere("GET", ALL, 403)


def test_the_words_are_those_of_the_log():
    assert set(get_args(KindWord)) == set(Kind)
    assert set(get_args(OutcomeWord)) == set(Outcome)


def test_a_reader_of_one_commune_reads_the_log_of_its_rows(program, place, chief, bins):
    dataset = bins(visibility="internal")
    call = program(chief)
    for key in ("1", "2", "3"):
        call("POST", ALL, 201, {"key": key, "kind": "other", "done_on": "2026-03-12"})
    bins.limit(dataset)
    elected = program(place.member("Élu", Role.READER, place.second))
    assert [one["key"] for one in elected("GET", ALL, 200)["interventions"]] == ["2"]
    assert User.objects.count() == 2


def test_documents_of_rows(program, place, chief, bins):
    bins(visibility="internal")
    call = program(chief)
    documents = f"{TABLE}/documents"

    def file(content: bytes = b"%PDF-1.7 notice") -> io.BytesIO:
        made = io.BytesIO(content)
        made.name = "Notice de la borne.pdf"
        return made

    sent = {"key": "4", "file": file(), "dated": "2020-01-02"}
    made = call("POST", documents, 201, sent, **{"Idempotency-Key": "d-1"})
    told = (made["title"], made["media_type"], made["author"], made["dated"])
    assert told == ("Notice de la borne", "application/pdf", "Chef", "2020-01-02")
    again = {**sent, "file": file()}
    assert call("POST", documents, 201, again, **{"Idempotency-Key": "d-1"})["id"] == made["id"]
    call("POST", documents, 400, {**sent, "file": file(b"MZ\x90\x00")})
    call("POST", documents, 404, {**sent, "key": "999", "file": file()})
    call("POST", documents, 400, {"key": "4"})

    reader = program(place.member("Lectrice", Role.READER))
    (listed,) = reader("GET", f"{documents}?key=4", 200)["documents"]
    assert listed["id"] == made["id"]
    assert reader("GET", f"{documents}?key=5", 200)["found"] == 0
    address = listed["content_url"].removeprefix("http://testserver")
    assert reader("GET", address, 200) == b"%PDF-1.7 notice"
    one = address.removesuffix("/content")
    reader("DELETE", one, 403)
    program()("GET", documents, 404)
    program()("GET", address, 404)
    program()("DELETE", one, 401)
    assert call("DELETE", one, 204) == b""
    call("GET", address, 404)
