from __future__ import annotations

import pytest

from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.grammars.contract import NUMBER_TYPE
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.typing.asked import read_as
from terrier.lake.typing.keys import propose_key
from terrier.lake.typing.propose import propose_columns

NOWHERE = TypingContext()


@pytest.fixture
def propose(stage):
    def of(label: str, values: list[str | None], context: TypingContext = NOWHERE) -> ColumnPlan:
        path = stage({label: values})
        return propose_columns(path, [label], [label], None, context)[0]

    return of


@pytest.mark.parametrize(
    ("label", "values", "grammar", "type_"),
    [
        ("n", ["1", "2", "-3"], "integer", "BIGINT"),
        ("n", ["1 234", "12\u00a0345", "1\u202f000"], "integer", "BIGINT"),
        ("n", ["0", "1", "1"], "integer", "BIGINT"),
        ("n", ["9007199254740993", "1"], "integer", "BIGINT"),
        ("n", ["92233720368547758080", "1"], "integer", "DECIMAL(38,0)"),
        ("n", ["1 234,56", "0,5"], "decimal_comma", "DECIMAL(18,2)"),
        ("n", ["1.234,56", "12.000,5"], "decimal_comma_dots", "DECIMAL(18,2)"),
        ("n", ["1,234.56", "12,000.5"], "decimal_dot_commas", "DECIMAL(18,2)"),
        ("n", ["12,5", "12.5", "3"], "decimal_either", "DECIMAL(18,1)"),
        ("n", ["12,5", "12.500", "1 000"], "text", None),
        ("n", ["1.5", "2.25"], "decimal_dot", "DECIMAL(18,2)"),
        ("n", ["47.123456789", "4.1"], "decimal_dot", "DOUBLE"),
        ("n", ["0.30000000000000004", "0.1"], "decimal_dot", "DECIMAL(38,17)"),
        ("n", ["1,2E-3", "5,0"], "scientific_comma", None),
        ("n", ["1.2e10", "5.0"], "scientific_dot", None),
        ("n", ["12,5 %", "3 %"], "percent_comma", "DECIMAL(18,1)"),
        ("n", ["1 200 €", "3,50 €"], "euro_comma", "DECIMAL(18,2)"),
        ("n", ["1.200,50 €", "3,50 €"], "euro_comma_dots", "DECIMAL(18,2)"),
        ("d", ["03/02/2024", "25/12/2023"], "date_day_first", None),
        ("d", ["02/25/2024", "12/31/2023"], "date_month_first", None),
        ("d", ["3 février 2024", "1er mars 2024", "lundi 5 août 2024"], "date_words", None),
        ("d", ["2024-02-03", "2024-12-31"], "date_iso", None),
        ("d", ["2024-02-03T10:00:00+01:00", "2008-02-11T23:00:00.000Z"], "instant", None),
        ("d", ["2022-10-18T12:35:49+0000", "2022-10-18T12:35+02"], "instant", None),
        ("d", ["2019-01-01 00:00:00", "2019-01-01 00:05:00"], "datetime_iso", None),
        ("d", ["03/02/2024 14:05", "25/12/2023 à 8h30"], "datetime_day_first", None),
        ("d", ["2023-01-13@00-00-56", "2023-01-13@00-02-03"], "datetime_at", None),
        ("d", ["20240102 00:00:00", "20240103 10:00"], "datetime_compact", None),
        ("date_pose", ["20240203", "19991231"], "date_compact", None),
        ("numero", ["20240203", "19991231"], "integer", "BIGINT"),
        ("date", ["45325", "45000"], "excel_day", None),
        ("date", ["45325", "45325,75", "45000.5"], "excel_moment", None),
        ("montant", ["45325,75", "45000,5"], "decimal_comma", "DECIMAL(18,2)"),
        ("annee", ["2024", "1999"], "year", None),
        ("d", ["2024-03", "2023-12"], "month_iso", None),
        ("d", ["03/2024", "12/2023"], "month_french", None),
        ("d", ["mars 2024", "août 2023"], "month_words", None),
        ("h", ["14:05", "8h30", "23:59:59"], "time", None),
        ("b", ["oui", "Non", "OUI"], "yes_no_french", None),
        ("b", ["VRAI", "FAUX"], "true_false_french", None),
        ("b", ["true", "False"], "true_false", None),
        ("b", ["O", "N", "o"], "o_n", None),
        ("b", ["N", "N"], "text", None),
        ("b", ["x", None, "X", ""], "cross", None),
        ("t", ["Mâcon", "Tournus"], "text", None),
        ("t", [None, ""], "text", None),
    ],
)
def test_grammar_of(propose, label, values, grammar, type_):
    plan = propose(label, values)

    assert plan.grammar == grammar, plan
    assert plan.options.get("type") == type_
    assert plan.reason


def test_units_are_kept(propose):
    assert propose("n", ["12,5 %", "3 %"]).unit == "%"
    assert propose("n", ["12,5 €", "3 €"]).unit == "€"


def test_a_leading_zero_keeps_the_column_text(propose):
    plan = propose("n", ["01004", "71270", "12"])

    assert (plan.grammar, plan.question) == ("text", "")
    assert "ligne 2 « 01004 »" in plan.reason


def test_a_zero_before_a_comma_is_no_leading_zero(propose):
    assert propose("n", ["0,5", "0", "10,25"]).grammar == "decimal_comma"


def test_a_rare_leading_zero_asks(propose):
    plan = propose("n", [str(n) for n in range(10, 5010)] + ["0123"])

    assert plan.grammar == "text"
    assert "ligne 5002 « 0123 »" in plan.question


def test_typing_is_decided_on_all_rows(propose):
    """The only comma, far beyond any sample, makes the column a decimal one."""
    values = [str(n) for n in range(10, 30_010)]
    values[17_777] = "3,25"

    plan = propose("n", values)

    assert plan.grammar == "decimal_comma"
    assert plan.options["type"] == "DECIMAL(18,2)"


def test_misfits_are_shown_with_their_lines(propose):
    values = [str(n) for n in range(10, 310)]
    values[12], values[40] = "douze", "n. c. ?"

    plan = propose("n", values)

    assert plan.grammar == "integer"
    assert "2 valeurs ne sont pas des nombres entiers" in plan.question
    assert "ligne 14 « douze », ligne 42 « n. c. ? »" in plan.question
    assert "rejetées" in plan.question


def test_many_misfits_make_text(propose):
    plan = propose("n", [str(n) for n in range(20)] + ["a", "b", "c", "d", "e", "f"])

    assert plan.grammar == "text"
    assert "« a »" in plan.reason


def test_missing_tokens_are_listed(propose):
    plan = propose("n", ["1,5", "NC", "-", "2,5", "n/a", "3"])

    assert plan.grammar == "decimal_comma"
    assert set(plan.missing) == {"NC", "-", "n/a"}


def test_nothing_is_missing_in_a_text_column(propose):
    assert propose("t", ["rue", "NC", "-", "place"]).missing == ()


def test_parentheses_only_where_shown_more_than_once(propose):
    once = propose("n", [*"123456789", "1,5", "(7,5)"])
    twice = propose("n", ["1,5", "2,5", "3", "4", "5", "(6)", "(7,5)"])

    assert "parentheses_negative" not in once.options
    assert "(7,5)" in once.reason
    assert twice.options["parentheses_negative"] is True
    assert twice.question == ""


def test_a_qualifier_keeps_the_column_a_number(propose):
    plan = propose("n", ["<0,05", "1,5", "2", "<0,1", "3"])

    assert plan.grammar == "decimal_comma"
    assert plan.options["qualified"] is True


def test_ambiguous_dates_say_so(propose):
    assert "jour d'abord" in propose("d", ["03/02/2024", "01/05/2024"]).reason
    assert "jour d'abord" not in propose("d", ["03/02/2024", "21/05/2024"]).reason


def test_month_first_is_proved_by_a_line(propose):
    plan = propose("d", ["02/03/2024", "02/25/2024"])

    assert "ligne 3 « 02/25/2024 » le prouve" in plan.reason


def test_thousands_or_decimals_asks(propose):
    assert "milliers" in propose("n", ["1.234", "2.500"]).question
    assert propose("n", ["1.234", "2.5"]).question == ""


@pytest.mark.parametrize(
    ("label", "values", "concept"),
    [
        ("Code INSEE", ["71270", "1004", "2A004"], "commune_code"),
        ("insee", ["71270", "71105"], "commune_code"),
        ("num_siret", ["21920044100018", "80295478500028"], "siret"),
        ("n", ["21920044100018", "13002526500013"], "siret"),
        ("numero_pdl", ["12345678912345", "12345678912346"], None),
        ("siren", ["200069698", "242100410"], "siren"),
        ("EPCI", ["200069698", "242100410"], "siren"),
        ("CP", ["71000", "71700"], "postal_code"),
        ("telephone", ["03 85 20 30 40", "0385203040"], "phone"),
        ("colonne", ["06 12 34 56 78", "+33 6 12 34 56 78"], "phone"),
        ("courriel", ["a@b.fr", "mairie@exemple.fr"], "email"),
        ("code_iris", ["712700101", "712700102"], "iris"),
        ("parcelle", ["71270000AB0123", "71270000AB0124"], "parcel"),
        ("uai", ["0750655E", "0750654D"], "uai"),
        ("rna", ["W711000123", "W711000124"], "rna"),
        ("departement", ["71", "2A", "974"], "department_code"),
        ("Adresse", ["3 rue de la Gare"], "address"),
        ("Commune", ["Mâcon", "Tournus"], "commune_name"),
        ("Nom du bénéficiaire", ["Marie Curie"], "person_name"),
        ("prenom", ["Marie"], "person_name"),
        ("latitude", ["46,5", "46,6"], "latitude"),
        ("nom", ["Salle des fêtes"], None),
    ],
)
def test_concept_of(propose, label, values, concept):
    plan = propose(label, values)

    assert plan.concept == concept, plan
    if concept not in (None, "latitude"):
        assert plan.grammar == "text"


def test_a_wrong_check_digit_is_told(propose):
    plan = propose("siren", ["200069698", "242100410", "245804406", "200069699"])

    assert plan.concept == "siren"
    assert "ligne 5 « 200069699 »" in plan.question


def test_a_commune_that_does_not_exist_is_told(propose):
    known = TypingContext(communes=(("71270", "Mâcon"), ("01004", "Ambérieu-en-Bugey")))
    elsewhere = TypingContext(communes=(("29900", "Île inventée"),))

    plan = propose("insee", ["71270", "1004", "99999"], known)

    assert "ligne 4 « 99999 »" in plan.question
    assert "1004 »" not in plan.question
    assert propose("insee", ["71270", "1004", "99999"], elsewhere).question == ""


def test_declared_types_are_kept(stage):
    path = stage({"a": ["1"], "b": ["1,5"]})

    plans = propose_columns(path, ["a", "b"], ["a", "b"], ["BIGINT", "TEXT"], NOWHERE)

    assert [p.grammar for p in plans] == ["native", "decimal_comma"]


@pytest.mark.parametrize(
    ("label", "values", "grammar"),
    [
        ("code_unite", ["162", "133"], "text"),
        ("id_sdis", ["96015.00010", "96015.00020"], "text"),
        ("id", ["1", "2", "10"], "integer"),
        ("Référence", ["7.10", "7.2"], "text"),
        ("N° prélèvement", ["12", "13 B", "14"], "text"),
        ("débit", ["7.10", "7.2"], "decimal_dot"),
    ],
)
def test_codes_and_identifiers_are_not_rewritten(propose, label, values, grammar):
    plan = propose(label, values)

    assert plan.grammar == grammar
    assert ("annonce" in plan.reason) is (grammar == "text")


def test_an_import_that_nobody_watches_loses_no_row_by_a_guess(propose):
    numbers = [str(n) for n in range(1000)]

    few = propose("zone", [*numbers, "douze"])
    family = propose("zone", [*numbers, "6A"])
    many = propose("zone", [*numbers[:99], "douze", "treize"])

    assert (few.grammar, family.grammar, many.grammar) == ("integer", "text", "text")
    assert "« douze »" in few.question
    assert "« 6A »" in family.reason
    assert "« treize »" in many.reason
    assert "nombre entier" in many.question


def test_columns_without_a_header_are_named(stage):
    columns = {"colonne 1": ["2023-01-13@00-00-56"], "colonne 2": ["ANTI"], "colonne 3": ["0149"]}

    plans = propose_columns(stage(columns), list(columns), [""] * 3, None, NOWHERE)

    assert [p.label for p in plans] == ["Date et heure", "Colonne 2", "Colonne 3"]
    assert [p.name for p in plans] == ["date_et_heure", "colonne_2", "colonne_3"]


def test_two_decimal_marks_in_one_column_are_said(propose) -> None:
    found = propose("quantite", ["12,5", "12.5", "1 200,75", "3"])
    assert found.grammar == "decimal_either"
    assert "tantôt après une virgule, tantôt après un point" in found.reason


def test_whoever_knows_better_reads_numbers_filled_with_zeros(stage, propose):
    values = ["0149", "0003", "0000", "1200"] * 5
    column = propose("places", values)
    assert (column.grammar, column.question) == ("text", "")
    assert "choisissez « nombre complété de zéros »" in column.reason
    asked = read_as(stage({"places": values}), column, "padded_integer")
    assert (asked.grammar, asked.options[NUMBER_TYPE]) == ("padded_integer", "BIGINT")
    assert asked.question == ""


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        (("OBJECTID", "CODE_IRIS"), ("CODE_IRIS",)),
        (("fid", "nom"), ("fid",)),
        (("GID", "ref", "code"), ("ref",)),
        (("Bâtiment – Nom", "Bâtiment – N°"), ("Bâtiment – N°",)),
    ],
)
def test_the_counter_of_a_program_is_the_last_of_keys(stage, labels, key):
    staged = stage({label: [f"{n}{label}" for n in range(9)] for label in labels})
    columns = [ColumnPlan(source=label, name=label, label=label) for label in labels]
    assert propose_key(staged, columns) == key
