"""Crossings are said in French that reads aloud."""

from __future__ import annotations

import pytest

from terrier.domain.matching.definition import Definition, KeyPair, Kind, Link, Period, Side
from terrier.domain.matching.sentences import Words, sentence

NEAR = Link(Kind.WITHIN_DISTANCE, metres=300)


def by_period(period: Period, *more: KeyPair) -> Link:
    return Link(Kind.KEYS, (*more, KeyPair("a", "b", period=period)))


@pytest.mark.parametrize(
    ("link", "right", "said"),
    [
        (NEAR, "Arrêts de bus", "Bornes à moins de 300 m d’Arrêts de bus"),
        (NEAR, "Haies", "Bornes à moins de 300 m de Haies"),
        (Link(Kind.INSIDE), "Îlots", "Bornes dans Îlots"),
        (by_period(Period.DAY), "Météo", "Bornes le même jour que Météo"),
        (by_period(Period.MONTH), "Entrées", "Bornes le même mois qu’Entrées"),
        (by_period(Period.YEAR), "Météo", "Bornes la même année que Météo"),
        (
            by_period(Period.YEAR, KeyPair("c", "c")),
            "Population",
            "Bornes par Commune et même année avec Population",
        ),
    ],
)
def test_a_crossing_reads_aloud(link, right, said) -> None:
    asked = Definition(Side(1, "a"), Side(2, "b"), link)
    assert str(sentence(asked, Words("Bornes", right, {"c": "Commune"}))) == said
