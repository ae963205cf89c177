from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.tabular.crs import counterpart
from terrier.domain.tabular.names import lake_names, plain_label
from terrier.domain.tabular.plan import RESERVED_COLUMNS


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("Année", "annee"),
        ("Code INSEE", "code_insee"),
        ("codePostal", "code_postal"),
        ("Nœud d'eau (n° 2)", "noeud_d_eau_n_2"),
        ("  ", ""),
        ("coordonneesXY", "coordonnees_xy"),
    ],
)
def test_plain_labels(label, plain):
    assert plain_label(label) == plain


@given(st.lists(st.text(max_size=90), max_size=20))
def test_lake_names_are_unique_identifiers(labels):
    names = lake_names(labels)

    assert len(set(names)) == len(labels)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", n) for n in names)
    assert not RESERVED_COLUMNS & set(names)


@pytest.mark.parametrize(
    ("x", "y"),
    [("x", "y"), ("coord_x_l93", "coord_y_l93"), ("lng", "lat"), ("longueur", None), ("nom", None)],
)
def test_axes_go_together(x, y):
    assert counterpart(x) == y
