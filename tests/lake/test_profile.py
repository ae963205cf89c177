from __future__ import annotations

import json

from terrier.lake.filters import parse
from terrier.lake.profile import Profile, profile


def test_figures_are_exact(communes) -> None:
    found = profile(communes)
    by_name = {c.name: c for c in found.columns}
    assert found.rows == 5
    tonnage = by_name["tonnage"]
    assert (tonnage.filled, tonnage.empty, tonnage.distinct) == (4, 1, 4)
    assert (tonnage.minimum, tonnage.maximum) == ("-3.05", "100.00")
    assert by_name["habitants"].maximum == "9007199254740993"
    assert by_name["code_insee"].top == (("71543", 2),)
    assert by_name["actif"].top == (("non", 2), ("oui", 2))
    assert (by_name["taux"].filled, by_name["taux"].maximum) == (3, "1e+22")
    assert found.time_range == ("2022-01-01", "2024-02-03")
    assert found.extent == (4.91, 46.53, 5.10, 46.70)
    assert (found.located, found.geometry_types, found.vertices) == (4, ("POINT",), 4)
    assert (by_name["commune"].longest, tonnage.longest) == (len('Tournus "sud"; =1+1'), 0)


def test_only_what_is_permitted_is_measured(tournus_only, communes) -> None:
    limited = profile(tournus_only)
    assert limited.rows == 2
    assert {c.name for c in limited.columns} == {c.name for c in tournus_only.columns}
    assert limited.extent == (4.91, 46.56, 4.91, 46.56)
    assert profile(communes, parse({"f.commune": ["Lacrost"]}, communes)).rows == 1


def test_kept_as_json_and_read_back(communes) -> None:
    found = profile(communes)
    assert Profile.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_nothing_at_all(communes) -> None:
    none = profile(communes, parse({"q": ["introuvable"]}, communes))
    assert (none.rows, none.extent, none.time_range, none.located) == (0, None, None, 0)
    assert {(c.filled, c.distinct, c.minimum) for c in none.columns} == {(0, 0, None)}
