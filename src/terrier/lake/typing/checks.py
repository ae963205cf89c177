"""Rules of coded concepts as SQL, the counterpart of `terrier.domain.kernel.codes`."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from terrier.domain.kernel.codes import LA_POSTE_SIREN, UAI_LETTERS
from terrier.domain.tabular.concepts import Check, Concept
from terrier.domain.tabular.grammars.contract import OUTER_SPACES
from terrier.lake.typing import render

KNOWN_COMMUNES = "known_communes"


def load_communes(cur: duckdb.DuckDBPyConnection, communes: Iterable[tuple[str, str]]) -> None:
    """Fill the temporary table of known commune codes."""
    codes = sorted({code for code, _ in communes})
    cur.execute(f"CREATE OR REPLACE TEMP TABLE {KNOWN_COMMUNES} (code TEXT)")
    if codes:
        cur.execute(f"INSERT INTO {KNOWN_COMMUNES} SELECT unnest(?::TEXT[])", [codes])


def register_applies(
    cur: duckdb.DuckDBPyConnection, source: str, column: str, concept: Concept | None
) -> bool:
    """Say whether the known communes are those that a column speaks of.

    A file of another country or of a fictional territory is not full of mistakes: existence is
    checked only where half of the different codes are known.
    """
    if concept is None or concept.check is not Check.COMMUNE:
        return False
    row = cur.execute(
        f"SELECT count_if({_known(column)}), count(*) FROM (SELECT DISTINCT {column} FROM {source} "
        f"WHERE NOT {render.is_empty(column)})"
    ).fetchone()
    known, codes = row or (0, 0)
    return bool(known) and 2 * known >= codes


def _known(column: str) -> str:
    padded = f"lpad(upper({render.trimmed(column)}), 5, '0')"
    return f"({padded} IN (SELECT code FROM {KNOWN_COMMUNES}))"


def obeys(column: str, concept: Concept, *, communes_known: bool) -> str:
    """Render the test of a raw value against a concept's pattern and its check."""
    whole = f"{OUTER_SPACES}(?:{concept.pattern}){OUTER_SPACES}"
    shaped = render.matches(column, whole)
    rule = _rule(column, concept, communes_known=communes_known)
    return f"({shaped} AND {rule})" if rule else shaped


def _rule(column: str, concept: Concept, *, communes_known: bool) -> str:
    digits = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    match concept.check:
        case Check.LUHN:
            return luhn(digits, 9)
        case Check.SIRET:
            poste = f"starts_with({digits}, '{LA_POSTE_SIREN}') AND {_sum(digits, 14)} % 5 = 0"
            return f"({luhn(digits, 14)} OR ({poste}))"
        case Check.UAI:
            number = f"TRY_CAST(left({render.trimmed(column)}, 7) AS BIGINT)"
            letter = f"upper(right({render.trimmed(column)}, 1))"
            return f"({letter} = substr('{UAI_LETTERS}', 1 + ({number} % 23), 1))"
        case Check.COMMUNE if communes_known:
            return _known(column)
        case _:
            return ""


def luhn(digits: str, length: int) -> str:
    """Render the Luhn rule on a text of exactly `length` digits."""
    terms = []
    for rank in range(length):
        digit = _digit(digits, length - rank)
        doubled = f"({digit} * 2 - CASE WHEN {digit} > 4 THEN 9 ELSE 0 END)"
        terms.append(doubled if rank % 2 else digit)
    return f"(({' + '.join(terms)}) % 10 = 0)"


def _digit(digits: str, position: int) -> str:
    return f"(ascii(substr({digits}, {position}, 1)) - 48)"


def _sum(digits: str, length: int) -> str:
    return "(" + " + ".join(_digit(digits, i) for i in range(1, length + 1)) + ")"


def example_misfits(
    cur: duckdb.DuckDBPyConnection, source: str, column: str, test: str, limit: int
) -> list[tuple[int, str]]:
    """Give the first lines and raw values for which a test does not hold."""
    rows = cur.execute(
        f"SELECT _line, {column} FROM {source} "
        f"WHERE NOT {render.is_empty(column)} AND NOT coalesce({test}, false) "
        f"ORDER BY _line LIMIT {limit}"
    ).fetchall()
    return [(int(line), str(value)) for line, value in rows]
