"""Which columns identify a row: a name that says so, and values that are unique and complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from terrier.domain.tabular.headers import JOINT
from terrier.domain.tabular.names import plain_label
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote

KEY_WORDS = re.compile(
    r"^(id|ident|identifiant|code|cle|key|uid|uuid|fid|ref|reference|numero|num|no|n|gid|"
    r"objectid|siret|matricule|inventaire)(_|$)|(_|^)(id|uid|uuid|code|ref|identifiant|numero)$"
)
"""Words of a header, in plain form, that announce an identifier."""
COUNTERS = re.compile(r"(objectid|fid|ogc_fid|gid|oid)(_\d+)?")
"""Numbers that a program gave when it wrote the file: another export gives others."""
PLAUSIBLE_SHARE = 0.5
"""Estimates of distinct values (HyperLogLog) lack up to a quarter of them in small tables."""


def propose_key(staged: Path, columns: Sequence[ColumnPlan]) -> tuple[str, ...]:
    """Give the lake name of the first column that is called and behaves like an identifier.

    The counter of a program comes after the others: a code says the same in every export.

    Parameters
    ----------
    staged
        Staged Parquet file.
    columns
        Plans of its columns.

    Returns
    -------
    tuple of str
        One name, or nothing: a key is never guessed from uniqueness alone.
    """
    named = [c for c in columns if c.keep and KEY_WORDS.search(_called(c))]
    if not named:
        return ()
    named.sort(key=lambda c: COUNTERS.fullmatch(_called(c)) is not None)
    with cursor() as duck:
        source = f"read_parquet({literal(str(staged))})"
        return next(((c.name,) for c in named if _unique(duck, source, quote(c.source))), ())


def _called(column: ColumnPlan) -> str:
    """Give its own heading in plain form, without the one that it shares with others."""
    return plain_label(column.label.rpartition(JOINT)[2])


def _unique(duck: duckdb.DuckDBPyConnection, source: str, column: str) -> bool:
    """Say whether every row has a value of its own; an estimate spares most of the exact counts."""
    value = f"nullif(trim(CAST({column} AS VARCHAR)), '')"
    row = duck.execute(
        f"SELECT count(*), count({value}), approx_count_distinct({value}) FROM {source}"
    ).fetchone()
    rows, filled, estimate = row or (0, 0, 0)
    if not rows or filled < rows or estimate < PLAUSIBLE_SHARE * rows:
        return False
    exact = duck.execute(f"SELECT count(DISTINCT {value}) FROM {source}").fetchone()
    return exact is not None and exact[0] == rows
