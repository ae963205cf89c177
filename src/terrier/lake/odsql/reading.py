"""Answers to questions: pages of records as JSON, one record, numbers of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from terrier.domain.kernel.errors import NotFound
from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.question import Question
from terrier.lake.engine import cursor
from terrier.lake.odsql.pieces import Kind, Piece
from terrier.lake.odsql.plan import IDENTIFIER, ROW, plan
from terrier.lake.odsql.written import object_json
from terrier.lake.relation import literal

if TYPE_CHECKING:
    from terrier.lake.odsql.plan import Plan
    from terrier.lake.odsql.sources import Source

SECONDS = 20.0


@dataclass(frozen=True)
class Told:
    """What is said of each record beside its fields."""

    changed_at: str = ""
    """ISO 8601; members `_id`, `_timestamp` and `_size` where it is given."""
    address: str = ""
    """Address of the records; a member `_links` where it is given."""
    dataset: str = ""
    """Address of their dataset, for the same member."""


@dataclass(frozen=True)
class Answer:
    """One page."""

    records: tuple[str, ...]
    """JSON objects."""
    total: int
    """Exact number of rows over all pages."""
    grouped: bool

    def json(self) -> str:
        """Give the records as a JSON array."""
        return "[" + ",\n".join(self.records) + "]"


@contextmanager
def asking(timezone: str, seconds: float | None = SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a cursor in a time zone; what cannot be computed is said of the question.

    Parameters
    ----------
    timezone
        An IANA name that exists.
    seconds
        Longest time of the whole.

    Raises
    ------
    Malformed
        A computation leaves the numbers or the calendar.
    """
    with cursor(seconds=seconds) as db:
        try:
            db.execute(f"SET TimeZone = {literal(timezone)}")
            yield db
        except (duckdb.DataError, duckdb.InvalidInputException) as wrong:
            raise Malformed(
                "un calcul de la question sort de ce qu’un nombre ou une date peut dire : "
                "filtrez les valeurs extrêmes, ou changez l’opération."
            ) from wrong


def records(
    source: Source, question: Question, limit: int, offset: int = 0, told: Told | None = None
) -> Answer:  # fmt: skip
    """Read one page.

    Parameters
    ----------
    source, question
        What is asked of what.
    limit, offset
        The page.
    told
        Members beside the fields, for rows that are not put together.

    Raises
    ------
    Malformed
        The question does not suit the source.
    TooLong
        It takes over 20 seconds.
    """
    made = plan(source, question)
    with asking(question.timezone) as db:
        found = db.execute(*_objects(made, limit, offset, told or Told())).fetchall()
        counted = db.execute(made.counted.sql, made.counted.params).fetchone()
    total = int(counted[0]) if counted else 0
    return Answer(tuple(text for (text,) in found), total, made.grouped)


def count(source: Source, question: Question) -> int:
    """Count the rows of an answer, exactly."""
    made = plan(source, question)
    with asking(question.timezone) as db:
        found = db.execute(made.counted.sql, made.counted.params).fetchone()
    return int(found[0]) if found else 0


def zones() -> frozenset[str]:
    """Give the time zones that questions can be asked in."""
    with cursor() as db:
        return frozenset(
            n for (n,) in db.execute("SELECT name FROM pg_timezone_names()").fetchall()
        )


def record(source: Source, identifier: str, question: Question, told: Told | None = None) -> str:
    """Read one record by its key, or by its number in the version without a key.

    Raises
    ------
    NotFound
        No such record, or not for this reader.
    """
    rows = f"(SELECT * FROM {source.sql} WHERE CAST({source.identifier} AS TEXT) = ?)"
    one = Piece(rows, Kind.NULL, (*source.params, identifier))
    made = plan(_narrowed(source, one), question)
    if made.grouped:
        raise Malformed("un enregistrement seul ne se regroupe pas.")
    with asking(question.timezone) as db:
        found = db.execute(*_objects(made, 1, 0, told or Told())).fetchone()
    if found is None:
        raise NotFound(f"L’enregistrement « {identifier[:80]} » n’existe pas ici.")
    return str(found[0])


def identifiers(source: Source, question: Question, limit: int | None, offset: int) -> list[int]:
    """Give the numbers of the rows of a page, in its order."""
    made = plan(source, question)
    statement, params = made.page(limit, offset)
    with asking(question.timezone) as db:
        return [
            int(n) for (n,) in db.execute(f"SELECT {ROW} FROM ({statement})", params).fetchall()
        ]


def _narrowed(source: Source, rows: Piece) -> Source:
    return replace(source, sql=rows.sql, params=rows.params)


def _objects(made: Plan, limit: int, offset: int, told: Told) -> tuple[str, tuple[object, ...]]:
    statement, params = made.page(limit, offset)
    members = object_json(enumerate(made.columns))
    head = Piece("''", Kind.TEXT) if made.grouped else _head(told, members)
    sql = f"SELECT '{{' || {head.sql} || {members.sql} || '}}' FROM ({statement})"
    return sql, (*head.params, *members.params, *params)


def _head(told: Told, members: Piece) -> Piece:
    """Write the members that stand before the fields."""
    parts: list[str] = []
    params: list[object] = []
    comma = "," if members.params else ""
    if told.changed_at:
        parts.append(
            f'\'"_id":\' || CAST(to_json({IDENTIFIER}) AS TEXT) || \',"_timestamp":"\' || '
            f'CAST(? AS TEXT) || \'","_size":\' || strlen({members.sql})'
        )
        params += [told.changed_at, *members.params]
    if told.address:
        itself = f"to_json(CAST(? AS TEXT) || '/' || url_encode({IDENTIFIER}))"
        parts.append(
            f'\'"_links":[{{"rel":"self","href":\' || CAST({itself} AS TEXT) || '
            '\'},{"rel":"dataset","href":\' || CAST(to_json(CAST(? AS TEXT)) AS TEXT) || \'}]\''
        )
        params += [told.address, told.dataset]
    if not parts:
        return Piece("''", Kind.TEXT)
    return Piece(" || ',' || ".join(parts) + f" || '{comma}'", Kind.TEXT, tuple(params))
