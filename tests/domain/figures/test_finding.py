"""Every figure of a sentence is computed again, by plain arithmetic."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from terrier.domain.figures import Form, alternative, finding, number
from terrier.domain.figures.finding import rank_correlation
from terrier.domain.figures.wording import columns_of
from terrier.domain.questions.answer import Answer, Heading
from terrier.domain.questions.question import Grouping, Measure, Part, Shown
from tests.domain.figures.answers import (
    BY_COMMUNE,
    BY_DAY,
    BY_MONTH,
    BY_YEAR,
    COMMUNE,
    COUNTED,
    DAY,
    MEAN,
    YEAR,
    answer,
    crossed,
    group,
    in_time,
    months,
    ranked,
    years,
)

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of a test."""
AMOUNTS = st.dictionaries(
    st.sampled_from([f"groupe {chr(65 + n)}" for n in range(20)]),
    st.integers(1, 10**7),
    min_size=2,
    max_size=20,
)


def plain(sentence: str) -> str:
    """Write every kind of space as the plain one."""
    return re.sub(r"[\u00a0\u202f]", " ", sentence)


def percents(sentence: str) -> list[float]:
    """Read the percentages of a sentence."""
    told = re.findall(r"(\d[\d ,]*) %", plain(sentence))
    return [float(text.replace(" ", "").replace(",", ".")) for text in told]


def tells(sentence: str, share: Fraction) -> bool:
    """Say whether a sentence tells a share, rounded, and never 0 % or 100 % for what is not."""
    if share < Fraction(1, 200):
        return "moins de 1 %" in sentence
    if Fraction(199, 200) <= share < 1:
        return "plus de 99 %" in sentence
    return abs(percents(sentence)[-1] - 100 * share) <= Fraction(1, 2)


def one(values: Answer, form: Form = Form.BARS, **more) -> str:
    return plain(finding(values, form, **more))


def test_a_sentence_about_a_day_of_the_week_begins_with_a_capital() -> None:
    days = [group(day, value=value) for day, value in (("lundi", 3), ("jeudi", 5))]
    said = one(answer([(Grouping("jour", Part.WEEKDAY), DAY)], days, measured=MEAN))
    assert said == "Jeudi a la valeur la plus haute : 5 € ; lundi la plus basse : 3 €."


@CALM
@given(AMOUNTS)
def test_the_leader_of_a_ranking(amounts: dict[str, int]) -> None:
    said = one(ranked(amounts))
    best = max(amounts.values())
    leaders = [name for name, value in amounts.items() if value == best]
    if len(leaders) == len(amounts):
        assert "à égalité" in said
        return
    assert tells(said.split(" ;")[0], Fraction(best * len(leaders), sum(amounts.values())))
    assert (f"« {leaders[0]} »" in said) == (len(leaders) <= 2)
    ranked_amounts = sorted(amounts.values(), reverse=True)
    after = ranked_amounts[3] if len(amounts) > 3 else 0
    if "; avec" in said:
        # The third is named where no other has as much; so is the second.
        count = 3 if ranked_amounts[2] > after else 2
        assert ranked_amounts[count - 1] > after
        assert tells(
            said.split("; avec")[1], Fraction(sum(ranked_amounts[:count]), sum(amounts.values()))
        )
    if "suivent à égalité" in said:
        assert f"; {ranked_amounts.count(after)} groupes suivent" in said
        assert ranked_amounts[1] == after


@pytest.mark.parametrize(
    ("amounts", "end"),
    [
        ([40, 20, 10, 10, 10, 10], "; avec « b », 60 %."),
        ([40, 20, 15, 15, 5, 5], "; avec « b », 60 %."),
        ([40, 20, 20, 10, 5, 5], "; avec « b » et « c », 80 %."),
        ([40, 12, 12, 12, 12, 12], "; 5 groupes suivent à égalité : 12 t."),
    ],
)
def test_none_of_many_equals_is_named(amounts: list[int], end: str) -> None:
    assert one(ranked(dict(zip("abcdef", amounts, strict=True)))).endswith(end)


@CALM
@given(AMOUNTS)
def test_values_that_do_not_add_up_have_ends_and_a_middle(amounts: dict[str, int]) -> None:
    values = {name: value / 100 for name, value in amounts.items()}
    said = one(ranked(values, measured=MEAN))
    assert "%" not in said
    if len(set(values.values())) == 1:
        return
    told = [float(t.replace(" ", "").replace(",", ".")) for t in re.findall(r"([\d ,]+) €", said)]
    expected = [max(values.values()), min(values.values())]
    expected += [median(values.values())] if len(values) >= 5 else []
    assert told == pytest.approx(expected, rel=0.006)


@CALM
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=30))
def test_years_are_compared_with_the_one_before(amounts: list[int]) -> None:
    said = one(in_time(BY_YEAR, years(*amounts, first=1995)), Form.LINES)
    change = Fraction(amounts[-1] - amounts[-2], amounts[-2]) * 100
    if len(set(amounts)) == 1:
        assert said.startswith("La même valeur")
    elif abs(change) < Fraction(1, 2):
        assert "stable sur un an" in said
    else:
        word = "hausse" if change > 0 else "baisse"
        told = re.search(rf"en {word} de ([\d ,]+) % sur un an", said)
        assert told, said
        written = float(told[1].replace(" ", "").replace(",", "."))
        assert written == pytest.approx(abs(float(change)), rel=0.05, abs=0.051)


def test_the_year_that_is_going_on_is_not_compared() -> None:
    values = in_time(BY_YEAR, years(100, 110, 20, first=2024))
    said = one(values, Form.LINES, today=date(2026, 3, 12))
    assert "2025 : 110 t, en hausse de 10 % sur un an (2026 n’est pas terminé)" in said
    assert number(values, today=date(2026, 3, 12)).moment == "2025"
    assert "en baisse de 82 % sur un an" in one(values, Form.LINES, today=date(2027, 1, 1))


def test_a_year_that_the_data_hold_in_part_is_compared_with_nothing() -> None:
    cut = frozenset({date(2020, 1, 1)})
    values = replace(in_time(BY_YEAR, years(95, 100, 110)), partial=cut)
    said = one(values, Form.LINES)
    assert "2022 : 110 t, en hausse de 10 % sur un an (2020 : année incomplète)" in said
    assert "depuis 2020" not in said
    two = replace(in_time(BY_YEAR, years(95, 100)), partial=cut)
    assert number(two).trend is None
    assert one(two, Form.LINES) == "2021 : 100 t (2020 : année incomplète)."
    alone = number(replace(in_time(BY_YEAR, years(95)), partial=cut))
    assert (alone.moment, alone.trend) == ("2020 (année incomplète)", None)
    crossing = {(date(2020 + n // 2, 1, 1), f"c{n % 2}"): v for n, v in enumerate((1, 2, 5, 9))}
    told = one(replace(crossed((BY_YEAR, YEAR), crossing), partial=cut), Form.LINES)
    assert "sur un an" not in told


def test_months_are_compared_season_with_season() -> None:
    two = months(*([100.0] * 12 + [110.0] * 11 + [143.0]))
    said = one(in_time(BY_MONTH, two), Form.LINES)
    assert said.startswith("1 353 t sur les 12 derniers mois, en hausse de 13 % sur un an ;")
    assert "le plus haut : 143 t en décembre 2025" in said
    without = {day: value for day, value in two.items() if day != date(2024, 8, 1)}
    assert "43 % sur un an" in one(in_time(BY_MONTH, without), Form.LINES)


def test_days_have_a_peak_and_a_hollow() -> None:
    days = {date(2025, 3, day): value for day, value in ((1, 5), (2, 9), (3, 2))}
    said = one(in_time(BY_DAY, days, measured=COUNTED), Form.CALENDAR)
    assert said == "Le plus haut : 9 le 2 mars 2025 ; le plus bas : 2 le 3 mars 2025."


@CALM
@given(st.lists(st.integers(1, 1000), min_size=6, max_size=6))
def test_who_leads_and_where_the_whole_goes(amounts: list[int]) -> None:
    """« Tournus concentre 36 % des tonnages ; la hausse est de 4 % sur un an »."""
    values = {(date(2024 + n // 3, 1, 1), f"c{n % 3}"): amount for n, amount in enumerate(amounts)}
    found = crossed((BY_YEAR, YEAR), values)
    said = one(found, Form.LINES)
    total = sum(values.values())
    by_name = {
        name: sum(v for k, v in values.items() if k[1] == name) for name in ("c0", "c1", "c2")
    }
    best = max(by_name.values())
    leads, goes = said.split(" ; ")
    assert tells(leads, Fraction(best, total))
    past, last = (sum(v for k, v in values.items() if k[0].year == year) for year in (2024, 2025))
    change = (last - past) / past
    if abs(change) >= 0.005:
        assert f"la {'hausse' if change > 0 else 'baisse'} est de" in goes
        assert percents(goes)[0] == pytest.approx(abs(change) * 100, rel=0.05, abs=0.051)
    else:
        assert "stable" in goes


def test_the_sentence_of_the_brief() -> None:
    names = ("Tournus", "Lugny", "Viré")
    amounts = {2024: (37, 33, 30), 2025: (36.44, 37.56, 30)}
    groups = [
        group(date(year, 1, 1), name, value=value, names=(str(year), name))
        for year, values in amounts.items()
        for name, value in zip(names, values, strict=True)
    ]
    said = one(answer([(BY_YEAR, YEAR), (BY_COMMUNE, COMMUNE)], groups), Form.LINES)
    assert said == (
        "Tournus concentre 36 % du total de « Tonnage » ; la hausse est de 4 % sur un an (2025)."
    )


@CALM
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=40).filter(
        lambda pairs: all(len({p[side] for p in pairs}) > 1 for side in (0, 1))
    )
)
def test_ranks_correlate_as_scipy_says(pairs) -> None:
    expected = spearmanr([p[0] for p in pairs], [p[1] for p in pairs]).statistic
    assert rank_correlation(pairs) == pytest.approx(expected, abs=1e-9)


def test_two_measures_go_together_without_a_cause() -> None:
    groups = [group(f"c{n}", value=n, against=-n * n) for n in range(8)]
    heading = Heading("Moyenne de « Revenu »", "€")
    asked = answer([(BY_COMMUNE, COMMUNE)], groups, against=(Measure.MEAN, "revenu"))
    found = replace(asked, against=heading)
    assert one(found, Form.SCATTER) == (
        "Là où le total de « Tonnage » augmente, la moyenne de « Revenu » diminue "
        "(corrélation des rangs −1, 8 groupes) ; ce n’est pas une cause."
    )


def test_parts_of_groups() -> None:
    values = {("A", "Verre"): 8, ("A", "Bois"): 2, ("B", "Verre"): 3, ("B", "Bois"): 7}
    values |= {("C", "Verre"): 6, ("C", "Bois"): 4}
    said = one(crossed((BY_COMMUNE, COMMUNE), values), Form.CATEGORIES)
    assert said == (
        "« Verre » vient en tête dans 2 communes sur 3, et fait 57 % du total de « Tonnage »."
    )


def test_a_spread() -> None:
    bands = Grouping("prix", Part.BANDS, width=5.0)
    groups = [
        group(low, value=count, names=(f"de {low:.0f} à {low + 5:.0f}",))
        for low, count in ((0.0, 10), (5.0, 30), (10.0, 20))
    ]
    found = answer([(bands, Heading("Prix", "€"))], groups, measured=COUNTED)
    assert (
        one(found, Form.HISTOGRAM) == "50 % des lignes : de 5 à 10 €, la tranche la plus fréquente."
    )


def test_nothing_hidden_is_given_back() -> None:
    """With a hidden group the whole is not known: no share is said."""
    found = ranked({"A": 60, "B": 30, "C": None})
    groups = (*found.groups[:2], replace(found.groups[2], suppressed=True))
    hidden = replace(found, groups=groups, total=None, suppressed=1)
    assert "%" not in one(hidden)
    assert "non communiqué" not in one(hidden)
    assert number(hidden).text == "non communiqué"
    none = replace(hidden, groups=(groups[2],))
    assert "ne sont pas communiquées" in one(none)
    assert one(ranked({"A": None})) == "Aucune valeur à montrer."


def test_a_share_is_of_all_the_rows() -> None:
    """Those beyond the first N count in the whole."""
    found = ranked({"A": 30, "B": 20})
    assert "30 %" in one(replace(found, total=100))
    shares = replace(
        found,
        question=replace(found.question, shown=Shown.SHARE),
        measured=Heading("Part du total de « Tonnage »"),
        groups=(group("A", value=0.3), group("B", value=0.2)),
        total=1.0,
    )
    assert one(shares) == "« A » représente 30 % du total de « Tonnage »."


def test_a_key_figure_and_its_trend() -> None:
    figure = number(in_time(BY_YEAR, years(200, 208)))
    assert (plain(figure.text), figure.moment) == ("208 t", "2021")
    assert figure.trend
    assert (plain(figure.trend.text), figure.trend.direction) == ("+4 % sur un an", "up")
    assert plain(number(ranked({"A": 1200, "B": 34.5})).text) == "1 234 t"
    quarters = Grouping("jour", Part.QUARTER)
    late = in_time(quarters, {date(2025, 1, 1): 10, date(2025, 4, 1): 15})
    assert plain(number(late).trend.text) == "+50 % par rapport au 1er trimestre 2025"


def test_a_figure_can_be_heard() -> None:
    heard = plain(alternative(ranked({"A": 60, "B": 40, "C": None}), Form.BARS))
    assert heard == (
        "Barres : Total de « Tonnage » (t), par « Flux » ; 2 valeurs, 1 sans valeur. "
        "« A » représente 60 % du total de « Tonnage »."
    )


def test_temperatures_and_rates_are_compared_by_their_difference() -> None:
    degrees = replace(MEAN, label="Moyenne de « Température »", unit="°C")
    said = one(in_time(BY_YEAR, years(1.5, 8.0, first=2024), measured=degrees), Form.LINES)
    assert said.startswith("2025 : 8 °C, en hausse de 6,5 °C sur un an")
    rates = replace(MEAN, label="Moyenne de « Taux »", unit="%")
    told = in_time(BY_YEAR, years(62.0, 60.8, first=2024), measured=rates)
    assert "en baisse de 1,2 point sur un an" in one(told, Form.LINES)
    assert "stable sur un an" in one(
        in_time(BY_YEAR, years(8.01, 8.03, first=2024), measured=degrees), Form.LINES
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([56, 56, 56, 0, 0], "3 groupes sont à égalité : 56 t ; les 2 autres sont à 0."),
        ([56, 56, 56, 0], "3 groupes sont à égalité : 56 t ; l’autre est à 0."),
        ([20, 20, 20, 15, 5, 20], "4 groupes, à égalité (20 t), représentent 80 % du total de "
         "« Tonnage »."),
        ([12], "« a » : 12 t."),
    ],
)  # fmt: skip
def test_many_equals_are_told_by_what_they_have(values: list[int], said: str) -> None:
    assert one(ranked(dict(zip("abcdef", values, strict=False)))) == said


def test_periods_bear_their_article() -> None:
    values = [4, 9, 5, 8, 6, 7]
    quarters = {date(2024 + n // 4, 3 * (n % 4) + 1, 1): v for n, v in enumerate(values)}
    by_quarter = Grouping("jour", Part.QUARTER)
    found = in_time(by_quarter, quarters)
    assert one(found) == (
        "2e trimestre 2025 : 7 t, en baisse de 22 % sur un an ; en hausse de 75 % depuis le 1er "
        "trimestre 2024, le plus haut : 9 t au 2e trimestre 2024."
    )
    assert "(le 2e trimestre 2025 n’est pas terminé)" in one(found, today=date(2025, 5, 2))
    latest = {day: value for day, value in quarters.items() if day >= date(2025, 1, 1)}
    assert "par rapport au 1er trimestre 2025" in one(in_time(by_quarter, latest))


def test_a_peak_that_comes_again_has_no_date_and_the_last_value_is_no_news() -> None:
    assert one(in_time(BY_YEAR, years(9, 4, 9, 5))).endswith("le plus haut : 9 t, 2 fois.")
    rates = replace(MEAN, label="Moyenne de « Taux »", unit="%")
    assert one(in_time(BY_YEAR, years(14.84, 14.81, 14.81), measured=rates)) == (
        "2022 : 14,8 %, stable sur un an ; stable depuis 2020."
    )


def test_differences_are_told_in_their_unit() -> None:
    degrees = replace(MEAN, label="Variation de la température moyenne", unit="°C")
    asked = in_time(BY_YEAR, years(-1.25, 2, 0), measured=degrees, shown=Shown.CHANGE)
    found = replace(asked, relative=False)
    said = "Le plus haut : +2 °C en 2021 ; le plus bas : −1,25 °C en 2020."
    assert one(found) == said
    assert [plain(text) for text in columns_of(found)[0]] == ["−1,25 °C", "+2 °C", "0 °C"]
    assert (number(found).value, number(found).unit) == ("0", "°C")
    cold = replace(MEAN, label="Température moyenne", unit="°C")
    below = one(in_time(BY_YEAR, years(-4, -2.5), measured=cold))
    assert below == "2021 : −2,5 °C, en hausse de 1,5 °C sur un an ; c’est le plus haut."


def test_a_unit_that_ends_with_a_full_stop_ends_the_sentence() -> None:
    rate = Heading("Population pour 1 000 habitants", "habitants pour 1 000 hab.", "double")
    assert one(ranked({"A": 3, "B": 3}, measured=rate)).endswith("pour 1 000 hab.")
