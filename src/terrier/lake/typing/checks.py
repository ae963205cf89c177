"""Rules of coded concepts as SQL (`terrier.domain.kernel.codes` says where they come from)."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from terrier.domain.kernel.codes import LA_POSTE_SIREN, UAI_LETTERS
from terrier.domain.tabular.concepts import Check, Concept
from terrier.domain.tabular.grammars.contract import OUTER_SPACES
from terrier.lake.typing import render
from terrier.lake.typing.luhn import luhn, pairs

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
    match concept.check:
        case Check.LUHN:
            return luhn(_number(column, 9), 9)
        case Check.SIRET:
            number = _number(column, 14)
            poste = f"{number} // 100000 = {LA_POSTE_SIREN} AND {_digit_sum(number, 14)} % 5 = 0"
            return f"CASE WHEN {luhn(number, 14)} THEN true ELSE {poste} END"
        case Check.UAI:
            number = f"TRY_CAST(left({render.trimmed(column)}, 7) AS BIGINT)"
            letter = f"upper(right({render.trimmed(column)}, 1))"
            return f"({letter} = substr('{UAI_LETTERS}', 1 + ({number} % 23), 1))"
        case Check.COMMUNE if communes_known:
            return _known(column)
        case _:
            return ""


def _number(column: str, length: int) -> str:
    """Render the digits of a code as a whole number; the spaces of most codes are few."""
    spaced = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    bare = f"CASE WHEN strlen({column}) = {length} THEN {column} ELSE {spaced} END"
    return f"TRY_CAST({bare} AS BIGINT)"


def _digit_sum(number: str, length: int) -> str:
    return "(" + " + ".join(f"{p} - 9 * ({p} // 10)" for p in pairs(number, length)) + ")"


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
