"""The time that a table covers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from terrier.lake.engine import cursor
from terrier.lake.filters.values import TEMPORAL, family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

SECONDS = 20.0


def date_span(relation: Relation) -> tuple[date, date] | None:
    """Give the first and last day of the only column of dates.

    None where there is no such column, where it is empty, and where there are several: nothing
    says then which one tells the time of the data.
    """
    dated = [c for c in relation.columns if family(c.type) in TEMPORAL]
    if len(dated) != 1:
        return None
    name = quote(dated[0].name)
    source, params = relation.sql()
    text = f"SELECT min(CAST({name} AS DATE)), max(CAST({name} AS DATE)) FROM {source}"
    with cursor(seconds=SECONDS) as db:
        found = db.execute(text, params).fetchone()
    return (found[0], found[1]) if found and found[0] is not None else None
