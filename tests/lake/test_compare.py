from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.lake import compare as module
from terrier.lake.compare import Change, compare, differences
from terrier.lake.engine import TooLong
from terrier.lake.relation import RelationColumn

OLD = """
SELECT row_number() OVER () + 1 AS _line, row_number() OVER () AS _row, k AS _key, k AS code, nom,
  n AS nombre, 'x' AS secret, ST_Point(x, 46) AS geom
FROM (VALUES ('a', 'Tournus', 1, 4), ('b', 'Préty', 2, 5), ('c', NULL, 3, 6), ('d', 'Uchizy', 4, 7))
  t(k, nom, n, x)
"""
NEW = """
SELECT row_number() OVER () + 1 AS _line, row_number() OVER () AS _row, k AS _key, k AS code,
  nom AS libelle, n::VARCHAR AS nombre, 'y' AS secret, ST_Point(x, 46) AS geom, 1 AS neuf
FROM (VALUES ('e', 'Viré', 5, 8), ('d', 'Uchizy', 4, 7),
  ('c', 'Lugny', 3, 6), ('a', 'Tournus', 1, 9))
  t(k, nom, n, x)
"""


@pytest.fixture
def versions(make_relation):
    old = make_relation(
        OLD, {"code": "TEXT", "nom": "TEXT", "nombre": "INTEGER"}, has_key=True, has_geometry=True
    )
    new = make_relation(
        NEW,
        {"code": "TEXT", "libelle": "TEXT", "nombre": "TEXT", "neuf": "INTEGER"},
        has_key=True,
        has_geometry=True,
    )
    renamed = RelationColumn(id="c-nom", name="libelle", type="TEXT", label="Libellé")
    return old, replace(new, columns=(new.columns[0], renamed, *new.columns[2:]))


def test_rows_matched_by_key_and_columns_by_id(versions) -> None:
    found = compare(*versions)
    assert found.keyed
    assert (found.added, found.removed, found.changed, found.unchanged) == (1, 1, 2, 1)
    assert {c.new.name: c.rows for c in found.columns} == {"code": 0, "libelle": 1, "nombre": 0}
    assert [c.renamed for c in found.columns] == [False, True, False]
    assert found.geometry == 1
    assert [c.name for c in found.columns_added] == ["neuf"]
    assert found.columns_removed == ()


def test_each_difference_can_be_read(versions) -> None:
    (added,) = differences(*versions, Change.ADDED)
    assert (added.old_row, added.new_row, added.before) == (None, 1, None)
    assert added.after == ("e", "Viré", "5")
    (removed,) = differences(*versions, Change.REMOVED)
    assert (removed.old_row, removed.after, removed.before) == (2, None, ("b", "Préty", "2"))
    named, moved = differences(*versions, Change.CHANGED)
    assert (named.old_row, named.new_row, named.columns) == (3, 3, ("c-nom",))
    assert (named.before[1], named.after[1]) == (None, "Lugny")
    assert (moved.old_row, moved.new_row, moved.columns) == (1, 4, ("geom",))
    assert differences(*versions, Change.CHANGED, 2, 1) == (moved,)
    with pytest.raises(Invalid, match="page"):
        differences(*versions, Change.CHANGED, 0)


def test_masked_columns_and_limited_rows_are_not_compared(versions) -> None:
    old, new = versions
    assert all(c.new.name != "secret" for c in compare(old, new).columns)
    limits = {"territory_column": "code", "communes": frozenset({"a", "b"})}
    limited = compare(replace(old, **limits), replace(new, **limits))
    assert (limited.added, limited.removed, limited.changed, limited.unchanged) == (0, 1, 1, 0)


def test_without_a_common_column(versions) -> None:
    old, new = versions
    found = compare(
        replace(old, columns=(), has_key=False, has_geometry=False),
        replace(new, columns=(), has_key=False, has_geometry=False),
    )
    assert (found.added, found.removed, found.unchanged) == (0, 0, 4)


CELL = st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1, 2, None]))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=st.lists(CELL, max_size=8), after=st.lists(CELL, max_size=8))
def test_without_a_key_versions_are_multisets(make_relation, before, after) -> None:
    def relation(rows):
        values = ", ".join(
            [
                "(0::BIGINT, NULL::TEXT, NULL::BIGINT)",
                *["(?::BIGINT, ?::TEXT, ?::BIGINT)"] * len(rows),
            ]
        )
        return make_relation(
            f"SELECT n AS _line, n AS _row, t, i FROM (VALUES {values}) v(n, t, i) WHERE n > 0",
            {"t": "TEXT", "i": "BIGINT"},
            params=[x for n, row in enumerate(rows, 1) for x in (n, *row)],
        )

    old, new = relation(before), relation(after)
    found = compare(old, new)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    assert (found.added, found.removed, found.changed) == (come.total(), gone.total(), 0)
    assert found.unchanged == (Counter(before) & Counter(after)).total()
    assert Counter(d.after for d in differences(old, new, Change.ADDED)) == come
    assert Counter(d.before for d in differences(old, new, Change.REMOVED)) == gone


@pytest.mark.parametrize(("keyed", "remedy"), [(True, "téléchargez"), (False, "la clé")])
def test_a_comparison_has_a_bound_and_says_the_remedy(
    make_relation, monkeypatch, keyed: bool, remedy: str
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.02)
    many = make_relation(
        "SELECT i AS _line, i AS _row, i::VARCHAR AS _key, hash(i)::VARCHAR AS v "
        "FROM range(1, 400001) r(i)",
        {"v": "TEXT"},
        has_key=keyed,
    )
    with pytest.raises(TooLong, match=remedy):
        compare(many, many)
    with pytest.raises(TooLong, match="trop grandes"):
        differences(many, many, Change.ADDED)
