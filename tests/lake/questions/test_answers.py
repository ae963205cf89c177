from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import inf

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.address import read
from terrier.domain.questions.places import Place
from terrier.lake.engine import cursor
from terrier.lake.questions import answer

PLACES = {
    "71543": Place("Tournus", 5903, 20.5),
    "71248": Place("Lacrost", 700, 5.0),
    "71359": Place("Préty", None, 9.0),
}


def table(relation, query: str, places=None) -> list[tuple]:
    found = answer(relation, read(query), places)
    return [(*g.keys, g.value, g.rows, g.others) for g in found.groups]


@pytest.fixture
def by_commune(communes):
    """Give the table with its codes known to be those of communes."""
    columns = tuple(
        replace(c, concept="commune_code") if c.name == "code_insee" else c
        for c in communes.columns
    )
    return replace(communes, columns=columns)


def test_counts_in_the_order_of_keys(communes) -> None:
    assert table(communes, "par=code_insee") == [
        ("71157", 1, 1, False), ("71248", 1, 1, False),
        ("71359", 1, 1, False), ("71543", 2, 2, False),
    ]  # fmt: skip
    assert answer(communes, read("par=code_insee")).rows == 5
    assert table(communes, "mesure=sum:tonnage") == [(Decimal("109.55"), 5, False)]


def test_sums_of_decimals_are_exact_and_others_are_measured_over_their_own_rows(communes) -> None:
    query = "mesure=sum:tonnage&par=code_insee&ordre=highest&premiers=1"
    assert table(communes, query) == [
        ("71543", Decimal("112.50"), 2, False),
        (None, Decimal("-2.95"), 3, True),
    ]
    found = answer(communes, read(query))
    assert (found.all_groups, found.total) == (4, Decimal("109.55"))
    assert found.notes == ("1 ligne n’a pas de valeur.",)
    mean = table(communes, "mesure=mean:tonnage&par=commune&ordre=highest&premiers=2")
    assert mean[-1] == (None, pytest.approx((0.10 - 3.05) / 2), 3, True)


def test_the_middle_of_two_decimals_is_not_cut(communes) -> None:
    assert table(communes, "mesure=median:tonnage") == [(Decimal("6.300"), 5, False)]


def test_measures_of_numbers_that_a_double_does_not_hold(make_relation) -> None:
    odd = 2**53 + 1
    relation = make_relation(
        f"SELECT i AS _line, i AS _row, CASE i % 2 WHEN 0 THEN 'a' ELSE 'b' END AS k, "
        f"({odd}::BIGINT + 2 * i) AS n, ('{'9' * 30}'::DECIMAL(38,0) + i) AS h, "
        f"('{'4' * 36}.01'::DECIMAL(38,2) + i) AS d FROM range(4) r(i)",
        {"k": "TEXT", "n": "BIGINT", "h": "DECIMAL(38,0)", "d": "DECIMAL(38,2)"},
    )
    fraction = Fraction("4" * 36 + ".01")
    for column, first, step in (("n", odd, 2), ("h", int("9" * 30), 1), ("d", fraction, 1)):
        found = answer(relation, read(f"mesure=median:{column}&par=k&ordre=highest"))
        values = [(group.keys[0], Fraction(group.value)) for group in found.groups]
        assert values == [("b", first + 2 * step), ("a", first + step)]
        assert Fraction(found.total) == first + Fraction(3 * step, 2)
    for column, first, step in (("n", odd, 2), ("h", int("9" * 30), 1)):
        mean = answer(relation, read(f"mesure=mean:{column}")).total
        assert mean == pytest.approx(float(first + Fraction(3 * step, 2)), rel=1e-15)
        total = answer(relation, read(f"mesure=sum:{column}&par=k")).total
        assert Fraction(total) == 4 * first + 6 * step


def test_moments_and_bands(communes) -> None:
    years = answer(communes, read("par=date_pose:year"))
    assert [g.keys[0] for g in years.groups] == [
        date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1), None,
    ]  # fmt: skip
    bands = answer(communes, read("par=tonnage:bands:/10"))
    assert [(g.keys[0], g.names[0], g.value) for g in bands.groups] == [
        (-10, "de -10 à 0", 1), (0, "de 0 à 10", 1), (10, "de 10 à 20", 1),
        (100, "de 100 à 110", 1), (None, "Sans valeur", 1),
    ]  # fmt: skip
    limited = answer(communes, read("par=tonnage:bands:0.1,12.5,100"))
    assert [(g.keys[0], g.names[0], g.value) for g in limited.groups] == [
        (-inf, "moins de 0,1", 1), (0.1, "de 0,1 à 12,5", 1), (12.5, "de 12,5 à 100", 1),
        (100, "100 et plus", 1), (None, "Sans valeur", 1),
    ]  # fmt: skip
    chosen = answer(communes, read("par=tonnage:bands"))
    assert chosen.question.by[0].width
    assert chosen.rows == 5


def test_two_groupings_and_shares_of_the_whole(communes) -> None:
    found = table(communes, "par=code_insee&par=actif&ordre=highest&premiers=1")
    assert found[0] == ("71543", True, 2, 2, False)
    assert {row[:2] for row in found[1:]} == {(None, False), (None, None)}
    shares = table(communes, "par=code_insee&ordre=highest&premiers=1&montre=share")
    assert [row[1] for row in shares] == [0.4, 0.6]


def test_not_a_number_does_not_poison_a_sum(communes) -> None:
    years = table(communes, "mesure=sum:taux&par=date_pose:year")
    assert [row[1] for row in years] == [1e22, None, 1.25, None]


def test_a_change_is_not_bridged_over_a_gap(make_relation) -> None:
    relation = make_relation(
        "SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, * FROM (VALUES "
        "(DATE '2024-11-05', 10), (DATE '2024-12-15', 20), (DATE '2025-01-10', 15), "
        "(DATE '2025-03-01', 30), (DATE '2025-04-01', 0), (DATE '2025-05-01', 7)) t(jour, n)",
        {"jour": "DATE", "n": "INTEGER"},
    )
    found = answer(relation, read("mesure=sum:n&par=jour:month&montre=change"))
    assert [g.value for g in found.groups] == [None, 1.0, -0.25, None, -1.0, None]
    down = answer(relation, read("mesure=sum:n&par=jour:month&montre=change&ordre=lowest"))
    assert [g.value for g in down.groups][:3] == [-1.0, -0.25, 1.0]


def test_a_year_that_the_data_hold_in_part_is_compared_with_nothing(make_relation) -> None:
    """Daily rows begin in October 2024 and stop in March 2027; monthly ones in February 2020."""
    daily = make_relation(
        "SELECT n AS _line, n AS _row, DATE '2024-10-01' + CAST(n AS INTEGER) AS jour, n "
        "FROM range(900) t(n)",
        {"jour": "DATE", "n": "BIGINT"},
    )
    sums: dict[int, int] = {}
    for n in range(900):
        year = (date(2024, 10, 1) + timedelta(days=n)).year
        sums[year] = sums.get(year, 0) + n
    found = answer(daily, read("mesure=sum:n&par=jour:year&montre=change"))
    assert found.partial == {date(2024, 1, 1), date(2027, 1, 1)}
    assert [g.value for g in found.groups] == [
        None, None, pytest.approx(sums[2026] / sums[2025] - 1), None,
    ]  # fmt: skip
    assert found.notes[:2] == (
        "2024 : année incomplète dans les données.", "2027 : année incomplète dans les données.",
    )  # fmt: skip
    # Every quarter but the last, cut in March, is whole: the first begins with the data.
    assert answer(daily, read("par=jour:quarter")).partial == {date(2027, 1, 1)}
    assert answer(daily, read("par=jour:day&f.jour=lt:2024-12-01")).partial == frozenset()
    monthly = "SELECT n AS _line, n AS _row, DATE '{}' + to_months(CAST(n AS INTEGER)) AS jour "
    monthly += "FROM range({}) t(n)"
    for first, months, cut in (
        ("2020-02-01", 35, {date(2020, 1, 1)}),
        ("2020-01-15", 36, set()),
        ("2020-01-31", 36, set()),
        ("2020-01-01", 33, {date(2022, 1, 1)}),
    ):
        relation = make_relation(monthly.format(first, months), {"jour": "TIMESTAMP"})
        assert answer(relation, read("par=jour:year")).partial == cut
        assert answer(relation, read("par=jour:month")).partial == frozenset()


def test_a_period_that_goes_on_is_told_and_compared_with_nothing(make_relation) -> None:
    """Daily rows from 1 January to 12 March 2026; hourly ones that stop at 2 o’clock."""
    daily = make_relation(
        "SELECT n AS _line, n AS _row, DATE '2026-01-01' + CAST(n AS INTEGER) AS jour, 1 AS n "
        "FROM range(71) t(n)",
        {"jour": "DATE", "n": "BIGINT"},
    )
    asked = read("mesure=sum:n&par=jour:month&montre=change")
    found = answer(daily, asked, today=date(2026, 3, 14))
    assert [g.value for g in found.groups] == [None, pytest.approx(28 / 31 - 1), None]
    assert found.partial == {date(2026, 3, 1)}
    assert found.notes == ("mars 2026 : mois en cours, données jusqu’au 12 mars 2026.",)
    later = answer(daily, asked, today=date(2026, 5, 2)).notes
    assert later == ("mars 2026 : mois incomplet, données jusqu’au 12 mars 2026.",)
    # The last day of the month has no other month beside it to be compared with.
    whole = answer(daily, read("par=jour:month&f.jour=lt:2026-03-01"), today=date(2026, 3, 14))
    assert (whole.partial, whole.notes) == (frozenset(), ())
    hourly = make_relation(
        "SELECT n AS _line, n AS _row, TIMESTAMP '2026-01-01' + to_hours(CAST(n AS INTEGER)) AS t "
        "FROM range(51) t(n)",
        {"t": "TIMESTAMP"},
    )
    assert answer(hourly, read("par=t:day")).partial == {date(2026, 1, 3)}


@pytest.mark.parametrize(
    ("unit", "values", "changes", "shown"),
    [
        ("°C", "[10.5, 0, 2.25]", [None, -10.5, 2.25], "°C"),
        ("%", "[10, 12.5, 12.5]", [None, 2.5, 0], "points"),
        ("€", "[-100, 50, 75]", [None, 150, 25], "€"),
        ("€", "[100, 50, 0]", [None, -0.5, -1], ""),
    ],
)
def test_what_goes_through_zero_changes_by_its_unit(
    make_relation, unit, values, changes, shown
) -> None:
    rows = f"SELECT unnest(range(3)) AS n, unnest({values}) AS v"
    relation = make_relation(
        f"SELECT n AS _line, n AS _row, DATE '2026-01-01' + to_months(CAST(n AS INTEGER)) AS mois, "
        f"CAST(v AS DOUBLE) AS v FROM ({rows})",
        {"mois": "TIMESTAMP", "v": "DOUBLE"},
    )
    columns = tuple(replace(c, unit=unit) if c.name == "v" else c for c in relation.columns)
    asked = read("mesure=mean:v&par=mois:month&montre=change")
    found = answer(replace(relation, columns=columns), asked)
    assert [g.value for g in found.groups] == changes
    assert (found.measured.unit, found.relative) == (shown, not shown)


def test_whole_numbers_are_put_in_bands_of_whole_numbers(make_relation) -> None:
    homes = make_relation(
        "SELECT n AS _line, n AS _row, CAST(1 + n % 4 AS BIGINT) AS logements FROM range(10) t(n)",
        {"logements": "BIGINT"},
    )
    found = answer(homes, read("par=logements:bands"))
    assert [(g.keys, g.names, g.value) for g in found.groups] == [
        ((1.0,), ("1",), 3), ((2.0,), ("2",), 3), ((3.0,), ("3",), 2), ((4.0,), ("4",), 2),
    ]  # fmt: skip


def test_what_is_brought_to_inhabitants_is_ranked_and_gathered_by_it(by_commune) -> None:
    query = "mesure=sum:tonnage&par=code_insee&pour=1000hab&ordre=highest&premiers=1"
    found = answer(by_commune, read(query), PLACES)
    first, others = found.groups
    assert (first.names, first.value) == (("Tournus",), pytest.approx(112.5 / 5.903))
    assert (others.value, others.rows) == (None, 3)
    assert found.notes[-1] == "Sans population connue, donc sans chiffre : 71157, Préty."
    counted = answer(by_commune, read("par=code_insee&pour=km2&ordre=lowest&premiers=1"), PLACES)
    assert [g.value for g in counted.groups] == [
        pytest.approx(2 / 20.5),
        pytest.approx(2 / 14.0),
    ]
    assert counted.total == pytest.approx(4 / 34.5)
    twice = answer(by_commune, read("par=actif&par=code_insee&pour=1000hab"), PLACES)
    (tournus,) = [g for g in twice.groups if g.keys[1] == "71543"]
    assert (tournus.keys, tournus.value) == ((True, "71543"), pytest.approx(2 / 5.903))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("par=agent", "Aucune colonne « agent »"),
        ("par=x%22%3B DROP", "Aucune colonne"),
        ("f.agent=secret", "Aucune colonne « agent »"),
        ("par=commune:month", "ne se regroupe pas ainsi"),
        ("par=date_pose:hour", "ne se regroupe pas ainsi"),
        ("par=commune:bands", "ne se regroupe pas ainsi"),
        ("par=taux:bands:/1e-300", "trop étroites"),
        ("mesure=sum:commune&par=commune", "n’est pas un nombre"),
        ("mesure=sum:agent", "Aucune colonne « agent »"),
        ("contre=sum:agent", "Aucune colonne « agent »"),
        ("par=commune&pour=1000hab", "par commune"),
        (
            "par=code_insee&par=date_pose:year&pour=1000hab&montre=change",
            "population de chaque période n’est pas connue",
        ),
    ],
)
def test_refusals(communes, query, says) -> None:
    with pytest.raises(Invalid, match=says):
        answer(communes, read(query))


def test_too_many_groups_are_refused_not_cut(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i AS v FROM range(1, 2502) r(i)", {"v": "BIGINT"}
    )
    with pytest.raises(Invalid, match="2\u202f500 groupes"):
        answer(relation, read("par=v"))
    columns = tuple(replace(c, concept="commune_code") for c in relation.columns)
    for query in ("par=v", "par=v&pour=1000hab"):
        with pytest.raises(Invalid, match="« commence par » 71"):
            answer(replace(relation, columns=columns), read(query))
    found = answer(relation, read("par=v&premiers=10"))
    assert (len(found.groups), found.all_groups, found.rows) == (11, 2501, 2501)


def test_a_sum_beyond_38_digits_is_said(make_relation) -> None:
    relation = make_relation(
        f"SELECT i AS _line, i AS _row, {'9' * 38}::DECIMAL(38,0) AS v FROM range(3) r(i)",
        {"v": "DECIMAL(38,0)"},
    )
    with pytest.raises(Invalid) as refused:
        answer(relation, read("mesure=sum:v"))
    assert "38 chiffres" in refused.value.user_message


@pytest.mark.parametrize(
    "query",
    [
        "mesure=sum:tonnage&par=code_insee&f.commune=contains:tournus",
        "mesure=mean:tonnage&par=actif&par=date_pose:year&ordre=highest&premiers=1&contre=max:taux",
        "mesure=median:tonnage&par=tonnage:bands:0,10&f.date_pose=gte:2022-01-01",
        'f.tonnage=gt:-3,05&f.actif=eq:oui&q=l\'été "x"',
    ],
)
def test_the_sql_that_is_shown_runs_on_an_export(communes, communes_path, query) -> None:
    found = answer(communes, read(query), name="dechets")
    assert "read_parquet" not in found.sql
    assert "?" not in found.sql.replace("'", "")
    with cursor() as db:
        db.execute(f"CREATE TEMP VIEW dechets AS FROM read_parquet('{communes_path}')")
        rows = db.execute(found.sql)
        names = [column[0] for column in rows.description]
        shown = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    measured = [(row["tout"], read_from_sql(row["mesure"])) for row in shown]
    whole = [(True, found.total)] if found.question.measure in {"mean", "median"} else []
    assert measured == whole + [(False, group.value) for group in found.groups]


def read_from_sql(measured: object) -> object:
    """Read a measure as somebody who runs the SQL: a median is the middle of two values."""
    return sum(measured) / 2 if isinstance(measured, list) else measured


def test_a_reader_of_some_rows_is_answered_of_those(tournus_only) -> None:
    assert table(tournus_only, "mesure=sum:tonnage&par=actif") == [
        (True, Decimal("112.50"), 2, False)
    ]
    with pytest.raises(Invalid, match="Aucune colonne"):
        answer(tournus_only, read("par=code_insee"))
