"""Writing by the REST API: imports, corrections, restoring, all through the acts of the screens."""

from __future__ import annotations

import io

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Correction, Dataset, Original
from terrier.apps.imports.models import Import
from terrier.apps.jobs.worker import drain
from terrier.domain.access.policy import Role
from tests.apps.opening.rest.conftest import DATASET, TABLE, V1

CSV = "numero;nom;pose le;tonnage\nA1;Mairie;03/02/2024;12,5\nA2;École;04/02/2024;3\n"


def file(text: str = CSV, name: str = "bornes.csv") -> io.BytesIO:
    sent = io.BytesIO(text.encode())
    sent.name = name
    return sent


def bring(call, status=201, *, text=CSV, key=None, **where):
    where = where or {"organisation": "val-clair"}
    headers = {"Idempotency-Key": key} if key else {}
    return call("POST", f"{V1}/imports", status, {**where, "files": file(text)}, **headers)


def proposed(call, **asked) -> str:
    """Bring a file and have it read."""
    address = bring(call, **asked)["url"].removeprefix("http://testserver")
    drain()
    return address


def test_a_file_becomes_a_dataset_and_its_receipt_is_read(program, chief):
    call = program(chief)
    address = proposed(call)
    assert call("GET", address, 200)["state"] == "proposed"
    proposal = call("GET", f"{address}/proposal", 200)
    (table,) = proposal["tables"]
    assert [c["grammar"] for c in table["columns"]][2].startswith("date")
    decisions = {
        "title": "Bornes",
        "tables": {
            table["name"]: {
                "key": ["numero"],
                "columns": {"nom": {"label": "Nom du lieu"}, "tonnage": {"unit": "t"}},
            }
        },
    }
    decided = call("POST", f"{address}/decisions", 200, decisions)
    assert (decided["title"], decided["tables"][0]["key"]) == ("Bornes", ["numero"])
    assert decided["tables"][0]["columns"][1]["label"] == "Nom du lieu"
    assert call("POST", f"{address}/launch", 202)["state"] == "running"
    call("POST", f"{address}/launch", 409)
    drain()
    done = call("GET", address, 200)
    assert (done["state"], done["version"], done["dataset"]) == ("done", 1, "bornes")
    receipt = call("GET", f"{V1}/datasets/bornes/versions/1/receipt", 200)
    assert receipt["tables"][0]["equation"]["records"] == 2
    rows = call("GET", f"{V1}/datasets/bornes/tables/{table['name']}/rows", 200)["rows"]
    assert [r["key"] for r in rows] == ["A1", "A2"]
    call("GET", f"{V1}/datasets/bornes/versions/1/tables/{table['name']}/rejects", 404)
    actions = set(AuditEntry.objects.filter(actor=chief).values_list("action", flat=True))
    assert {"import.begin", "import.launch", "version.commit"} <= actions


def test_rejected_rows_are_given_as_csv(program, chief):
    call = program(chief)
    rows = "".join(f"B{n};Lieu {n};0{1 + n % 9}/02/2024;{n}\n" for n in range(200))
    address = proposed(call, text=CSV + rows + "A3;Gare;bientôt;1\n")
    table = call("GET", f"{address}/proposal", 200)["tables"][0]["name"]
    call("POST", f"{address}/launch", 202)
    drain()
    slug = call("GET", address, 200)["dataset"]
    rejects = f"{V1}/datasets/{slug}/versions/1/tables/{table}/rejects"
    assert "bientôt" in call("GET", rejects, 200).decode()
    program()("GET", rejects, 401)
    assert AuditEntry.objects.filter(action="download.rejects").count() == 1


@pytest.mark.parametrize(
    "decisions",
    [
        {"tables": {"absente": {}}},
        {"tables": {"{}": {"columns": {"absente": {}}}}},
        {"tables": {"{}": {"key": ["absente"]}}},
        {"tables": {"{}": {"columns": {"nom": {"grammar": "elfique"}}}}},
        {"tables": {"{}": {"geometry": {"kind": "lonlat", "x": "absente", "y": "nom"}}}},
        {"tables": {"{}": {"geometry": {"kind": "wkt", "x": "nom", "crs": "; DROP"}}}},
        {"tables": {"{}": {"renamed": {"ancienne": "nom"}}}},
        {"tables": {"{}": {"keep": False}}},
        {"tables": {"{}": {"inconnu": 1}}},
        {"tables": []},
        [],
        None,
    ],
)
def test_decisions_that_mean_nothing_are_refused_and_change_nothing(program, chief, decisions):
    call = program(chief)
    address = proposed(call)
    before = call("GET", f"{address}/proposal", 200)
    name = before["tables"][0]["name"]
    if isinstance(decisions, dict) and isinstance(decisions["tables"], dict):
        decisions = {"tables": {k.format(name): v for k, v in decisions["tables"].items()}}
    call("POST", f"{address}/decisions", 400, decisions)
    assert call("GET", f"{address}/proposal", 200) == before


def test_a_file_is_read_again_otherwise_or_given_up(program, chief):
    call = program(chief)
    address = proposed(call)
    again = call("POST", f"{address}/read-again", 202, {"separator": ","})
    assert again["state"] == "reading"
    drain()
    assert len(call("GET", f"{address}/proposal", 200)["tables"][0]["columns"]) < 4
    assert call("POST", f"{address}/cancel", 202)["state"] == "cancelled"
    call("GET", f"{address}/proposal", 409)


def imported(call, **asked) -> str:
    """Bring a file and import it as proposed; give its dataset."""
    address = proposed(call, **asked)
    call("POST", f"{address}/launch", 202)
    drain()
    return call("GET", address, 200)["dataset"]


def test_a_dataset_is_brought_up_to_date_and_a_lost_column_is_asked_about(program, chief):
    call = program(chief)
    slug = imported(call)
    address = proposed(call, text="numero;nom\nA3;Gare\n", dataset=slug, mode="append")
    table = call("GET", f"{address}/proposal", 200)["tables"][0]
    lost = [column["name"] for column in table["missing"]]
    assert "tonnage" in lost
    assert "« tonnage »" in call("POST", f"{address}/launch", 400)["title"].lower()
    decided = {"tables": {table["name"]: {"removed": lost}}}
    call("POST", f"{address}/decisions", 200, decided)
    # What is not said again stays decided.
    call("POST", f"{address}/decisions", 200, {})
    call("POST", f"{address}/launch", 202)
    drain()
    assert call("GET", address, 200)["version"] == 2
    rows = call("GET", f"{V1}/datasets/{slug}/tables/{table['name']}/rows", 200)
    assert rows["matched"] == 3


def test_the_same_key_gives_the_same_import(program, chief, place):
    call = program(chief)
    first = bring(call, key="bornes-1")
    assert bring(call, key="bornes-1")["id"] == first["id"]
    assert (Import.objects.count(), Original.objects.count()) == (1, 1)
    assert bring(call, key="bornes-2")["id"] != first["id"]
    bring(call, 409, key="bornes-1", text=CSV + "A3;Gare;05/02/2024;1\n")
    url = {"organisation": "val-clair", "url": "https://exemple.fr/a.csv"}
    asked = [
        call("POST", f"{V1}/imports/from-url", 201, url, **{"Idempotency-Key": "u"})["id"]
        for _ in range(2)
    ]
    assert len(set(asked)) == 1
    call(
        "POST", f"{V1}/imports/from-url", 409, {**url, "url": "https://exemple.fr/b.csv"},
        **{"Idempotency-Key": "u"},
    )  # fmt: skip
    other = program(place.member("Claire", Role.CONTRIBUTOR))
    assert bring(other, key="bornes-1")["id"] != first["id"]
    bring(call, 400, key="x" * 201)


def test_whoever_may_not_bring_a_file_leaves_nothing(program, elected, bins):
    bins()
    call = program(elected)
    bring(call, 400)
    bring(call, 403, dataset="points-de-collecte")
    bring(call, 404, dataset="absent")
    assert (Import.objects.count(), Original.objects.count()) == (0, 0)


def test_a_file_beyond_the_limit_is_refused(program, chief, settings):
    settings.UPLOAD_LIMIT_BYTES = 20
    assert "dépasse la taille permise" in bring(program(chief), 400)["title"]
    too_long = {"organisation": "val-clair", "files": file("x" * 1_100_000)}
    assert program(chief)("POST", f"{V1}/imports", 413, too_long)["code"] == "too_big"


def test_a_value_is_corrected_and_no_more(program, bins, chief):
    bins()
    call = program(chief)
    sent = {"table": "points", "key": "4", "column": "nom", "expected": "Point 4"}
    sent |= {"value": "Mairie", "reason": "Vu sur place."}
    made = call("POST", f"{DATASET}/corrections", 201, sent)
    assert (made["state"], made["expected"], made["value"]) == ("active", "Point 4", "Mairie")
    drain()
    row = call("GET", f"{TABLE}/rows?f.nom=eq:Mairie", 200)["rows"][0]
    assert row["key"] == "4"
    assert (
        "c’est maintenant « Mairie »" in call("POST", f"{DATASET}/corrections", 409, sent)["title"]
    )
    call("POST", f"{DATASET}/corrections", 400, {**sent, "column": "absente"})
    call("POST", f"{DATASET}/corrections", 400, {**sent, "expected": "Mairie", "reason": " "})
    one = f"{DATASET}/corrections/{made['id']}"
    call("POST", f"{one}/settle", 409, {"choice": "keep"})
    assert call("POST", f"{one}/withdraw", 200)["state"] == "withdrawn"
    call("POST", f"{one}/withdraw", 409)
    assert call("GET", f"{DATASET}/corrections", 200)["found"] == 1
    call("POST", f"{DATASET}/corrections/{10**30}/withdraw", 404)


def test_a_conflict_is_settled(program, bins, chief):
    dataset = bins()
    Correction.objects.create(
        table=dataset.tables.get(), column=bins.column(dataset, "nom"), row_key="4", value="Mairie",
        expected="Ancien", found="Point 4", reason="Vu.", state=Correction.State.CONFLICT,
    )  # fmt: skip
    one = f"{DATASET}/corrections/{Correction.objects.get().pk}"
    assert (
        program(chief)("POST", f"{one}/settle", 200, {"choice": "accept"})["state"] == "withdrawn"
    )


def test_an_old_version_is_restored_unless_another_arrived(program, bins, chief):
    dataset = bins()
    bins.add_version(dataset, rows=50)
    call = program(chief)
    restore = f"{DATASET}/versions/1/restore"
    stale = call("POST", restore, 412, **{"If-Match": '"v1"'})
    assert stale["code"] == "stale"
    assert "v2" in stale["title"]
    assert call("POST", restore, 201, **{"If-Match": '"v2"'})["number"] == 3
    call("POST", f"{DATASET}/versions/3/restore", 409)
    assert Dataset.objects.get().current.number == 3


def test_a_page_of_another_site_cannot_write_with_the_session(program, bins, chief):
    dataset = bins()
    bins.add_version(dataset, rows=50)
    call = program()
    call.client.force_login(chief)
    restore = f"{DATASET}/versions/1/restore"
    assert "X-CSRFToken" in call("POST", restore, 403)["title"]
    call.client.get("/mon-compte/jetons/")
    proof = call.client.cookies["csrftoken"].value
    assert call("POST", restore, 201, **{"X-CSRFToken": proof})["number"] == 3
