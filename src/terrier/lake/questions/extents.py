"""Which periods of an answer the data hold in part only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.questions.periods import INCOMPLETE, partial
from terrier.lake.filters import select_from
from terrier.lake.questions.pieces import key_sql
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from terrier.domain.questions.question import Question
    from terrier.lake.filters import Filters
    from terrier.lake.relation import Relation


def partial_periods(
    db: duckdb.DuckDBPyConnection, relation: Relation, question: Question, filters: Filters
) -> frozenset[date]:
    """Find the periods where the rows of a question begin or stop; none where it has two times.

    The key is written by the question itself: its periods have the same first days.
    """
    times = [grouping for grouping in question.by if grouping.part in INCOMPLETE]
    if len(times) != 1:
        return frozenset()
    key, name = key_sql(relation, times[0]), quote(times[0].column)
    source, params = select_from(relation, filters)
    known = db.execute(
        f"SELECT {key}, min(CAST({name} AS DATE)), max(CAST({name} AS DATE)) FROM {source} "
        f"WHERE isfinite({name}) GROUP BY 1 ORDER BY 1",
        params,
    ).fetchall()
    return partial(times[0].part, known)
