"""Rows are called by what their table holds, and « lignes » where that is not sure."""

from __future__ import annotations

import pytest

from terrier.domain.questions.address import read
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.nouns import ROWS, rows_called
from terrier.domain.questions.sentence import sentence, title
from terrier.domain.questions.wording import measured_heading


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("Arrêts de bus", "arrêts de bus"),
        ("Subventions aux associations 2023-2025", "subventions aux associations"),
        ("Quartiers statistiques (IRIS)", "quartiers statistiques"),
        ("Poteaux et bouches", "poteaux et bouches"),
        ("Écoles et arrêts de bus à moins de 300 m", "écoles"),
        ("Comptages de vélos et de voitures", "comptages"),
        ("Cours d’eau", "cours d’eau"),
        ("Installations classées pour la protection de l’environnement", "installations"),
        ("DEFRA", ""), ("IRIS", ""), ("Base adresse locale", ""), ("Éclairage public", ""),
        ("Tonnages de déchets collectés", ""), ("Bornes de recharge par commune", ""),
        ("Budgets des communes", ""), ("Réseaux d’eau", ""), ("", ""), ("Bus", ""),
    ],
)  # fmt: skip
def test_the_noun_of_a_title(given, called) -> None:
    assert rows_called(given) == called


def test_it_is_said_in_titles_headings_and_sentences() -> None:
    columns = {
        ROWS: Heading("arrêts de bus"),
        "insee": Heading("Code INSEE", "", "text", "commune_code"),
    }
    asked = read("mesure=count&par=insee&ordre=highest")
    assert title(asked, columns) == "Nombre d’arrêts de bus par commune"
    assert sentence(asked, columns).startswith("Montre-moi le nombre d’arrêts de bus par commune")
    assert measured_heading(asked, columns).label == "Nombre d’arrêts de bus"
    shares = read("mesure=count&par=insee&montre=share")
    assert measured_heading(shares, columns).label == "Part des arrêts de bus"
    del columns[ROWS]
    assert title(asked, columns) == "Nombre de lignes par commune"
    places = columns | {"places": Heading("Nombre de places", "", "integer")}
    assert title(read("mesure=sum:places"), places) == "Total du nombre de places"
