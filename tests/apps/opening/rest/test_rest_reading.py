"""Reading by the REST API: the catalogue, rows, groups, figures, files, versions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terrier.apps.catalog.models import Version
from terrier.apps.jobs.worker import drain
from terrier.domain.access.scopes import Scope
from tests.apps.opening.rest.conftest import DATASET, TABLE, V1


def walk(call, address: str) -> list[dict]:
    """Follow the pages to the last."""
    found = []
    while address:
        page = call("GET", address.removeprefix("http://testserver"), 200)
        found += page["rows"]
        address = page["next"]
    return found


def test_the_catalogue_is_searched_narrowed_and_paged(program, bins):
    for n in range(21):
        bins(f"Jeu {n}", rows=3, theme="dechets" if n % 2 else "energie")
    bins("Secrets", visibility="internal")
    call = program()
    page = call("GET", f"{V1}/datasets?tri=titre", 200)
    assert (page["found"], page["pages"], len(page["datasets"])) == (21, 2, 20)
    rest = call("GET", page["next"].removeprefix("http://testserver"), 200)
    assert [d["slug"] for d in rest["datasets"]] == ["jeu-9"]
    assert rest["next"] is None
    themes = next(f for f in page["facets"] if f["name"] == "theme")
    assert {c["value"]: c["count"] for c in themes["choices"]} == {"energie": 11, "dechets": 10}
    assert call("GET", f"{V1}/datasets?theme=dechets", 200)["found"] == 10
    assert call("GET", f"{V1}/datasets?q=jeu+17", 200)["datasets"][0]["slug"] == "jeu-17"
    assert call("GET", f"{V1}/datasets?q=secrets", 200)["found"] == 0


def test_the_list_asks_as_few_questions_for_many_datasets(program, bins, chief):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            program_of_chief("GET", f"{V1}/datasets", 200)
        return len(asked)

    program_of_chief = program(chief)
    bins("Un", rows=3)
    questions()  # The first use of a token is noted.
    one = questions()
    for n in range(8):
        bins(f"Jeu {n}", rows=3)
    assert questions() == one
    assert one == 18


def test_a_dataset_tells_its_tables_and_never_a_masked_column(program, bins, chief):
    dataset = bins()
    bins.mask(dataset)
    told = program()("GET", DATASET, 200)
    (table,) = told["tables"]
    assert [c["name"] for c in table["columns"]] == ["commune", "nom", "tonnage", "releve", "actif"]
    assert table["columns"][2]["unit"] == "t"
    assert table["rows"] == 60
    whole = program(chief)("GET", DATASET, 200)["tables"][0]["columns"]
    assert whole[-1]["name"] == "telephone"


@pytest.mark.parametrize(
    "question",
    [
        "rows?f.{}=eq:a",
        "rows?sort={}",
        "rows?columns={}",
        "rows?filter={}='a'",
        "aggregates?group_by={}",
        "aggregates?group_by=nom&measure=max&of={}",
        "files/csv?f.{}=filled",
    ],
)
def test_a_masked_column_answers_like_one_that_does_not_exist(program, bins, question):
    bins.mask(bins())
    call = program()
    hidden, absent = (
        call("GET", f"{TABLE}/{question.format(name)}", 400) for name in ("telephone", "inconnu")
    )
    assert hidden["title"].replace("telephone", "…") == absent["title"].replace("inconnu", "…")


def test_rows_follow_in_their_version_while_another_arrives(program, bins):
    dataset = bins()
    call = program()
    first = call("GET", f"{TABLE}/rows?limit=25&sort=-tonnage", 200)
    assert first["rows"][0] == {
        "row": 60, "key": "60",
        "values": {"commune": "96003", "nom": "Point 60", "tonnage": 59029.5,
                   "releve": "2024-02-29", "actif": False, "telephone": "03 85 00 00 59"},
    }  # fmt: skip
    bins.add_version(dataset, rows=3)
    rest = walk(call, first["next"])
    numbers = [r["row"] for r in [*first["rows"], *rest]]
    assert numbers == list(range(60, 0, -1))
    assert call("GET", f"{TABLE}/rows", 200)["matched"] == 3
    Version.objects.filter(dataset=dataset, number=1).update(gone_reason="Erreur de fichier.")
    gone = call("GET", first["next"].removeprefix("http://testserver"), 410)
    assert "Erreur de fichier." in gone["title"]


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("f.commune=eq:96001", 20),
        ("f.commune=in:96001&f.commune=in:96002", 40),
        ("q=point+17", 2),
        ("bbox=4.80,46.50,4.81,46.5071", 2),
        ("filter=tonnage>58000 AND actif=true", 1),
        ("filter=commune='96001'&f.actif=eq:true", 10),
    ],
)
def test_rows_are_filtered_as_on_the_screens_and_in_cql2(program, bins, query, matched):
    bins()
    page = program()("GET", f"{TABLE}/rows?limit=1&{query}", 200)
    assert page["matched"] == matched


def test_rows_outside_ones_communes_are_neither_given_nor_counted(program, bins, elected):
    bins.limit(bins(visibility="internal"))
    call = program(elected)
    page = call("GET", f"{TABLE}/rows?limit=100&columns=commune", 200)
    assert {r["values"]["commune"] for r in page["rows"]} == {"96002"}
    assert page["matched"] == 20
    assert call("GET", TABLE, 200)["rows"] == 20
    assert call("GET", TABLE, 200)["partial"] is True
    assert call("GET", f"{V1}/datasets", 200)["datasets"][0]["rows"] is None
    (group,) = call("GET", f"{TABLE}/aggregates?group_by=commune", 200)["groups"]
    assert group == {"keys": {"commune": "96002"}, "value": 20, "rows": 20, "others": False}
    assert call("GET", f"{TABLE}/statistics", 200)["rows"] == 20
    assert call("GET", f"{TABLE}/files/csv", 200).count(b"96002") == 20


def test_groups_are_exact(program, bins):
    bins()
    call = program()
    months = call("GET", f"{TABLE}/aggregates?group_by=releve:month&measure=sum&of=tonnage", 200)
    assert [(g["keys"]["releve"], g["value"], g["rows"]) for g in months["groups"]] == [
        ("2024-01-01", 465232.5, 31),
        ("2024-02-01", 1305652.5, 29),
    ]
    both = call("GET", f"{TABLE}/aggregates?group_by=commune,actif&measure=mean&of=tonnage", 200)
    assert (len(both["groups"]), both["rows"]) == (6, 60)
    top = call("GET", f"{TABLE}/aggregates?group_by=nom&top=2&measure=max&of=tonnage", 200)
    assert [g["others"] for g in top["groups"]] == [False, False, True]
    assert top["gathered"] == 58
    for wrong in (
        "nom:month",
        "tonnage:bins:x",
        "nom,commune,actif",
        "tonnage:bins:0",
        ",",
        "a:b:c",
    ):
        call("GET", f"{TABLE}/aggregates?group_by={wrong}", 400)


def test_a_file_is_asked_followed_and_taken(program, bins, elected):
    bins(visibility="internal")
    call = program(elected, Scope.READ)
    asked = call("POST", f"{TABLE}/exports?f.commune=eq:96001", 202, {"format": "geoparquet"})
    assert asked["progress"]["state"] == "waiting"
    assert call("POST", f"{TABLE}/exports?f.commune=eq:96001", 202, {"format": "geoparquet"})[
        "id"
    ] == asked["id"]  # fmt: skip
    address = asked["url"].removeprefix("http://testserver")
    call("GET", f"{address}/content", 404)
    drain()
    ready = call("GET", address, 200)
    assert (ready["progress"]["state"], ready["rows"]) == ("done", 20)
    body = call("GET", ready["content_url"].removeprefix("http://testserver"), 200)
    assert (body[:4], len(body)) == (b"PAR1", ready["size"])
    program()("GET", address, 404)
    (job,) = call("GET", f"{V1}/jobs", 200)["jobs"]
    assert job["id"] == asked["id"]
    assert call("GET", f"{V1}/jobs/{job['id']}", 200)["progress"]["state"] == "done"


def test_versions_are_listed_and_compared(program, bins):
    dataset = bins()
    bins.add_version(dataset, rows=50)
    call = program()
    listed = call("GET", f"{DATASET}/versions", 200)
    assert [(v["number"], v["current"]) for v in listed["versions"]] == [(2, True), (1, False)]
    changes = call("GET", f"{DATASET}/versions/2/changes?from=1", 200)
    assert (changes["removed"], changes["added"], changes["unchanged"]) == (10, 0, 50)
    assert (changes["from"], changes["to"]) == (1, 2)
    call("GET", f"{DATASET}/versions/2/changes", 400)
    call("GET", f"{DATASET}/versions/9", 404)


def test_a_link_written_in_a_page_reads_with_the_token_of_its_address(program, bins, elected):
    bins(visibility="internal")
    secret = program(elected, Scope.READ).secret
    call = program()
    page = call("GET", f"{TABLE}/rows?limit=30&token={secret}", 200)
    assert len(walk(call, page["next"])) == 30
