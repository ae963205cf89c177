from __future__ import annotations

from decimal import Decimal

from terrier.apps.figures import actions
from terrier.apps.figures.figure import FigureAddress
from terrier.domain.access.policy import Role

TABLE = "/api/v1/datasets/points-de-collecte/tables/points"
ASKED = "mesure=sum:tonnage&par=commune&par=releve:month&ordre=highest&premiers=1"


def test_a_question_is_answered_as_the_screen_does(program, bins) -> None:
    bins()
    told = program()("GET", f"{TABLE}/question?{ASKED}&f.actif=oui", 200)
    assert told["question"] == f"{ASKED}&f.actif=oui"
    assert told["sentence"].startswith("Total du tonnage par commune et par mois (relevé le)")
    assert told["measured"] == {"label": "Total de « Tonnage »", "unit": "t"}
    kept = [i for i in range(60) if i % 2 == 0]
    expected = float(sum(Decimal(i) * Decimal("1000.5") for i in kept))
    assert told["total"] == expected
    assert [g["others"] for g in told["groups"]] == [False, False, True, True]
    assert sum(g["value"] for g in told["groups"]) == expected
    assert told["groups"][0]["names"][1] == "janvier 2024"
    assert "points_de_collecte" in told["sql"]
    for wrong in ("par=nom:month", "mesure=mode:nom", "par=a&par=b&par=c", "groupe=nom"):
        program()("GET", f"{TABLE}/question?{wrong}", 400)


def test_a_released_question_is_told_without_small_cells(program, bins, place, reader_of) -> None:
    bins(visibility="restricted", about_persons=True)
    query = "mesure=count&par=commune&f.releve=lte:2024-01-11"
    program()("GET", f"{TABLE}/question?{query}", 404)
    paule = place.member("Paule", Role.PUBLISHER)
    address = FigureAddress("points-de-collecte", "points", query)
    actions.release(paule, reader_of(paule), address, audience="public", reason="bilan")
    told = program()("GET", f"{TABLE}/question?{query}", 200)
    assert (told["released"], told["suppressed"], told["sql"]) == (True, 3, "")
    assert [(g["value"], g["rows"], g["suppressed"]) for g in told["groups"]] == [
        (None, None, True)
    ] * 3
    assert any("petits effectifs" in note for note in told["notes"])
    program()("GET", f"{TABLE}/question?{query}&par=actif", 404)
