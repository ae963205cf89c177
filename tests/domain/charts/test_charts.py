from __future__ import annotations

import doctest
import importlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.charts import (
    DARK,
    LIGHT,
    ChartQuestion,
    ColumnFacts,
    Kind,
    Measure,
    Measured,
    Part,
    alternative_text,
    finding,
    proposals,
    propose,
    specification,
    telling,
)
from terrier.domain.charts.proposal import BINS, bin_width
from terrier.domain.charts.wording import number_text, percent_text


def column(name: str, family: str, distinct: int, **more) -> ColumnFacts:
    known = {"rows": 100, "filled": 100, "label": name.capitalize(), **more}
    return ColumnFacts(name=name, family=family, distinct=distinct, **known)


COMMUNE = column("commune", "text", 12)
TONNAGE = column("tonnage", "decimal", 80, minimum="1", maximum="900", unit="t")
DAY = column("date_collecte", "date", 60, minimum="2020-01-01", maximum="2021-06-30")
LON = column("longitude", "double", 100, minimum="4", maximum="5")
CODE = column("code_insee", "text", 12, concept="code_commune")
PRICE = column("prix_repas", "double", 40, minimum="0", maximum="7.4", unit="€/repas")

HEIGHT = column("hauteur_m", "double", 80, minimum="0.5", maximum="2.4", unit="m")
HOUR = column("releve_le", "timestamp", 100, minimum="2025-10-06", maximum="2025-11-16")
NAME = column("nom", "text", 24, rows=24, filled=24)
SCHOOL_YEAR = column("annee_scolaire", "text", 7)
PUPILS = column("eleves", "integer", 60)

TOTAL = ChartQuestion(
    Kind.BAR, "commune", "Commune", measure=Measure.SUM, y="tonnage", y_label="Tonnage", unit="t"
)
BY_MONTH = replace(TOTAL, kind=Kind.LINE, x="jour", x_label="Jour", part=Part.MONTH)
SPREAD = ChartQuestion(
    Kind.HISTOGRAM, "prix", "Prix", Part.BINS, unit="€", width=0.5
)  # fmt: skip
BARS = [
    Measured("Tournus", Decimal("36.00")), Measured("Lugny", 30), Measured("Viré", 14),
    Measured(None, 10, others=True), Measured(None, 10),
]  # fmt: skip
MONTHS = [
    Measured(date(2020, 4, 1), 1200.5), Measured(date(2020, 5, 1), 2400),
    Measured(date(2020, 6, 1), 600.25), Measured(None, 3),
]  # fmt: skip
TWO_YEARS = [
    Measured(date(year, month, 1), value)
    for year, value in ((2024, 100), (2025, 110))
    for month in range(1, 13)
]
BINNED = [Measured(0.0, 10), Measured(0.5, 45), Measured(1.0, 45), Measured(None, 5)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([LON, COMMUNE, TONNAGE, DAY], (Kind.BAR, "commune", Part.VALUE, Measure.SUM, "tonnage")),
        ([LON, DAY, COMMUNE], (Kind.BAR, "commune", Part.VALUE, Measure.COUNT, None)),
        ([HEIGHT, COMMUNE, HOUR], (Kind.LINE, "releve_le", Part.DAY, Measure.MEAN, "hauteur_m")),
        ([NAME, TONNAGE], (Kind.BAR, "nom", Part.VALUE, Measure.SUM, "tonnage")),
        (
            [SCHOOL_YEAR, COMMUNE, PUPILS],
            (Kind.LINE, "annee_scolaire", Part.VALUE, Measure.SUM, "eleves"),
        ),
        ([COMMUNE, LON], (Kind.BAR, "commune", Part.VALUE, Measure.COUNT, None)),
        ([DAY, TONNAGE], (Kind.LINE, "date_collecte", Part.MONTH, Measure.SUM, "tonnage")),
        ([LON, PRICE], (Kind.HISTOGRAM, "prix_repas", Part.BINS, Measure.COUNT, None)),
    ],
)
def test_proposals(columns, expected) -> None:
    asked = propose(columns)
    assert asked
    assert (asked.kind, asked.x, asked.part, asked.measure, asked.y) == expected
    assert asked.reason.endswith(".")


def test_what_says_nothing_is_not_drawn() -> None:
    assert propose([]) is None
    assert propose([LON, column("id", "integer", 100), column("nom", "text", 100)]) is None
    assert propose([column("vide", "text", 0, filled=0)]) is None
    assert propose([column("rue", "text", 21)]) is None
    assert propose([column("commune", "text", 81)]) is None


def test_an_almost_empty_column_is_no_category() -> None:
    assert propose([column("suffixe", "text", 3, filled=2)]) is None


def test_levels_and_prices_for_each_are_never_summed() -> None:
    for level in (HEIGHT, column("cout_par_repas", "decimal", 40, unit="€")):
        for asked in proposals([COMMUNE, level, HOUR, DAY]):
            assert asked.measure is not Measure.SUM


def test_a_chart_tells_something_where_its_groups_differ() -> None:
    assert telling(TOTAL, BARS)
    assert not telling(TOTAL, [Measured("lundi", 26), Measured("mardi", 25), Measured(None, 90)])
    assert telling(BY_MONTH, [Measured(date(2024, 1, 1), 100), Measured(date(2024, 2, 1), 101)])
    assert not telling(BY_MONTH, TWO_YEARS[:12])


def test_codes_are_never_measured() -> None:
    asked = propose([COMMUNE, column("siret", "integer", 90, concept="siret", unit="€")])
    assert asked
    assert asked.measure is Measure.COUNT


def test_long_times_are_read_by_year() -> None:
    asked = propose([replace(DAY, minimum="1990-01-01", maximum="2024-01-01")])
    assert asked
    assert asked.part is Part.YEAR
    years = propose([column("annee", "integer", 9, minimum="2015", maximum="2024"), TONNAGE])
    assert years
    assert (years.kind, years.x, years.part, years.y) == (Kind.LINE, "annee", Part.VALUE, "tonnage")


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_bins_are_round_and_few(low: float, spread: float) -> None:
    width = bin_width(low, low + spread)
    assert width > 0
    assert (low + spread - low) / width <= BINS + 1e-6
    assert f"{width:e}"[0] in "125"


@pytest.mark.parametrize(
    ("question", "rows", "says"),
    [
        (TOTAL, BARS, "« Tournus » représente 36\u00a0% du total de « Tonnage »."),
        (
            replace(TOTAL, measure=Measure.COUNT, y=None),
            [Measured("a", 2), Measured("b", 2), Measured("c", 1)],
            "« a » et « b » représentent 80\u00a0% des lignes.",
        ),
        (
            replace(TOTAL, measure=Measure.COUNT, y=None),
            [Measured("a", 1), Measured("b", 1)],
            "Les 2 valeurs de « Commune » sont à égalité : 1.",
        ),
        (
            replace(TOTAL, measure=Measure.MEAN),
            BARS,
            "« Tournus » a la valeur la plus haute (moyenne de « Tonnage ») : 36\u00a0t.",
        ),
        (
            TOTAL,
            [Measured("a", 5), Measured("b", -2)],
            "« a » a la valeur la plus haute (total de « Tonnage ») : 5\u00a0t.",
        ),
        (
            BY_MONTH,
            MONTHS,
            "Le plus haut : 2\u202f400\u00a0t, mai 2020 ; le plus bas : 600\u00a0t, juin 2020.",
        ),
        (
            replace(BY_MONTH, measure=Measure.MEAN),
            MONTHS,
            "La plus haute moyenne : 2\u202f400\u00a0t, mai 2020 ; "
            "la plus basse : 600\u00a0t, juin 2020.",
        ),
        (
            BY_MONTH,
            TWO_YEARS,
            "1\u202f320\u00a0t sur les 12 derniers mois (+10\u00a0% par rapport aux 12 "
            "précédents) ; le plus haut : 110\u00a0t, janvier 2025.",
        ),
        (
            BY_MONTH,
            TWO_YEARS[:5] + TWO_YEARS[6:] + [Measured(date(2026, 1, 1), 50)],
            "Le plus haut : 110\u00a0t, janvier 2025 ; le plus bas : 50\u00a0t, janvier 2026.",
        ),
        (BY_MONTH, TWO_YEARS[:3], "La même valeur du début à la fin : 100\u00a0t."),
        (
            replace(BY_MONTH, part=Part.YEAR),
            [Measured(date(2020, 1, 1), 10), Measured(date(2021, 1, 1), 15)],
            "Entre 2020 et 2021, on passe de 10\u00a0t à 15\u00a0t (+50\u00a0%) ; "
            "le plus haut : 15\u00a0t, 2021.",
        ),
        (BY_MONTH, MONTHS[:1], "Avril 2020 : 1\u202f200\u00a0t."),
        (
            SPREAD,
            BINNED,
            "45\u00a0% des valeurs de « Prix » vont de 0,5 à 1 € : "
            "c’est la tranche la plus fréquente.",
        ),
        (TOTAL, [], "Aucune valeur à montrer."),
        (BY_MONTH, [Measured(None, 3)], "Aucune valeur à montrer."),
        (TOTAL, [Measured("a", None)], "Aucune valeur à montrer."),
        (SPREAD, [Measured(None, 3)], "Aucune valeur à montrer."),
    ],
)
def test_findings_are_computed(question, rows, says) -> None:
    assert finding(question, rows) == says


def test_the_chart_can_be_heard() -> None:
    assert alternative_text(TOTAL, BARS) == (
        "Diagramme en barres : Total de « Tonnage » (t), par « Commune », 5 barres. "
        "« Tournus » représente 36\u00a0% du total de « Tonnage »."
    )


def test_specification_keeps_the_order_and_every_group() -> None:
    spec = specification(TOTAL, BARS)
    values = spec["data"]["values"]
    assert spec["$schema"].endswith("/v6.json")
    assert [v["group"] for v in values] == ["Tournus", "Lugny", "Viré", "Autres", "Sans valeur"]
    assert [v["others"] for v in values] == [False, False, False, True, True]
    assert values[0]["text"] == "36\u00a0t"
    assert spec["encoding"]["y"]["sort"] is None
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert spec["description"] == alternative_text(TOTAL, BARS)


def test_dark_pages_have_their_colours() -> None:
    light, dark = (str(specification(TOTAL, BARS, palette=p)) for p in (LIGHT, DARK))
    assert LIGHT.mark in light
    assert DARK.mark in dark
    assert LIGHT.mark not in dark


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (1234.5, "1\u202f234"), (12.345, "12,3"), (0.001234, "0,00123"), (-3.05, "-3,05"),
        (Decimal("100.00"), "100"), (1e22, "10" + "\u202f000" * 7), (0.5, "0,5"), (10, "10"),
        (999.99, "1\u202f000"), (1200, "1\u202f200"),
    ],
)  # fmt: skip
def test_numbers_in_french(value, text) -> None:
    assert number_text(value) == text


def test_shares_never_lie_at_the_ends() -> None:
    assert percent_text(0.001) == "moins de 1\u00a0%"
    assert percent_text(0.999) == "plus de 99\u00a0%"
    assert (percent_text(0), percent_text(1)) == ("0\u00a0%", "100\u00a0%")


@pytest.mark.parametrize("module", ["finding", "proposal", "wording"])
def test_examples_of_the_docstrings(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"terrier.domain.charts.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
