"""Words looked for in texts, with the rules of Explore: terms, beginnings, spelling."""

from __future__ import annotations

import re

from terrier.domain.odsql.errors import Malformed
from terrier.lake.filters.words import pattern
from terrier.lake.odsql.pieces import Kind, Piece

MAX_TERMS = 20
"""Words of one search."""
_EDGE = r"[^\pL\pN]"
_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*\*?")
_FEW_MISTAKES, _MORE_MISTAKES = 2, 5
"""Longest words without a spelling mistake, and with one."""


def contains(texts: tuple[Piece, ...], words: str) -> Piece:
    """Look for every word as a whole term, or its beginning where it ends with `*`."""
    return _every(texts, [_term(word) for word in _words(words)])


def suggests(texts: tuple[Piece, ...], words: str) -> Piece:
    """Look for terms that begin with each word."""
    return _every(texts, [_beginning(word) for word in _words(words)])


def searches(texts: tuple[Piece, ...], words: str) -> Piece:
    """Look for each word with few spelling mistakes, and for terms that begin with the last."""
    *whole, last = _words(words)
    conditions = [_every_text(texts, _beginning(last))]
    for word in whole:
        conditions.append(_spelt(texts, word.rstrip("*")))
    return _all(conditions)


def begins(texts: tuple[Piece, ...], start: str) -> Piece:
    """Look for texts that begin so, capitals and accents included."""
    tests = [Piece(f"starts_with({t.sql}, ?)", Kind.BOOLEAN, (*t.params, start)) for t in texts]
    sql = " OR ".join(f"coalesce({test.sql}, FALSE)" for test in tests) or "FALSE"
    return Piece(f"({sql})", Kind.BOOLEAN, tuple(v for test in tests for v in test.params))


def as_text(piece: Piece) -> Piece:
    """Give a text, or several put one under the other, as one text.

    Raises
    ------
    Malformed
        It is no text.
    """
    if piece.kind is Kind.TEXTS:
        return Piece(f"array_to_string({piece.sql}, chr(10))", Kind.TEXT, piece.params)
    return piece.require(Kind.TEXT, "Une recherche")


def _words(text: str) -> list[str]:
    found = _WORD.findall(text)
    if len(found) > MAX_TERMS:
        raise Malformed(f"une recherche a au plus {MAX_TERMS} mots.")
    if not found:
        raise Malformed("une recherche a au moins un mot.")
    return found


def _term(word: str) -> str:
    bare = word.rstrip("*")
    return f"(?:^|{_EDGE}){pattern(bare)}" + ("" if word.endswith("*") else f"(?:{_EDGE}|$)")


def _beginning(word: str) -> str:
    return f"(?:^|{_EDGE}){pattern(word.rstrip('*'))}"


def _every(texts: tuple[Piece, ...], patterns: list[str]) -> Piece:
    return _all([_every_text(texts, expression) for expression in patterns])


def _every_text(texts: tuple[Piece, ...], expression: str) -> Piece:
    haystack = _haystack(texts)
    sql = f"regexp_matches({haystack.sql}, ?, 'is')"
    return Piece(sql, Kind.BOOLEAN, (*haystack.params, expression))


def _spelt(texts: tuple[Piece, ...], word: str) -> Piece:
    exact = _every_text(texts, _term(word))
    mistakes = 0 if len(word) <= _FEW_MISTAKES else 1 if len(word) <= _MORE_MISTAKES else 2
    if not mistakes:
        return exact
    haystack = _haystack(texts)
    terms = f"regexp_split_to_array(lower(strip_accents({haystack.sql})), '{_EDGE}+')"
    near = (
        f"len(list_filter({terms}, lambda t: abs(length(t) - length(?)) <= {mistakes} "
        f"AND levenshtein(t, lower(strip_accents(?))) <= {mistakes})) > 0"
    )
    return Piece(
        f"({exact.sql} OR {near})",
        Kind.BOOLEAN,
        (*exact.params, *haystack.params, word, word),
    )


def _haystack(texts: tuple[Piece, ...]) -> Piece:
    whole = tuple(as_text(text) for text in texts)
    names = ", ".join(text.sql for text in whole)
    sql = f"concat_ws(chr(10), {names})" if names else "''"
    return Piece(sql, Kind.TEXT, tuple(v for text in whole for v in text.params))


def _all(conditions: list[Piece]) -> Piece:
    sql = " AND ".join(c.sql for c in conditions)
    return Piece(f"({sql})", Kind.BOOLEAN, tuple(v for c in conditions for v in c.params))
