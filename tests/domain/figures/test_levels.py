"""What is told for each of something is never added up without a word; amounts are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrier.domain.figures import Form, notes
from terrier.domain.figures.columns import ColumnFacts, amount_score, is_number
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.question import Measure, Per
from terrier.domain.questions.wording import measured_heading
from terrier.domain.tabular.levels import is_level
from tests.domain.figures.answers import ranked

RATES = [
    ("kg_habitant", ""), ("Kg par habitant", ""), ("Tonnage (kg/hab)", ""), ("Tonnage", "kg/hab."),
    ("Taux de TVA", ""), ("taux_occupation", ""), ("TVA", "%"), ("% de logements vacants", ""),
    ("Logements vacants (%)", ""), ("Part en %", ""), ("Naissances pour 1 000 hab.", ""),
    ("Licenciés", "pour 1 000 hab."), ("Prix unitaire HT", "€"), ("PU HT", "€"), ("Loyer", "€/m²"),
    ("Prix au m²", "€"), ("Densité de population", ""), ("Température moyenne", ""),
    ("age_moyen", "ans"), ("Revenu médian", "€"), ("Ratio d’encadrement", ""),
    ("Coût par tonne", "€"), ("Coût habitant", "€"), ("Nombre d’élèves par agent", ""),
    ("Population", "hab./km²"), ("Montant moyen", "€"),
]  # fmt: skip
AMOUNTS = [
    ("Montant HT", "€"), ("Montant HT/TTC", "€"), ("Nombre d’habitants", ""), ("nb_habitants", ""),
    ("Habitants", "hab."), ("Population", ""), ("tonnes collectées", "t"), ("surface_m2", ""),
    ("Surface", "m²"), ("Nombre d’années", ""), ("Montant TVA à taux réduit", "€"),
    ("Montant TVA 20 %", "€"), ("Consommation (kWh)", "kWh"), ("Volume", "m³/an"),
    ("Tonnage par commune", "t"), ("Longueur_km", "km"), ("Part communale", "€"),
    ("Tonnage collecté par habitation", "t"), ("Dépenses et recettes", "€"), ("Effectif total", ""),
]  # fmt: skip


@pytest.mark.parametrize(("label", "unit"), RATES)
def test_rates_are_never_added_up_without_a_word(label, unit) -> None:
    assert is_level(label, unit)
    assert "préférez leur moyenne" in "".join(said(Heading(label, unit, "double")))
    known = ColumnFacts(label, label, "double", rows=9, filled=9, distinct=9, unit=unit)
    assert amount_score(known) == 0


@pytest.mark.parametrize(("label", "unit"), AMOUNTS)
def test_amounts_are(label, unit) -> None:
    assert not is_level(label, unit)
    for per in Per:
        assert said(Heading(label, unit, "double"), per) == ()


def test_a_value_that_a_crossing_repeats_is_never_added_up_without_a_word() -> None:
    heading = Heading("surface_m2", "m²", "double", repeated=True)
    (warning,) = said(heading)
    assert "« surface_m2 » vient d’un croisement et se répète" in warning.replace("\xa0", " ")
    assert said(heading, measure=Measure.MAX) == ()
    known = ColumnFacts("surface", "Surface", "double", rows=9, filled=9, distinct=9, unit="m²")
    assert amount_score(known) > 0 == amount_score(replace(known, repeated=True))


def test_years_without_the_word_are_no_measure() -> None:
    known = ColumnFacts("creee_en", "Créée en", "integer", 9, 9, 9, minimum="1868", maximum="2021")
    assert not is_number(known)
    assert is_number(replace(known, label="Altitude", unit="m"))
    assert is_number(replace(known, minimum="868"))


def said(heading: Heading, per: Per = Per.NOTHING, measure: Measure = Measure.SUM):
    """Give what is said of a figure with groups; without, of its one number, it is the same."""
    found = ranked({"A": 3, "B": 4})
    asked = replace(found.question, measure=measure, of="v", per=per)
    measured = measured_heading(asked, {"v": heading})
    found = replace(found, question=asked, measured=measured)
    alone = replace(found, question=replace(asked, by=()), by=(), groups=())
    assert notes(alone, Form.NUMBER) == notes(found, Form.BARS)
    return notes(found, Form.BARS)
