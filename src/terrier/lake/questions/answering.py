"""Answers to questions: exact, over every row that the reader may see."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer, Group, Heading, Value
from terrier.domain.questions.bands import bin_width
from terrier.domain.questions.finishing import finish
from terrier.domain.questions.naming import group_name
from terrier.domain.questions.nouns import ROWS
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question, Shown
from terrier.domain.questions.rules import MOST_GROUPS, MOST_PLACES, check, check_number
from terrier.domain.questions.wording import measure_name, measured_heading
from terrier.lake.engine import cursor
from terrier.lake.filters import parse, select_from
from terrier.lake.filters.values import family
from terrier.lake.questions.compiling import plan
from terrier.lake.questions.extents import periods_not_whole
from terrier.lake.questions.pieces import key_sql, key_value, measured_value, value_sql
from terrier.lake.questions.readable import readable

if TYPE_CHECKING:
    from datetime import date

    from terrier.domain.questions.places import Places
    from terrier.lake.filters import Filters
    from terrier.lake.relation import Relation

SECONDS = 20.0
COMMUNE_CODE = "commune_code"


def answer(
    relation: Relation,
    question: Question,
    places: Places | None = None,
    *,
    filters: Filters | None = None,
    name: str = "donnees",
    today: date | None = None,
) -> Answer:
    """Answer a question over every row that the reader may see.

    Parameters
    ----------
    relation
        What the reader may see.
    question
        What is asked; its filters are read as those of every table.
    places
        Communes by code: their names, and what the measure is brought to.
    filters
        Those of the question, where they are read already.
    name
        Name of the table in the SQL that is shown.
    today
        The period that holds this day still goes on, and the days where data begin and stop are
        told; None: neither.

    Raises
    ------
    Invalid
        The question has no meaning, a column is not available or does not suit, or there are more
        than 2 500 groups.
    TooLong
        It took more than 20 seconds.
    """
    check(question)
    places = places or {}
    filters = filters_of(relation, question) if filters is None else filters
    columns = headings(relation)
    with cursor(seconds=SECONDS) as db:
        question = _with_widths(db, relation, question, filters)
        asked = _asked_of_sql(question)
        limit = (MOST_PLACES if question.per is not Per.NOTHING else MOST_GROUPS) + 1
        compiled = plan(relation, asked, limit=limit)
        source, params = select_from(relation, filters)
        found = _run(db, compiled.sql(source), params)
        not_whole = periods_not_whole(db, relation, question, filters, today)
    whole = found.pop(0) if compiled.with_whole else found[0] if not question.by else None
    if len(found) >= limit:
        first = columns[question.by[0].column]
        check_number(question, len(found), communes=first.concept == COMMUNE_CODE)
    groups = [_group(question, columns, places, row) for row in found]
    measured = measured_heading(question, columns)
    return finish(
        Answer(
            question=question,
            by=tuple(columns[g.column] for g in question.by),
            measured=measured,
            groups=tuple(groups),
            total=None if whole is None else _measured(question, whole),
            rows=sum(g.rows or 0 for g in groups),
            against=_against(question, columns),
            all_groups=_all_groups(question, found, groups),
            sql=readable(relation, filters, compiled, name),
        ),
        filled=sum(int(row[len(question.by) + 4]) for row in found),
        places=places,
        not_whole=not_whole,
    )


def headings(relation: Relation) -> dict[str, Heading]:
    """Head every column that the reader may see, and the rows where they have a name."""
    rows = {ROWS: Heading(relation.rows_called)} if relation.rows_called else {}
    return rows | {
        c.name: Heading(
            c.label or c.name, c.unit or "", family(c.type), c.concept or "", c.repeated
        )
        for c in relation.columns
    }


def settled(relation: Relation, question: Question) -> tuple[tuple[str, str], ...]:
    """Write the filters of a question in the one way that the columns of a table read.

    Raises
    ------
    Invalid
        A filter does not suit.
    """
    return tuple(parse_qsl(filters_of(relation, question).to_query()))


def filters_of(relation: Relation, question: Question) -> Filters:
    """Read the filters of a question as the columns of a table do.

    Raises
    ------
    Invalid
        A filter does not suit.
    """
    params: dict[str, list[str]] = {}
    for key, value in question.filters:
        params.setdefault(key, []).append(value)
    return parse(params, relation)


def _run(db: duckdb.DuckDBPyConnection, sql: str, params: list[object]) -> list[tuple[Any, ...]]:
    try:
        found: list[tuple[Any, ...]] = db.execute(sql, params).fetchall()
    except duckdb.OutOfRangeException as wrong:
        raise Invalid(
            "Le calcul dépasse les 38 chiffres que la base sait tenir : filtrez, ou mesurez "
            "autrement.",
            message=str(wrong),
        ) from wrong
    except duckdb.ConversionException as wrong:
        raise Invalid(
            "Une date sort du calendrier : laissez-la de côté par un filtre, ou corrigez-la à la "
            "source.",
            message=str(wrong),
        ) from wrong
    return found


def _asked_of_sql(question: Question) -> Question:
    """Leave out what is done once groups are there."""
    if question.per is not Per.NOTHING:
        return replace(question, order=Order.KEY, first=None)
    if question.shown is Shown.CHANGE and len(question.by) == 1:
        return replace(question, order=Order.KEY)
    return question


def _with_widths(
    db: duckdb.DuckDBPyConnection, relation: Relation, question: Question, filters: Filters
) -> Question:
    """Choose the width of the bands that have none, from the values to group."""
    by = []
    for grouping in question.by:
        column = relation.require(grouping.column)
        unsaid = grouping.part is Part.BANDS and not grouping.limits and grouping.width is None
        if unsaid:
            key_sql(relation, replace(grouping, width=1.0))
            source, params = select_from(relation, filters)
            value = value_sql(column)
            low, high = _run(db, f"SELECT min({value}), max({value}) FROM {source}", params)[0]
            whole = family(column.type) == "integer"
            width = bin_width(float(low or 0), float(high or 0), whole=whole)
            grouping = replace(grouping, width=width)
        by.append(grouping)
    return replace(question, by=tuple(by))


def _group(
    question: Question, columns: dict[str, Heading], places: Places, row: tuple[Any, ...]
) -> Group:
    width = len(question.by)
    others = bool(row[width + 1])
    keys = tuple(key_value(g, key) for g, key in zip(question.by, row[:width], strict=True))
    names = [
        _name(grouping, columns[grouping.column], places, key)
        for grouping, key in zip(question.by, keys, strict=True)
    ]
    if others:
        names[0] = "Autres"
    return Group(
        keys=keys,
        names=tuple(names),
        value=_measured(question, row),
        rows=int(row[width + 2]),
        filled=_filled(question, row),
        against=measured_value(question.against[0], row[width + 7]) if question.against else None,
        others=others,
    )


def _filled(question: Question, row: tuple[Any, ...]) -> tuple[int, ...]:
    """Give the rows with a value, for each column that is measured."""
    width = len(question.by)
    counted = [row[width + 4]] if question.measure is not Measure.COUNT else []
    if question.against and question.against[0] is not Measure.COUNT:
        counted.append(row[width + 6])
    return tuple(map(int, counted))


def _measured(question: Question, row: tuple[Any, ...]) -> float | int | Decimal | None:
    found: float | int | Decimal | None = measured_value(
        question.measure, row[len(question.by) + 5]
    )
    return found


def _name(grouping: Grouping, column: Heading, places: Places, key: Value) -> str:
    if column.concept == COMMUNE_CODE and grouping.part is Part.VALUE and key in places:
        return places[str(key)].name
    if column.family == "integer" and grouping.width == 1 and isinstance(key, float):
        # From 3 to 4 there is 3 alone.
        return str(int(key))
    return group_name(grouping, key, column.label)


def _against(question: Question, columns: dict[str, Heading]) -> Heading | None:
    if question.against is None:
        return None
    measure, of = question.against
    column = None if measure is Measure.COUNT else columns[of]
    unit = column.unit if column else ""
    family_of, repeated = (column.family, column.repeated) if column else ("integer", False)
    name = measure_name(measure, column, columns)
    return Heading(name, unit, family_of, repeated=repeated)


def _all_groups(question: Question, found: list[tuple[Any, ...]], groups: list[Group]) -> int:
    if found and question.by and found[0][len(question.by) + 3]:
        return int(found[0][len(question.by) + 3])
    return len({g.keys[0] for g in groups}) if question.by else 0
