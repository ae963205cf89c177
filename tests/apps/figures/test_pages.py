from __future__ import annotations

import csv
import html
import io
import re

import pytest

from terrier.domain.access.policy import Role

PAGE = "/jeux/points-de-collecte/t/points/question/"


def test_from_the_dataset_to_an_answer(bins, client) -> None:
    bins()
    assert PAGE in client.get("/jeux/points-de-collecte/").content.decode()
    assert PAGE in client.get("/montre-moi/?q=collecte").content.decode()
    proposed = client.get(PAGE)
    assert proposed.status_code == 302
    assert "mesure=" in proposed["Location"]
    page = client.get(proposed["Location"])
    assert page.status_code == 200
    assert page.context["figure"].answer.rows == 60


def test_the_form_gives_an_address_to_share(bins, client) -> None:
    bins()
    sent = (
        "?mesure=sum:tonnage&par=commune&par=&ordre=highest&premiers=&montre=&pour=&contre="
        "&colonne=releve&comment=lte&valeur=31/01/2024"
    )
    answer = client.get(PAGE + sent)
    kept = "?mesure=sum:tonnage&par=commune&ordre=highest&f.releve=lte:2024-01-31"
    assert answer["Location"] == PAGE + kept
    page = client.get(answer["Location"])
    assert page.context["figure"].title == (
        "Total du tonnage par commune, où relevé le est au plus tard le 31 janvier 2024"
    )
    text = page.content.decode()
    assert re.search(r'<option value="sum:tonnage"\s+selected', text)
    assert "FROM &quot;points_de_collecte&quot;" in text
    (chip,) = page.context["filters"]
    assert chip["remove"] == PAGE + "?mesure=sum:tonnage&par=commune&ordre=highest"


def test_a_figure_is_taken_away(bins, client) -> None:
    bins()
    query = "?mesure=sum:tonnage&par=commune"
    table = client.get(PAGE.rstrip("/") + ".csv" + query)
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Aubrac", "Cormes", "Le Bourg"]
    drawing = client.get(PAGE.rstrip("/") + ".svg" + query)
    assert b"Total du tonnage par commune" in drawing.content
    assert client.get(PAGE.rstrip("/") + ".png" + query).content.startswith(b"\x89PNG")
    assert client.get(PAGE.rstrip("/") + ".exe" + query).status_code == 404


def test_a_column_that_the_version_dropped_is_named_with_the_remedy(bins, client, place) -> None:
    table = bins().tables.get()
    gone = table.columns.create(name="energie", label="Énergie (kWh)", type="DOUBLE", removed=True)
    for query in ("?mesure=sum:energie", "?par=energie", "?f.energie=gte:2"):
        files = [f"{PAGE.rstrip('/')}.{kind}" for kind in ("csv", "svg", "png")]
        for address in (PAGE, *files, "/api/v1/datasets/points-de-collecte/tables/points/question"):
            refused = client.get(address + query)
            assert (refused.status_code, refused.has_header("Content-Disposition")) == (400, False)
            told = refused.json()["title"] if "api" in address else refused.content.decode()
            words = html.unescape(told)
            assert "La version 1 n’a plus la colonne « Énergie (kWh) »" in words
            assert "restaurez" not in words
    groups = "/api/v1/datasets/points-de-collecte/tables/points/aggregates?group_by="
    for query in ("energie", "commune&measure=sum&of=energie", "commune&f.energie=gte:2"):
        title = client.get(groups + query).json()["title"]
        assert "La version 1 n’a plus la colonne « Énergie (kWh) »" in title
    client.force_login(place.member("Rémi", Role.CONTRIBUTOR))
    assert "restaurez" in client.get(PAGE + "?par=energie").content.decode()
    gone.masked = True
    gone.save()
    words = html.unescape(client.get(PAGE + "?par=energie").content.decode())
    assert "Aucune colonne « energie »" in words
    assert "Énergie" not in words


@pytest.mark.parametrize(
    "query",
    ["?mesure=sum:telephone", "?par=telephone", "?f.telephone=x", "?contre=mean:telephone"],
)
def test_a_masked_column_is_nowhere(bins, client, query) -> None:
    bins.mask(bins())
    page = client.get(PAGE + query)
    assert page.status_code == 400
    assert "Aucune colonne « telephone »" in page.content.decode()
    assert "Téléphone" not in page.content.decode()
    assert client.get(PAGE.rstrip("/") + ".csv" + query).status_code == 400


@pytest.mark.parametrize(
    "query",
    ["?mesure=mode:x", "?par=a&par=b&par=c", "?par=nom:month", "?forme=lasagne", "?premiers=-1",
     "?par=tonnage:bands:9,1", "?par=commune&montre=change", "?mesure=sum:disparue&par=commune",
     "?par=" + "x" * 5000, "?classes=rondes:3&par=commune", "?par=nom:bands:/0",
     "?par=tonnage:bands:/1e-300", "?f.releve=eq:hier", "?q=%00&par=nom"],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_above_the_form(bins, client, query) -> None:
    bins()
    page = client.get(PAGE + query)
    assert page.status_code in {200, 400}
    if page.status_code == 400 and "question" in page.context:
        assert page.context["refusal"]


def test_one_result_is_opened_from_the_screen(bins, client, place) -> None:
    from terrier.domain.access.policy import Role

    bins(visibility="restricted", about_persons=True)
    query = "?mesure=count&par=commune&f.releve=lte:2024-01-16"
    assert client.get(PAGE + query).status_code == 404
    client.force_login(place.member("Paule", Role.PUBLISHER))
    assert "Ouvrir ce seul résultat" in client.get(PAGE + query).content.decode()
    address = PAGE + "ouvrir/" + query
    assert client.get(address).context["masked"] == 0
    sent = {"audience": "public", "threshold": "2", "reason": "bilan annuel"}
    assert client.post(address, sent).status_code == 200
    assert client.post(address, sent | {"threshold": "6"}).status_code == 302
    client.logout()
    page = client.get(PAGE + query)
    assert page.status_code == 200
    assert "petits effectifs masqués" in page.content.decode()
    assert "<select" not in page.content.decode().split("<main")[1]
    assert client.get(PAGE + "?mesure=count&par=commune").status_code == 404
    assert b"Aubrac;" in client.get(PAGE.rstrip("/") + ".csv" + query).content
