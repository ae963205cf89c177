"""Separators and quotes."""

from __future__ import annotations

import pytest

from terrier.domain.tabular.dialect import NO_SEPARATOR, declared_separator, guess_dialect


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("text", "separator", "width"),
    [
        ("a;b;c\n1,5;2,5;3,5\n1,6;2,6;3,6\n", ";", 3),
        ("a,b\n1,2\n3,4\n", ",", 2),
        ("a\tb\n1,5\t2;3\n", "\t", 2),
        ("a|b|c\n1|2|3\n", "|", 3),
        ('nom,adresse\nx,"1; rue; y"\nz,"2; rue; t"\n', ",", 2),
        ("valeur\n12,5\n13,5\n", NO_SEPARATOR, 1),
        ("commune\nMâcon\nPréty\n", NO_SEPARATOR, 1),
        ("Titre du tableau\n\na;b;c;d\n1;2;3;4\n5;6;7;8\n", ";", 4),
    ],
)
def test_separator(text: str, separator: str, width: int) -> None:
    dialect = guess_dialect([lines(text)])
    assert (dialect.separator, dialect.width) == (separator, width)


def test_single_quotes_around_cells() -> None:
    text = "".join(f"'a;{i}';'b'\n" for i in range(8))
    dialect = guess_dialect([lines(text)])
    assert (dialect.quote, dialect.separator, dialect.width) == ("'", ";", 2)


def test_apostrophes_are_not_quotes() -> None:
    text = "nom;n\n" + "".join(f"L'Abergement d'{i};{i}\n" for i in range(8))
    assert guess_dialect([lines(text)]).quote == '"'


@pytest.mark.parametrize(
    ("line", "found"), [("sep=;\r\n", ";"), ('"sep=|"', "|"), ("sept;8", None)]
)
def test_declared_separator(line: str, found: str | None) -> None:
    assert declared_separator(line) == found


def test_declaration_prevails() -> None:
    dialect = guess_dialect([lines("a;b,c\n1;2,3\n")], ",")
    assert (dialect.separator, dialect.width) == (",", 2)
    assert "sep=," in dialect.proof
