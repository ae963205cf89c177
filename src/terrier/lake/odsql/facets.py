"""Values of fields with their exact numbers of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Call, Comparison, Field, Number, Text, Truth
from terrier.lake.odsql.conditions import condition
from terrier.lake.odsql.pieces import SPATIAL, TEMPORAL, Kind, Piece
from terrier.lake.odsql.plan import scope_of
from terrier.lake.odsql.reading import asking
from terrier.lake.odsql.refining import refined

if TYPE_CHECKING:
    import duckdb

    from terrier.domain.odsql.question import Question
    from terrier.lake.odsql.pieces import Scope
    from terrier.lake.odsql.sources import Source

MAX_VALUES = 20_000
MOST_BY_ITSELF = 50
"""Values of a text that is a facet without being asked for."""
_SORTS = {
    "count": "n DESC, v", "-count": "n ASC, v", "alphanum": "v", "-alphanum": "v DESC",
    "num": "v", "-num": "v DESC",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A facet that is asked for."""

    name: str
    sort: str = "count"
    limit: int | None = None
    disjunctive: bool = False

    @classmethod
    def read(cls, call: Call) -> Wanted:
        """Read `facet(name="theme", sort="-count", limit=10, disjunctive=true)`.

        Raises
        ------
        Malformed
            An argument is not known.
        """
        given: dict[str, object] = {}
        for argument in call.arguments:
            match argument:
                case Comparison(Field(name), "=", Text(value)) if name in ("name", "sort"):
                    given[name] = value
                case Comparison(Field("limit"), "=", Number(int() as limit)) if limit > 0:
                    given["limit"] = limit
                case Comparison(Field("disjunctive"), "=", Truth(value)):
                    given["disjunctive"] = value
                case _:
                    raise Malformed("facet() connaît name, sort, limit et disjunctive.")
        if given.get("sort", "count") not in _SORTS or "name" not in given:
            raise Malformed(f"facet() attend name, et sort parmi {', '.join(_SORTS)}.")
        return cls(**given)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Value:
    """One value; excluded ones are not counted."""

    value: str
    count: int | None
    state: str
    """`displayed`, `refined` or `excluded`."""


@dataclass(frozen=True)
class Facet:
    """A field and its values."""

    name: str
    values: tuple[Value, ...]
    dated: bool = False
    """True where values are years, months or days: `2024/03`."""


def facets(source: Source, question: Question, wanted: tuple[Wanted, ...]) -> list[Facet]:
    """Count the values of fields over the rows that answer.

    Parameters
    ----------
    source, question
        Of the question, `where`, `refine` and `exclude` count.
    wanted
        The fields; without any, those of few values.

    Raises
    ------
    Malformed
        A field is not available, or has over 20 000 values.
    """
    scope = scope_of(source, question)
    with asking(question.timezone) as db:
        if not wanted:
            wanted = tuple(Wanted(name) for name in _by_themselves(db, source))
        found = []
        for one in wanted:
            statement = _values(source, question, scope, one)
            rows = db.execute(statement.sql, statement.params).fetchall()
            if one.limit is None and len(rows) > MAX_VALUES:
                raise Malformed(
                    f"le facet « {one.name[:63]} » a plus de {MAX_VALUES} valeurs : "
                    "filtrez, ou demandez les premières avec limit."
                )
            dated = scope.of(one.name).kind in TEMPORAL
            found.append(Facet(one.name, _told(question, one.name, rows), dated))
    return found


def _by_themselves(db: duckdb.DuckDBPyConnection, source: Source) -> list[str]:
    texts = [n for n, p in source.fields.items() if p.kind in (Kind.TEXT, Kind.BOOLEAN)]
    several = [n for n, p in source.fields.items() if p.kind is Kind.TEXTS]
    if not texts:
        return several
    counts = [f"approx_count_distinct({source.fields[n].sql})" for n in texts]
    statement = f"SELECT count(*), {', '.join(counts)} FROM {source.sql}"
    rows, *found = db.execute(statement, source.params).fetchone() or (0,)
    # Values that stand once or twice each sort nothing out.
    most = min(MOST_BY_ITSELF, rows // 2)
    return [n for n, count in zip(texts, found, strict=False) if 2 <= count <= most] + several


def _values(source: Source, question: Question, scope: Scope, one: Wanted) -> Piece:
    field = scope.of(one.name)
    if field.kind in SPATIAL:
        raise Malformed(f"« {one.name[:63]} » n’est pas un facet.")
    tests = [condition(node, scope) for node in question.where]
    tests += refined(question, scope, leaving=one.name if one.disjunctive else "")
    held = " AND ".join(test.sql for test in tests) or "TRUE"
    shown = _shown(field, _depth(question, one.name))
    limit = min(one.limit or MAX_VALUES + 1, MAX_VALUES + 1)
    return Piece(
        f"SELECT CAST(v AS TEXT), count(*) AS n FROM (SELECT {shown} AS v "
        f"FROM {source.sql} WHERE {held}) WHERE v IS NOT NULL GROUP BY v "
        f"ORDER BY {_SORTS[one.sort]} LIMIT {limit}",
        Kind.NULL,
        (*field.params, *source.params, *(v for test in tests for v in test.params)),
    )


def _shown(field: Piece, depth: int) -> str:
    """Dates are told by year, and further down inside the year or the month that is chosen."""
    if field.kind is Kind.TEXTS:
        return f"unnest({field.sql})"
    if field.kind in TEMPORAL:
        return f"strftime({field.sql}, '{('%Y', '%Y/%m', '%Y/%m/%d')[min(depth, 2)]}')"
    return field.sql


def _depth(question: Question, name: str) -> int:
    chosen = [c.value for c in question.refine if c.facet == name]
    return max((value.replace("-", "/").count("/") + 1 for value in chosen), default=0)


def _told(question: Question, name: str, rows: list[tuple[str, int]]) -> tuple[Value, ...]:
    chosen = {c.value for c in question.refine if c.facet == name}
    aside = [c.value for c in question.exclude if c.facet == name]
    shown = [Value(v, int(n), "refined" if v in chosen else "displayed") for v, n in rows]
    return (*shown, *(Value(value, None, "excluded") for value in aside))
