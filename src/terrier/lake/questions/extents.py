"""Which periods of an answer the data hold in part only, or are not over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.questions.periods import INCOMPLETE, not_whole
from terrier.lake.filters import select_from
from terrier.lake.questions.pieces import key_sql
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from terrier.domain.questions.question import Question
    from terrier.lake.filters import Filters
    from terrier.lake.relation import Relation


def periods_not_whole(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    question: Question,
    filters: Filters,
    today: date | None,
) -> dict[date, str]:
    """Say where the rows of a question begin or stop; nothing where it has two times.

    The key is written by the question itself: its periods have the same first days.
    """
    times = [grouping for grouping in question.by if grouping.part in INCOMPLETE]
    if len(times) != 1:
        return {}
    key, name = key_sql(relation, times[0]), quote(times[0].column)
    moment = f"CAST({name} AS TIMESTAMP)"
    source, params = select_from(relation, filters)
    known = db.execute(
        f"SELECT {key}, min({moment}), max({moment}) FROM {source} WHERE isfinite({name}) "
        "GROUP BY 1 ORDER BY 1",
        params,
    ).fetchall()
    return not_whole(times[0].part, known, today)
