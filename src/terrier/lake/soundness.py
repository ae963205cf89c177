"""Whether what a version says it holds can be read."""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.errors import TerrierError
from terrier.lake.relation import Relation
from terrier.lake.rows import page


def fault_of_table(relation: Relation, records: int) -> str:
    """Read the first rows of a table and count them all.

    Parameters
    ----------
    relation
        What is read.
    records
        Rows that the version received; rows erased since are not counted any more.

    Returns
    -------
    str
        What is wrong, in French; empty where nothing is.
    """
    try:
        found = page(relation, size=10)
    except duckdb.Error as unreadable:
        return str(unreadable).splitlines()[0]
    except TerrierError as refused:
        return refused.user_message
    if found.total > records or (records and not found.total):
        return f"{found.total} lignes au lieu de {records}"
    return ""
