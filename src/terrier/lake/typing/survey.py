"""Which grammars a handful of values fit: the sample that proposes, never the one that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from terrier.domain.tabular.concepts import CONCEPTS, Concept
from terrier.domain.tabular.grammars import MISSING_TOKENS, PROPOSED, contract
from terrier.domain.tabular.grammars.contract import LEADING_ZERO, OUTER_SPACES, Grammar, Reading
from terrier.lake.relation import literal, quote
from terrier.lake.typing import checks, render

SAMPLE_ROWS = 2000
FEW_VALUES = 30
MISFITS_SHOWN = 2000


@dataclass(frozen=True)
class Candidate:
    """A grammar with its decorations, to be tried on a column."""

    grammar: Grammar
    parentheses: bool = False
    qualified: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """Give the options as a plan keeps them."""
        chosen = {contract.PARENTHESES: self.parentheses, contract.QUALIFIED: self.qualified}
        return {name: True for name, wanted in chosen.items() if wanted}


@dataclass(frozen=True)
class Survey:
    """What the sampled values of one column fit."""

    values: int
    fitting: dict[Candidate, int]
    concepts: dict[str, int]
    answers: int
    """Different values, ignoring case, counted up to the size of the sample."""
    zeros: int = 0
    """Digits-only values with a leading zero."""

    def share(self, candidate: Candidate) -> float:
        """Give the share of sampled values that fit a candidate."""
        return self.fitting[candidate] / self.values if self.values else 0.0


NO_SURVEY = Survey(0, {}, {}, 0)

PLAIN = tuple(Candidate(g) for g in PROPOSED)
DECORATED = tuple(
    Candidate(g, parentheses, qualified)
    for parentheses, qualified in ((True, False), (False, True), (True, True))
    for g in PROPOSED
    if g.reading is Reading.NUMBER
)


def gather(cur: duckdb.DuckDBPyConnection, staged: Path, columns: Sequence[str]) -> None:
    """Fill the temporary table `sampled(col, v)` with values spread over the whole file."""
    source = f"read_parquet({literal(str(staged))}, file_row_number = true)"
    found = cur.execute(f"SELECT count(*) FROM {source}").fetchone()
    step = max(1, (found[0] if found else 0) // SAMPLE_ROWS)
    listed = ", ".join(f"{quote(c)}::TEXT AS {quote(c)}" for c in columns)
    cur.execute("CREATE OR REPLACE TEMP TABLE sampled (col TEXT, v TEXT)")
    cur.execute(
        f"INSERT INTO sampled SELECT DISTINCT col, v FROM (SELECT {listed} FROM {source} "
        f"WHERE file_row_number % {step} = 0 OR file_row_number < 100) "
        f"UNPIVOT (v FOR col IN ({', '.join(quote(c) for c in columns)}))"
    )
    _top_up(cur, source, columns)


def _top_up(cur: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]) -> None:
    filled = dict(
        cur.execute(
            f"SELECT col, count(*) FROM sampled WHERE NOT {render.is_missing('v', MISSING_TOKENS)} "
            "GROUP BY col"
        ).fetchall()
    )
    for column in columns:
        if filled.get(column, 0) < FEW_VALUES:
            name = quote(column)
            cur.execute(
                f"INSERT INTO sampled SELECT DISTINCT {literal(column)}, v FROM ("
                f"SELECT {name}::TEXT AS v FROM {source} "
                f"WHERE NOT {render.is_missing(name + '::TEXT', MISSING_TOKENS)} "
                f"LIMIT {SAMPLE_ROWS})"
            )


def add_misfits(
    cur: duckdb.DuckDBPyConnection, staged: Path, column: str, candidate: Candidate
) -> None:
    """Add to the sample values of the whole file that do not fit a candidate."""
    name = quote(column)
    cur.execute(
        f"INSERT INTO sampled SELECT {literal(column)}, v FROM (SELECT DISTINCT {name} AS v "
        f"FROM read_parquet({literal(str(staged))}) "
        f"WHERE NOT {render.is_missing(name, MISSING_TOKENS)} "
        f"AND NOT {render.fits(name, candidate.grammar, candidate.options)} "
        f"LIMIT {MISFITS_SHOWN})"
    )


def survey(
    cur: duckdb.DuckDBPyConnection, columns: Sequence[str], candidates: Sequence[Candidate]
) -> dict[str, Survey]:
    """Try candidates on the gathered sample, missing tokens left out."""
    tried = [render.fits("v", c.grammar, c.options) for c in candidates]
    told = [c for c in CONCEPTS if c.content]
    tried += [_told_by_content(c) for c in told]
    tried += [render.matches("v", _whole(c.pattern)) for c in CONCEPTS]
    counts = ", ".join(f"count_if({t})" for t in tried)
    rows = cur.execute(
        f"SELECT col, count(*), count(DISTINCT lower({render.trimmed('v')})), "
        f"count_if({render.matches('v', LEADING_ZERO)}), {counts} "
        "FROM sampled "
        f"WHERE NOT {render.is_missing('v', MISSING_TOKENS)} "
        f"AND col IN ({', '.join(literal(c) for c in columns)}) GROUP BY col"
    ).fetchall()
    names = [f"content:{c.id}" for c in told] + [c.id for c in CONCEPTS]
    split = len(candidates)
    return {
        row[0]: Survey(
            values=row[1],
            fitting=dict(zip(candidates, row[4 : 4 + split], strict=True)),
            concepts=dict(zip(names, row[4 + split :], strict=True)),
            answers=row[2],
            zeros=row[3],
        )
        for row in rows
    }


def _told_by_content(concept: Concept) -> str:
    obeyed = checks.obeys("v", concept, communes_known=False)
    return f"CASE WHEN {render.matches('v', _whole(concept.content))} THEN {obeyed} ELSE false END"


def _whole(pattern: str) -> str:
    return f"{OUTER_SPACES}(?:{pattern}){OUTER_SPACES}"
