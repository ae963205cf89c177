"""Which columns identify a row: a name that says so, and values that are unique and complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from terrier.domain.tabular.names import plain_label
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote

KEY_WORDS = re.compile(
    r"^(id|ident|identifiant|code|cle|key|uid|uuid|fid|ref|reference|numero|num|no|n|gid|"
    r"objectid|siret|matricule|inventaire)(_|$)|(_|^)(id|uid|uuid|code|ref|identifiant|numero)$"
)
"""Words of a header, in plain form, that announce an identifier."""


def propose_key(staged: Path, columns: Sequence[ColumnPlan]) -> tuple[str, ...]:
    """Give the lake name of the first column that is called and behaves like an identifier.

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
    named = [c for c in columns if c.keep and KEY_WORDS.search(plain_label(c.label))]
    if not named:
        return ()
    measures = ", ".join(
        f"count(DISTINCT trim(CAST({quote(c.source)} AS VARCHAR))) "
        f"FILTER (trim(CAST({quote(c.source)} AS VARCHAR)) <> '')"
        for c in named
    )
    with cursor() as duck:
        source = f"read_parquet({literal(str(staged))})"
        counts = duck.execute(f"SELECT count(*), {measures} FROM {source}").fetchone()
    assert counts is not None
    total, *distinct = counts
    unique = [c for c, n in zip(named, distinct, strict=True) if total and n == total]
    return (unique[0].name,) if unique else ()
