"""Headers found, joined and made unique."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.tabular.headers import clean_label, find_header, join_labels, unique_names
from terrier.domain.tabular.plan import RESERVED_COLUMNS


def table(text: str) -> list[list[str]]:
    return [line.split(";") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "index", "rows"),
    [
        ("nom;n\nx;1\ny;2", 0, 1),
        ("Budget 2024;;\n;;\nnom;n;date\nx;1;2024-01-01\ny;2;2024-01-02", 2, 1),
        ("x;1;2024-01-01\ny;2;2024-01-02", 0, 0),
        ("nom;n\nnom;n\nx;1\ny;2", 1, 1),
        ("commune;2021;2022;2023\nMâcon;1;2;3\nPréty;4;5;6", 0, 1),
        (";Eau;;Divers;\nCommune;m3;€;taux;n\nx;1;2;3;4\ny;5;6;7;8", 0, 2),
        ("oui;a\noui;b\nnon;c\noui;d", 0, 0),
        ("libelle;categorie\nécole;bâtiment\nmairie;bâtiment", 0, 1),
    ],
)
def test_place_of_the_header(text: str, index: int, rows: int) -> None:
    guess = find_header(table(text))
    assert (guess.index, guess.rows) == (index, rows)


def test_an_empty_table_has_no_header() -> None:
    assert find_header([["", ""], []]).rows == 0


def test_merged_headings_are_not_spread_further() -> None:
    rows = table("Commune;Eau;Eau;\nCommune;m3;€;total\nx;1;2;3\ny;4;5;6")
    guess = find_header(rows, frozenset({0}))
    assert guess.labels == ("Commune", "Eau – m3", "Eau – €", "total")


def test_merged_headings_over_every_column_go_on_below() -> None:
    rows = table("Commune;Eau;Eau;Tri;Tri\nCommune;m3;€;m3;€\nx;1;2;3;4\ny;4;5;6;7")
    guess = find_header(rows, frozenset({0}))
    assert (guess.index, guess.rows) == (0, 2)
    assert guess.labels == ("Commune", "Eau – m3", "Eau – €", "Tri – m3", "Tri – €")
    adjacent = table("Commune;Adresse;Adresse\nx;rue A;71000\ny;rue B;71100")
    assert find_header(adjacent, frozenset({0})).rows == 1


def test_headings_span_to_the_right() -> None:
    assert join_labels(table(";Eau;\nn;m3;€")) == ("n", "Eau – m3", "Eau – €")


def test_labels_lose_line_breaks() -> None:
    assert clean_label("\ufeff Nom\r\n complet\x00 ") == "Nom complet"


@given(
    st.lists(st.sampled_from(["", "a", "A", "a (2)", "geom", "_line", "colonne 1"]), max_size=12)
)
def test_names_are_unique_whatever_their_case(labels: list[str]) -> None:
    names = unique_names(labels)
    folded = [n.casefold() for n in names]
    assert len(set(folded)) == len(labels)
    assert not RESERVED_COLUMNS & set(folded)
