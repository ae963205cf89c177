"""Which form suits, and why; which question is worth a figure."""

from __future__ import annotations

import doctest
import importlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from terrier.domain.figures import Form, chosen, notes, suitable
from terrier.domain.figures.proposal import ColumnFacts, proposals, propose, telling
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.question import Grouping, Measure, Part, Per, Shown
from tests.domain.figures.answers import (
    BY_COMMUNE,
    BY_DAY,
    BY_MONTH,
    BY_YEAR,
    COMMUNE,
    COUNTED,
    MEAN,
    TONNAGE,
    YEAR,
    answer,
    crossed,
    group,
    in_time,
    months,
    ranked,
    years,
)

HOURS, WEEK = Grouping("h", Part.HOUR), Grouping("h", Part.WEEKDAY)
TWELVE = ranked({f"n{n}": n for n in range(12)})
BY_PLACE = answer([(BY_COMMUNE, COMMUNE)], [group(f"71{n:03}", value=n + 1) for n in range(24)])
RATE = replace(
    BY_PLACE,
    question=replace(BY_PLACE.question, per=Per.THOUSAND_INHABITANTS),
    measured=Heading("Total pour 1 000 habitants", "t pour 1 000 hab."),
)
BANDS = Grouping("prix", Part.BANDS, width=5.0)
SPREAD = answer(
    [(BANDS, Heading("Prix", "€"))], [group(float(n), value=n) for n in (0, 5)], measured=COUNTED
)
CHANGES = in_time(BY_YEAR, years(0.1, -0.2, 0.3), shown=Shown.CHANGE)
STREAMS = crossed(
    (BY_YEAR, YEAR), {(date(y, 1, 1), f"f{n}"): n for y in (2024, 2025) for n in range(4)}
)
MANY = crossed(
    (BY_YEAR, YEAR), {(date(y, 1, 1), f"f{n}"): n for y in (2024, 2025) for n in range(12)}
)
PLACES = answer(
    [(BY_YEAR, YEAR), (BY_COMMUNE, COMMUNE)],
    [group(date(y, 1, 1), f"7100{n}", value=n) for y in (2024, 2025) for n in range(6)],
)
CLOCK = answer(
    [(HOURS, Heading("Heure")), (WEEK, Heading("Jour"))],
    [group(h, d, value=h) for h in range(24) for d in range(1, 8)], measured=COUNTED,
)  # fmt: skip
MIX = crossed(
    (BY_COMMUNE, COMMUNE), {(f"7100{n}", f"f{m}"): n + m + 1 for n in range(6) for m in range(3)}
)
CLOUD = replace(
    answer([(BY_COMMUNE, COMMUNE)], [group(f"c{n}", value=n, against=n) for n in range(5)]),
    against=MEAN,
)
FREE = answer([], [group(value=5)])


@pytest.mark.parametrize(
    ("found", "form", "reason"),
    [
        (TWELVE, Form.BARS, "12 catégories : barres triées."),
        (in_time(BY_MONTH, months(1, 2, 3)), Form.LINES, "Une date et une quantité : courbe, mois"),
        (in_time(BY_MONTH, months(1, 2)), Form.BARS, "2 dates seulement : barres."),
        (RATE, Form.CHOROPLETH, "Un taux par commune : carte en aplats."),
        (BY_PLACE, Form.CIRCLES, "Une quantité par commune : cercles proportionnels."),
        (SPREAD, Form.HISTOGRAM, "Un nombre compté par tranches : histogramme de sa répartition."),
        (CHANGES, Form.BARS, "Une évolution an par an : barres de part et d’autre de zéro."),
        (STREAMS, Form.LINES, "Une date et 4 groupes : une courbe par groupe."),
        (MANY, Form.MULTIPLES, "12 courbes : côte à côte, elles ne se croisent pas."),
        (PLACES, Form.MULTIPLES, "Une courbe pour chacune des 6 communes"),
        (CLOCK, Form.HEATMAP, "Des heures et des jours de la semaine : tableau de chaleur."),
        (MIX, Form.SHARES, "Des parts de « Flux » pour chaque groupe : barres de parts."),
        (CLOUD, Form.SCATTER, "Deux mesures des mêmes 5 groupes : nuage de points."),
        (FREE, Form.NUMBER, "Un seul chiffre : chiffre clé."),
        (ranked({"A": None}), Form.TABLE, "Aucune valeur à dessiner : le tableau dit pourquoi."),
    ],
)  # fmt: skip
def test_the_best_form_and_its_reason(found, form, reason) -> None:
    best = suitable(found)[0]
    assert best.form is form
    assert best.reason.startswith(reason)
    assert suitable(found)[-1].form is Form.TABLE


def test_a_raw_count_is_never_filled_in() -> None:
    """It is proposed per inhabitant, with the reason; and refused where it is asked as it is."""
    filled = next(s for s in suitable(BY_PLACE) if s.form is Form.CHOROPLETH)
    assert filled.per is Per.THOUSAND_INHABITANTS
    assert "nombre brut" in filled.reason
    asked = chosen(BY_PLACE, Form.CHOROPLETH)
    assert asked.form is Form.CIRCLES
    assert asked.reason.startswith("« carte en aplats » ne convient pas à cette question.")
    assert chosen(BY_PLACE, Form.BARS).form is Form.BARS
    assert chosen(RATE, None).form is Form.CHOROPLETH


def test_every_form_suits_something() -> None:
    days = {date(2025, 1, 1) + timedelta(n): n for n in range(40)}
    every = [TWELVE, BY_PLACE, RATE, SPREAD, STREAMS, MANY, PLACES, CLOCK, MIX, CLOUD, FREE,
             in_time(BY_DAY, days), ranked({"A": 3, "B": 2})]  # fmt: skip
    assert {s.form for found in every for s in suitable(found)} == set(Form)


def test_negative_values_are_no_parts_and_no_circles() -> None:
    below = answer([(BY_COMMUNE, COMMUNE)], [group(f"7100{n}", value=n - 2) for n in range(5)])
    assert not {Form.CIRCLES, Form.SHARES} & {s.form for s in suitable(below)}


def test_what_a_drawing_leaves_out_is_said() -> None:
    many = ranked({f"n{n}": n + 1 for n in range(214)})
    assert "Les 30 premiers groupes sur 214" in notes(many, Form.BARS)[0]
    assert notes(MANY, Form.LINES) == (
        "Les 5 groupes les plus petits sont réunis sous «\u00a0Autres\u00a0».",
    )
    means = replace(MANY, question=replace(MANY.question, measure=Measure.MEAN))
    assert "7 groupes les plus forts sont dessinés sur 12" in notes(means, Form.LINES)[0]
    lost = answer(
        [(BY_YEAR, YEAR)], [group(date(2024, 1, 1)), group(None, value=7, names=["Sans valeur"])]
    )
    assert notes(lost, Form.LINES) == (
        "Hors du dessin, dans le tableau\u00a0: «\u00a0Sans valeur\u00a0» (7\u00a0t).",
    )
    assert "hors de la carte" in notes(BY_PLACE, Form.CIRCLES)[0]
    assert "et 19 autres" in notes(BY_PLACE, Form.CIRCLES)[0]


def test_what_must_be_known_to_read_a_drawing_is_said() -> None:
    level = replace(MEAN, label="Moyenne de « Hauteur »", unit="m")
    heights = in_time(BY_MONTH, months(2.0, 2.2, 2.4), measured=level)
    assert any("ne part pas de zéro" in note for note in notes(heights, Form.LINES))
    amounts = in_time(BY_MONTH, months(2.0, 2.2, 2.4))
    assert any("ne part pas de zéro" in note for note in notes(amounts, Form.LINES))
    assert notes(in_time(BY_MONTH, months(1.0, 2.4)), Form.LINES) == ()
    assert notes(amounts, Form.BARS) == ()
    rates = replace(MEAN, label="Moyenne de « Taux d’occupation »", unit="%")
    means = ranked({"A": 3, "B": 4}, measured=rates)
    means = replace(means, question=replace(means.question, measure=Measure.MEAN))
    assert "Moyenne simple" in notes(means, Form.BARS)[0]
    summed = replace(TONNAGE, label="Total de « Température »", unit="°C")
    assert "n’a guère de sens" in notes(ranked({"A": 3}, measured=summed), Form.BARS)[0]
    uneven = {
        (date(y, 1, 1), f"c{n}"): 900 if n == 0 else 9 for y in (2024, 2025) for n in range(9)
    }
    told = notes(crossed((BY_YEAR, YEAR), uneven), Form.MULTIPLES)
    assert told[0].startswith("Chaque courbe a sa propre échelle")


def test_school_years_are_no_periods_but_years_of_numbers_are() -> None:
    numbers = answer(
        [(Grouping("an"), Heading("Année"))], [group(y, value=y) for y in (2021, 2022, 2023)]
    )
    assert suitable(numbers)[0].form is Form.LINES
    codes = answer(
        [(Grouping("code"), Heading("Code"))], [group(y, value=y) for y in (2021, 2022, 2023)]
    )
    assert suitable(codes)[0].form is Form.BARS


def column(name: str, family: str, distinct: int, **more) -> ColumnFacts:
    known = {"rows": 100, "filled": 100, "label": name.capitalize(), **more}
    return ColumnFacts(name=name, family=family, distinct=distinct, **known)


NAMED = column("commune", "text", 12)
TONS = column("tonnage", "decimal", 80, minimum="1", maximum="900", unit="t")
DAY = column("date_collecte", "date", 60, minimum="2020-01-01", maximum="2021-06-30")
LON = column("longitude", "double", 100, minimum="4", maximum="5")
PRICE = column("prix_repas", "double", 40, minimum="0", maximum="7.4", unit="€/repas")
HEIGHT = column("hauteur_m", "double", 80, minimum="0.5", maximum="2.4", unit="m")
HOUR = column("releve_le", "timestamp", 100, minimum="2025-10-06", maximum="2025-11-16")
NAME = column("nom", "text", 24, rows=24, filled=24)
SCHOOL_YEAR = column("annee_scolaire", "text", 7)
PUPILS = column("eleves", "integer", 60)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([LON, NAMED, TONS, DAY], (Form.BARS, "commune", Part.VALUE, Measure.SUM, "tonnage")),
        ([LON, DAY, NAMED], (Form.BARS, "commune", Part.VALUE, Measure.COUNT, "")),
        ([HEIGHT, NAMED, HOUR], (Form.LINES, "releve_le", Part.DAY, Measure.MEAN, "hauteur_m")),
        ([NAME, TONS], (Form.BARS, "nom", Part.VALUE, Measure.SUM, "tonnage")),
        (
            [SCHOOL_YEAR, NAMED, PUPILS],
            (Form.LINES, "annee_scolaire", Part.VALUE, Measure.SUM, "eleves"),
        ),
        ([NAMED, LON], (Form.BARS, "commune", Part.VALUE, Measure.COUNT, "")),
        ([DAY, TONS], (Form.LINES, "date_collecte", Part.MONTH, Measure.SUM, "tonnage")),
        ([LON, PRICE], (Form.HISTOGRAM, "prix_repas", Part.BANDS, Measure.COUNT, "")),
    ],
)
def test_proposals(columns, expected) -> None:
    found = propose(columns)
    assert found
    asked = found.question
    grouping = asked.by[0]
    assert (found.form, grouping.column, grouping.part, asked.measure, asked.of) == expected
    assert found.reason.endswith(".")


def test_what_says_nothing_is_not_drawn() -> None:
    assert propose([]) is None
    assert propose([LON, column("id", "integer", 100), column("nom", "text", 100)]) is None
    assert propose([column("vide", "text", 0, filled=0)]) is None
    assert propose([column("rue", "text", 21)]) is None
    assert propose([column("commune", "text", 81)]) is None
    assert propose([column("suffixe", "text", 3, filled=2)]) is None


def test_levels_and_prices_for_each_are_never_summed() -> None:
    for level in (HEIGHT, column("cout_par_repas", "decimal", 40, unit="€")):
        for found in proposals([NAMED, level, HOUR, DAY]):
            assert found.question.measure is not Measure.SUM


def test_codes_are_never_measured() -> None:
    found = propose([NAMED, column("siret", "integer", 90, concept="siret", unit="€")])
    assert found
    assert found.question.measure is Measure.COUNT


def test_long_times_are_read_by_year() -> None:
    found = propose([replace(DAY, minimum="1990-01-01", maximum="2024-01-01")])
    assert found
    assert found.question.by[0].part is Part.YEAR


def test_a_figure_tells_something_where_its_groups_differ() -> None:
    assert telling(ranked({"A": Decimal(36), "B": 30, "C": 14}))
    assert not telling(ranked({"lundi": 26, "mardi": 25}))
    assert telling(in_time(BY_MONTH, months(100, 101)))
    assert not telling(in_time(BY_MONTH, months(*[100] * 12)))


@pytest.mark.parametrize(
    "module",
    [
        "kernel.french",
        "questions.bands",
        "figures.finding",
        "figures.shapes",
        "figures.patterns",
        "figures.maps",
        "figures.zeros",
        "figures.wording",
    ],
)
def test_examples_of_the_docstrings(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"terrier.domain.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
