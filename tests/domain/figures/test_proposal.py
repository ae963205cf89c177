"""The first figure of a table is the one that an expert would draw; no absurd sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrier.domain.figures.columns import ColumnFacts
from terrier.domain.figures.proposal import proposals, telling
from terrier.domain.questions.address import write
from terrier.domain.questions.answer import Heading
from tests.domain.figures.answers import BY_COMMUNE, COMMUNE, answer, group, ranked


def table(rows: int, *columns: tuple) -> list[ColumnFacts]:
    """Write columns as name, family, distinct values, and what else is known."""
    found = []
    for name, family, distinct, *more in columns:
        known = {"label": name.replace("_", " "), "rows": rows, "filled": rows}
        known |= more[0] if more else {}
        found.append(ColumnFacts(name=name, family=family, distinct=distinct, **known))
    return found


HOURS = {"minimum": "2026-08-31T00:00:00+02:00", "maximum": "2026-10-18T23:00:00+02:00"}
TWO_YEARS = {"minimum": "2024-10-01", "maximum": "2026-09-30"}
SIX_YEARS = {"minimum": "2020-02-01", "maximum": "2026-06-01"}
INSEE = {"concept": "commune_code"}
PARKINGS = table(
    7056, ("id_parking", "text", 6), ("date_heure", "timestamptz", 1176, HOURS),
    ("places_libres", "integer", 149), ("places_totales", "integer", 6),
    ("taux_occupation", "decimal", 405, {"unit": "%"}),
)  # fmt: skip
WASTE = table(
    9240, ("code_insee", "text", 24, INSEE), ("flux", "text", 5), ("mois", "date", 77, SIX_YEARS),
    ("tonnes_collectees", "decimal", 1412, {"unit": "t"}),
    ("population", "integer", 24, {"unit": "habitants"}),
)  # fmt: skip
AIR = table(
    7300, ("date", "date", 730, TWO_YEARS), ("nom_site", "text", 3), ("polluant", "text", 4),
    ("valeur", "decimal", 727, {"label": "Concentration", "unit": "µg/m³"}), ("unite", "text", 1),
    ("alti", "integer", 3, {"label": "Altitude", "unit": "m"}),
)  # fmt: skip
WEATHER = table(
    2190, ("num_poste", "text", 3), ("nom_usuel", "text", 3, {"label": "Station"}),
    ("jour", "date", 730, TWO_YEARS), ("vent", "decimal", 84, {"label": "Vent moyen"}),
    ("tm", "decimal", 349, {"label": "Température moyenne", "unit": "°C"}),
)  # fmt: skip
WATER = table(
    1680, ("n_prelevement", "text", 240), ("parametre", "text", 7), ("unite", "text", 6),
    ("resultat", "decimal", 432), ("conformite", "text", 2),
)  # fmt: skip
BUDGET = table(
    4750, ("annee", "integer", 5, {"minimum": "2021", "maximum": "2025"}),
    ("bgt_codrd", "text", 2, {"label": "Dépense ou recette"}),
    ("montant", "decimal", 4746, {"unit": "€"}),
)  # fmt: skip
COMMUNES = table(
    24, ("code", "text", 24, INSEE), ("nom", "text", 24, {"label": "Commune"}),
    ("population", "integer", 24, {"unit": "habitants"}), ("bornes", "integer", 4),
)  # fmt: skip
STOPS = table(
    42, ("stop_id", "text", 42), ("acces_fauteuil", "text", 3), ("code_insee", "text", 21, INSEE),
)  # fmt: skip
DECISIONS = table(
    205, ("matiere_code", "text", 10), ("matiere_nom", "text", 10), ("vote_effectif", "integer", 1),
)  # fmt: skip
POOL = table(
    1004, ("jour", "date", 1004, {"minimum": "2024-01-01", "maximum": "2026-09-30"}),
    ("recette", "decimal", 870, {"unit": "€"}), ("temperature_du_bassin", "decimal", 16),
)  # fmt: skip
SENSOR = table(
    105120, ("Timestamp", "timestamp", 105120, {"minimum": "2019-01-01", "maximum": "2019-12-31"}),
    ("p227", "double", 900), ("PUMP_1", "double", 800),
)  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "first"),
    [
        (PARKINGS, "mesure=mean:taux_occupation&par=date_heure:hour&par=date_heure:weekday"),
        (WASTE, "mesure=sum:tonnes_collectees&par=mois:month&par=flux"),
        (AIR, "mesure=mean:valeur&par=date:month&par=polluant"),
        (WEATHER, "mesure=mean:vent&par=jour:month&par=nom_usuel"),
        (WATER, "mesure=count&par=parametre&ordre=highest&premiers=20"),
        (BUDGET, "mesure=sum:montant&par=annee&par=bgt_codrd"),
        (COMMUNES, "mesure=sum:bornes&par=code&ordre=highest&premiers=20"),
        (STOPS, "mesure=count&par=code_insee&ordre=highest&premiers=20"),
        (DECISIONS, "mesure=count&par=matiere_nom&ordre=highest&premiers=20"),
        (POOL, "mesure=sum:recette&par=jour:month"),
        (SENSOR, "mesure=mean:p227&par=Timestamp:month"),
    ],
)
def test_the_first_figure(columns, first) -> None:
    found = proposals(columns)
    assert write(found[0].question) == first
    assert len({proposal.question for proposal in found}) == len(found)


@pytest.mark.parametrize("columns", [PARKINGS, WASTE, AIR, WEATHER, WATER])
def test_what_never_changes_of_a_thing_or_bears_several_units_is_never_measured(columns) -> None:
    still = {"places_totales", "population", "alti", "resultat"}
    summed = {p.question.of for p in proposals(columns)}
    assert not summed & still


def test_what_is_there_at_one_moment_is_not_added_up_over_time() -> None:
    free = [column for column in PARKINGS if column.name != "taux_occupation"]
    assert {p.question.measure.value for p in proposals(free)} == {"mean", "count"}


def test_one_group_that_is_almost_all_is_no_news() -> None:
    assert not telling(ranked({"Habitation": 98, "Autre": 1, "Bureau": 1}))
    assert not telling(ranked({name: 7 if name in "abc" else 1 for name in "abcdef"}))
    by_commune = answer([(BY_COMMUNE, COMMUNE)], [group(f"7100{n}", value=n + 1) for n in range(6)])
    assert telling(by_commune)
    levels = replace(by_commune, measured=Heading("Moyenne"))
    assert telling(levels)
