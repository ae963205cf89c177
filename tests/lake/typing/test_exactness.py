"""Numbers as an independent reader, Python's Decimal, understands them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.codes import LA_POSTE_SIREN, UAI_LETTERS, is_siren, luhn
from terrier.domain.tabular.concepts import BY_ID
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.grammars import GRAMMARS, PROPOSED
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.plan import GeometryPlan, TablePlan
from terrier.lake import engine
from terrier.lake.relation import literal
from terrier.lake.typing import checks, render
from terrier.lake.typing.apply import type_table
from terrier.lake.typing.propose import propose_columns

SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@st.composite
def french_numbers(draw):
    """A number as people write it, and its exact value."""
    whole = draw(st.integers(min_value=0, max_value=10 ** draw(st.integers(1, 20))))
    places = draw(st.integers(0, 12))
    digits = draw(st.text("0123456789", min_size=places, max_size=places))
    space = draw(SPACES)
    sign = draw(st.sampled_from(["", "-", "+", "−"]))
    grouped = f"{whole:,}".replace(",", space)
    text = f"{sign}{grouped}" + (f",{digits}" if digits else "")
    exact = Decimal(
        f"{'-' if sign in ('-', '−') else ''}{whole}" + (f".{digits}" if digits else "")
    )
    return text, exact


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(french_numbers(), min_size=1, max_size=30))
def test_no_digit_is_ever_lost(stage, tmp_path, numbers):
    path = stage({"n": [text for text, _ in numbers]})
    columns = propose_columns(path, ["n"], ["n"], None, TypingContext())
    out = tmp_path / "out.parquet"

    table = type_table(path, TablePlan("", "t", "T", columns), out, progress=lambda s, f: None)

    with engine.cursor() as cur:
        read = cur.execute(
            f"SELECT CAST(n AS VARCHAR) FROM read_parquet({literal(str(out))}) ORDER BY _row"
        ).fetchall()
    assert table.rejected == 0
    if columns[0].grammar == "text":
        assert "exacts" in columns[0].reason
    else:
        assert [Decimal(n) for (n,) in read] == [exact for _, exact in numbers]


@pytest.mark.parametrize("grammar", PROPOSED, ids=lambda g: g.id)
def test_every_grammar_reads_its_own_example(grammar):
    raw, wanted = grammar.example
    options = {"type": "DECIMAL(18,4)"} if grammar.reading is Reading.NUMBER else {}
    with engine.cursor() as cur:
        typed = render.value("raw", grammar, options)
        (value,) = cur.execute(
            f"SELECT CAST({typed} AS VARCHAR) FROM (SELECT ? AS raw)", [raw]
        ).fetchone()
    if grammar.reading is Reading.NUMBER or grammar.type == "DOUBLE":
        assert Decimal(value) == Decimal(wanted)
    elif grammar.reading is Reading.TRUTH:
        assert value == "true"
    else:
        assert value == wanted


@pytest.mark.parametrize("grammar", [g for g in GRAMMARS.values() if g.usual], ids=lambda g: g.id)
@pytest.mark.parametrize(
    "raw",
    ["0", "-12", "12,5", "-0,50", "12.5", "12,5 %", "3%", "1e5", "03/02/2024", "2024-02-03",
     "2024-02-03 10:00:00", "2024-02-03T10:00:00+01:00", "03/02/2024 08:30", "31/02/2024", "007"],
)  # fmt: skip
def test_the_usual_writing_means_what_the_full_rewrites_give(grammar, raw):
    from dataclasses import replace

    options = {"type": "DECIMAL(18,4)"} if grammar.reading is Reading.NUMBER else {}
    slow = replace(grammar, usual=None)
    with engine.cursor() as cur:
        both = cur.execute(
            f"SELECT CAST({render.value('raw', grammar, options)} AS VARCHAR), "
            f"CAST({render.value('raw', slow, options)} AS VARCHAR) FROM (SELECT ? AS raw)",
            [raw],
        ).fetchone()
    assert both[0] == both[1]


@given(
    st.text("0123456789", min_size=9, max_size=9), st.text("0123456789", min_size=14, max_size=14)
)
@settings(max_examples=100, deadline=None)
def test_check_digits_agree_with_the_domain(siren, siret):
    poste = "356000000" + siret[:5]
    tests = [
        checks.obeys("a", BY_ID["siren"], communes_known=False),
        checks.obeys("b", BY_ID["siret"], communes_known=False),
        checks.obeys("c", BY_ID["siret"], communes_known=False),
    ]
    with engine.cursor() as cur:
        found = cur.execute(
            f"SELECT {', '.join(tests)} FROM (SELECT ? AS a, ? AS b, ? AS c)",
            [siren, siret, poste],
        ).fetchone()
    assert found == (is_siren(siren), is_siret(siret), is_siret(poste))


def is_siret(code):
    """La Poste's exception included."""
    poste = code.startswith(LA_POSTE_SIREN) and sum(map(int, code)) % 5 == 0
    return poste or luhn(code)


REAL = [
    *[("siret", code, True) for code in ("21920044100018", "35600000000048", "35600000049837")],
    *[("siret", code, False) for code in ("35600000049838", "21920044100019", "2192004410001")],
    # Lycées Louis-le-Grand and Henri-IV.
    *[("uai", code, True) for code in ("0750655E", "0750654D")],
    *[("uai", code, False) for code in ("0750655F", "750655E", "07506555")],
]


@pytest.mark.parametrize(("concept", "code", "right"), REAL)
def test_real_codes_obey_their_rule(concept, code, right):
    shaped = f"regexp_full_match(a, {literal(BY_ID[concept].pattern)})"
    obeys = checks.obeys("a", BY_ID[concept], communes_known=False)
    query = f"SELECT CASE WHEN {shaped} THEN {obeys} ELSE false END FROM (SELECT ? AS a)"
    with engine.cursor() as cur:
        assert cur.execute(query, [code]).fetchone() == (right,)


@given(st.integers(0, 9_999_999), st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ"))
@settings(max_examples=50, deadline=None)
def test_school_letters_agree_with_the_domain(number, letter):
    code = f"{number:07d}{letter}"
    test = checks.obeys("a", BY_ID["uai"], communes_known=False)
    with engine.cursor() as cur:
        (found,) = cur.execute(f"SELECT {test} FROM (SELECT ? AS a)", [code]).fetchone()
    assert found is (UAI_LETTERS[number % 23] == letter)


def test_a_large_table_is_read_the_same_everywhere(stage, tmp_path):
    """Values far from any sample, sorted along the curve, keep their line and their row."""
    count = 5_000
    path = stage(
        {
            "n": [f"{i},{i % 10}" for i in range(count)],
            "lon": [f"{4 + (i * 7919 % count) / count:.5f}" for i in range(count)],
            "lat": [f"{46 + i / count:.5f}" for i in range(count)],
        }
    )
    names = ["n", "lon", "lat"]
    plan = TablePlan(
        "", "t", "T",
        propose_columns(path, names, names, None, TypingContext()),
        GeometryPlan("lonlat", ("lon", "lat")),
    )  # fmt: skip
    out = tmp_path / "out.parquet"

    type_table(path, plan, out, progress=lambda s, f: None)

    with engine.cursor() as cur:
        source = f"read_parquet({literal(str(out))})"
        rows = cur.execute(f"SELECT _line, _row, n, lon, ST_X(geom) FROM {source}").fetchall()
    assert len(rows) == count
    assert {line - row for line, row, *_ in rows} == {1}
    assert all(n == Decimal(row - 1) + Decimal((row - 1) % 10) / 10 for _, row, n, *_ in rows)
    assert all(float(lon) == x for *_, lon, x in rows)
    assert [row for _, row, *_ in rows] != sorted(row for _, row, *_ in rows)
