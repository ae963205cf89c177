"""Whatever a client writes: an answer, or a sentence that says what is wrong; never a crash."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.odsql import Malformed, parse_condition, parse_items, parse_order
from terrier.domain.odsql.question import Question
from terrier.lake import odsql
from terrier.lake.odsql.pieces import Scope
from terrier.lake.odsql.plan import plan
from tests.lake.odsql.conftest import NOW, question

FIELDS = ["commune", "tonnage", "habitants", "taux", "actif", "date_pose", "geo_shape",
          "geo_point_2d", "agent"]  # fmt: skip
LITERALS = ["1", "-2.5", "999999999999999999", "'x'", "'2024'", "date'2024-01-01'",
            "date'0001-01-01T00:00'", "date'9999-12-31'", "null", "true", "geom'POINT(1 1)'",
            "geom'POLYGON EMPTY'", "1 day", "3km", "now(years=-9999)"]  # fmt: skip
FUNCTIONS = ["length", "lower", "year", "date_format", "ifnull", "search", "suggest", "startswith",
             "distance", "within", "in_bbox", "sum", "count", "min", "median", "range", "envelope",
             "random", "include"]  # fmt: skip
atoms = st.sampled_from([*FIELDS, *LITERALS])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make larger expressions of smaller ones."""
    call = st.tuples(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=3)).map(
        lambda made: f"{made[0]}({', '.join(made[1])})"
    )
    operators = ["+", "-", "*", "/", "=", "!=", "<", "and", "or", "like", "in"]
    pair = st.tuples(inner, st.sampled_from(operators), inner).map(
        lambda made: f"({' '.join(made)})"
    )
    more = inner.map(lambda e: f"not {e}"), inner.map(lambda e: f"{e} is null")
    several = st.tuples(inner, inner, inner).map(lambda m: f"{m[0]} in ({m[1]}, {m[2]})")
    return st.one_of(call, pair, *more, several)


expressions = st.recursive(atoms, grown, max_leaves=8)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=expressions, select=expressions, group=expressions, order=expressions)
def test_any_question_is_answered_or_refused(communes, where, select, group, order):
    source = odsql.of_relation(communes)
    asked = (
        {"where": where},
        {"select": f"{select} as x", "order_by": order},
        {"select": f"{select} as x", "group_by": f"{group} as g", "order_by": order},
    )
    for clauses in asked:
        with suppress(Malformed):
            odsql.records(source, question(**clauses), 10)


@pytest.mark.parametrize(
    "text",
    [
        "x'; DROP TABLE t; --",
        "x\"; COPY t TO '/tmp/x'; --",
        "${jndi:ldap://x}",
        "\\x00\u0000",
        "%' OR '1'='1",
        "é" * 500,
        "(?:a+)+$",
        "[[:alpha:]]",
        "\\",
    ],
)
def test_texts_of_a_client_are_values(communes, text):
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    source = odsql.of_relation(communes)
    for where in (
        f"commune = '{escaped}'",
        f"commune in ('{escaped}')",
        f"startswith(commune, '{escaped}')",
    ):
        made = plan(source, question(where=where))
        assert text not in made.rows
        assert text in made.params
        assert odsql.records(source, question(where=where), 10).total == 0
    for where in (f"search(*, '{escaped} a')", f"commune like '{escaped} a'"):
        assert odsql.records(source, question(where=where), 10).total == 0
    label = text.replace("`", "")
    found = odsql.records(source, question(select=f"1 as `{escaped}`"), 1)
    assert label not in plan(source, question(select=f"1 as `{escaped}`")).rows
    assert len(found.records) == 1


def test_long_chains_are_answered(communes):
    source = odsql.of_relation(communes)
    wide = " or ".join(f"habitants = {n}" for n in range(240))
    assert odsql.records(source, question(where=wide), 1).total == 1
    inside = ", ".join(f"'{n}'" for n in range(400))
    assert odsql.records(source, question(where=f"commune in ({inside})"), 1).total == 0
    added = "+".join(["habitants"] * 300)
    assert odsql.records(source, question(select=f"{added} as x"), 1).total == 5
    deep = "(" * 30 + "habitants = 12" + ")" * 30
    assert odsql.records(source, question(where=deep), 1).total == 1
    nested = "ifnull(" * 29 + "commune" + ", 'x')" * 29
    assert odsql.records(source, question(select=f"{nested} as x"), 1).total == 5


def test_every_function_has_its_own_name_only():
    scope = Scope({}, NOW)
    from terrier.lake.odsql.values import value

    for name in ("read_parquet", "read_text", "getenv", "query_table", "pragma_version", "glob"):
        with pytest.raises(Malformed, match="n’existe pas"):
            value(parse_items(f"{name}('/etc/passwd')")[0].expression, scope)


def test_clauses_are_read_apart():
    assert Question(where=(parse_condition("a"),), order_by=parse_order("a")).aggregated is False
