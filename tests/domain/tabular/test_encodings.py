"""Encodings are chosen by French words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.tabular.encodings import guess_encoding, proving_words

TEXTS = [
    "Commune;Équipement\nMâcon;école élémentaire\nTournus;déchèterie\n",
    "PRÉTY;ÉGLISE SAINT-ÉTIENNE\nVIRÉ;BIBLIOTHÈQUE\n",
    "n°;libellé;coût\n12;réfection de la façade – l’hôtel de ville;1 200 €\n",
    "Chalon-sur-Saône;réalisé en août\n",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "mac-roman"])
def test_french_texts(text: str, encoding: str) -> None:
    if encoding == "cp850":
        text = text.replace("–", "-").replace("’", "'").replace("€", "E")
    guess = guess_encoding([text.encode(encoding)])
    assert guess.encoding == encoding
    assert guess.sure
    assert any(f"« {word} »" in guess.proof for word in guess.words)


def test_ascii_is_not_sure() -> None:
    guess = guess_encoding([b"code;nom\n71543;Tournus\n"])
    assert (guess.encoding, guess.sure, guess.words) == ("utf-8", False, ())


@pytest.mark.parametrize(("marks", "length"), [(1, 3), (2, 6)])
def test_marks_are_measured(marks: int, length: int) -> None:
    guess = guess_encoding([b"\xef\xbb\xbf" * marks + "Mâcon".encode()])
    assert (guess.encoding, guess.bom) == ("utf-8", length)


def test_a_few_wrong_bytes_do_not_undo_utf8() -> None:
    guess = guess_encoding(["Mâcon été ".encode() * 20 + b"Pr\xe9ty"])
    assert (guess.encoding, guess.sure) == ("utf-8", False)
    assert "1 octet" in guess.proof


def test_known_words_come_first() -> None:
    assert proving_words("zzéz zzéz Mâcon")[0] == "Mâcon"


@given(st.binary(max_size=300))
def test_any_bytes_get_an_encoding_that_exists(data: bytes) -> None:
    guess = guess_encoding([data])
    assert isinstance(data.decode(guess.encoding, "replace"), str)
