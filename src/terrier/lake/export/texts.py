"""The texts that a CSV of a table would have, as a file to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import LINE_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.export.csv_text import standard_text
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from pathlib import Path

    from terrier.lake.relation import Relation


def write_texts(relation: Relation, out: Path) -> None:
    """Write every column as the text that `StreamFormat.CSV` gives it, with `_line`.

    Parameters
    ----------
    relation
        What is written; its places are left out.
    out
        Parquet file to make, of columns of type TEXT.
    """
    texts = ", ".join(f"{standard_text(c)} AS {quote(c.name)}" for c in relation.columns)
    source, params = relation.sql()
    with cursor() as db:
        db.execute(
            f"COPY (SELECT {LINE_COLUMN}, {texts} FROM {source} ORDER BY {LINE_COLUMN}) "
            f"TO {literal(str(out))} (FORMAT parquet)",
            params,
        )
