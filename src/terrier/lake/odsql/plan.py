"""A question and a source as one statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import (
    Arithmetic,
    Call,
    Field,
    Item,
    Negative,
    Number,
    Order,
    Pattern,
    Star,
)
from terrier.lake.odsql.conditions import condition
from terrier.lake.odsql.grouping import Key, key
from terrier.lake.odsql.pieces import SPATIAL, Kind, Params, Piece, Scope
from terrier.lake.odsql.refining import refined
from terrier.lake.odsql.values import value

if TYPE_CHECKING:
    from terrier.domain.odsql.question import Question
    from terrier.lake.odsql.sources import Source

MAX_COLUMNS = 500
ROW = "_row"
IDENTIFIER = "_id"


@dataclass(frozen=True)
class Column:
    """A column of an answer: `_r0`, `_r1` … in the statement."""

    label: str
    title: str
    """Name for people."""
    piece: Piece

    @property
    def kind(self) -> Kind:
        """Give what it holds."""
        return self.piece.kind


@dataclass(frozen=True)
class Plan:
    """Rows `_r0`, `_r1` …, and for rows that are not put together `_row` and `_id`."""

    columns: tuple[Column, ...]
    counted: Piece
    """A statement of the exact number of rows, without limit."""
    rows: str
    """A statement; `{page}` stands where an order and a limit go."""
    params: Params
    ordering: str
    sorted: bool
    """True where the question asks for an order."""
    grouped: bool

    def page(self, limit: int | None, offset: int = 0) -> tuple[str, Params]:
        """Give the statement of a page.

        Every row, without a limit and without an order asked for, comes as the file lies: a sort
        would hold them all.
        """
        if limit is None and not offset and not self.sorted:
            return self.rows.replace("{page}", ""), self.params
        bounds = f" ORDER BY {self.ordering}"
        bounds += "" if limit is None else f" LIMIT {int(limit)}"
        bounds += f" OFFSET {int(offset)}" if offset else ""
        return self.rows.replace("{page}", bounds), self.params


def plan(source: Source, question: Question) -> Plan:
    """Compile a question.

    Raises
    ------
    Malformed
        It does not suit the source.
    """
    scope = scope_of(source, question)
    kept = filtered(source, question, scope)
    made = _grouped(question, scope, kept) if question.aggregated else None
    return made or _plain(source, question, scope, kept)


def scope_of(source: Source, question: Question) -> Scope:
    """Give what a question may name of a source's rows."""
    return Scope(source.fields, question.now, question.language, source.also)


def filtered(source: Source, question: Question, scope: Scope) -> Piece:
    """Give the rows that answer, as a sub-select."""
    tests = [condition(node, scope) for node in question.where]
    tests += refined(question, scope)
    if not tests:
        return Piece(f"{source.sql}", Kind.NULL, source.params)
    held = " AND ".join(test.sql for test in tests)
    values = tuple(v for test in tests for v in test.params)
    return Piece(
        f"(SELECT * FROM {source.sql} WHERE {held})",
        Kind.NULL,
        (*source.params, *values),
    )


def _plain(source: Source, question: Question, scope: Scope, kept: Piece) -> Plan:
    columns = _columns(question.select or (Item(Star(), "*"),), source, scope)
    named = {item.label: item for item in question.select if item.named}
    orders = [_order(order, named, scope) for order in question.order_by]
    sorting = ", ".join([*(sql for sql, _ in orders), ROW])
    shown = [f"{c.piece.sql} AS _r{n}" for n, c in enumerate(columns)]
    shown += [ROW, f"CAST({source.identifier} AS TEXT) AS {IDENTIFIER}"]
    return Plan(
        columns,
        Piece(f"SELECT count(*) FROM {kept.sql}", Kind.INTEGER, kept.params),
        # Only the rows of the page are written out.
        f"SELECT {', '.join(shown)} FROM (SELECT * FROM {kept.sql}{{page}})",
        (
            *(v for c in columns for v in c.piece.params),
            *kept.params,
            *(v for _, values in orders for v in values),
        ),
        sorting,
        sorted=bool(orders),
        grouped=False,
    )


def _columns(items: tuple[Item, ...], source: Source, scope: Scope) -> tuple[Column, ...]:
    hidden = [p for item in items for p in _patterns(item, "exclude")]
    if all(_patterns(item, "exclude") for item in items):
        items = (Item(Star(), "*"), *items)
    found: dict[str, Column] = {}
    for item in items:
        for column in _selected(item, source, scope):
            known = found.setdefault(column.label, column)
            if known.piece != column.piece:
                raise Malformed(f"deux colonnes se nomment « {column.label[:60]} ».")
    left = {
        label: column
        for label, column in found.items()
        if not any(_matches(pattern, label) for pattern in hidden)
    }
    if len(left) > MAX_COLUMNS:
        raise Malformed(f"select donne plus de {MAX_COLUMNS} colonnes.")
    return tuple(left.values())


def _selected(item: Item, source: Source, scope: Scope) -> list[Column]:
    if _patterns(item, "exclude"):
        return []
    wanted = _patterns(item, "include")
    if wanted or isinstance(item.expression, Star):
        return [
            Column(name, source.labels.get(name, name), piece)
            for name, piece in source.fields.items()
            if not wanted or any(_matches(pattern, name) for pattern in wanted)
        ]
    title = item.label
    if isinstance(item.expression, Field) and not item.named:
        title = source.labels.get(item.expression.name, item.label)
    return [Column(item.label, title, value(item.expression, scope))]


def _patterns(item: Item, function: str) -> tuple[Field | Pattern, ...]:
    call = item.expression
    if not isinstance(call, Call) or call.name != function:
        return ()
    given = tuple(a for a in call.arguments if isinstance(a, Field | Pattern))
    if not given or len(given) != len(call.arguments):
        raise Malformed(f"{function}() attend des noms de champs, comme {function}(pop*).")
    return given


def _matches(pattern: Field | Pattern, name: str) -> bool:
    if isinstance(pattern, Pattern):
        return name.startswith(pattern.prefix)
    return name == pattern.name


def _grouped(question: Question, scope: Scope, kept: Piece) -> Plan:
    keys = [key(item, scope) for item in question.group_by]
    shown, sorted_by = _scopes(keys, scope)
    columns = _group_columns(question, keys, shown)
    named = {i.label: i for i in question.select if i.named}
    orders = [_order(order, named, sorted_by) for order in question.order_by]
    names = [f"_g{n}" for n in range(len(keys))]
    made = [f"{k.group.sql} AS {name}" for k, name in zip(keys, names, strict=True)]
    keyed = f"(SELECT *, {', '.join(made)} FROM {kept.sql})" if made else kept.sql
    only = [k.only.format(name) for k, name in zip(keys, names, strict=True) if k.only]
    where = f" WHERE {' AND '.join(only)}" if only else ""
    by = f" GROUP BY {', '.join(names)}" if names else ""
    body = f"FROM {keyed}{where}{by}"
    key_values = tuple(v for k in keys for v in k.group.params)
    # The largest groups first unless asked otherwise, then by key: pages never change.
    ties = ["count(*) DESC", *(f"{name} ASC NULLS LAST" for name in names)]
    sorting = ", ".join([*(sql for sql, _ in orders), *ties])
    selected = ", ".join(f"{c.piece.sql} AS _r{n}" for n, c in enumerate(columns))
    return Plan(
        columns,
        Piece(
            f"SELECT count(*) FROM (SELECT 1 AS one, count(*) {body})",
            Kind.INTEGER,
            (*key_values, *kept.params),
        ),
        f"SELECT {selected} {body}{{page}}",
        (
            *(v for c in columns for v in c.piece.params),
            *key_values,
            *kept.params,
            *(v for _, values in orders for v in values),
        ),
        sorting,
        sorted=True,
        grouped=True,
    )


def _scopes(keys: list[Key], rows: Scope) -> tuple[Scope, Scope]:
    """Give what may be named once rows are grouped: as answers show it, as it is sorted."""
    shown: dict[str, Piece] = {}
    sorted_by: dict[str, Piece] = {}
    for number, found in enumerate(keys):
        name = f"_g{number}"
        if found.label in shown:
            raise Malformed(f"deux groupes se nomment « {found.label[:60]} ».")
        kind = found.shown_kind or found.group.kind
        shown[found.label] = Piece(found.shown.format(name), kind, found.shown_params)
        sorted_by[found.label] = Piece(name, found.group.kind)
    expressions = {k.expression: k.label for k in keys}
    return tuple(  # type: ignore[return-value]
        replace(
            rows,
            fields=named,
            rows=rows,
            keys={e: named[label] for e, label in expressions.items()},
        )
        for named in (shown, sorted_by)
    )


def _group_columns(question: Question, keys: list[Key], shown: Scope) -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for item in question.select:
        if isinstance(item.expression, Star):
            continue
        piece = value(item.expression, shown)
        column = Column(item.label, item.label, piece)
        if found.setdefault(item.label, column).piece != piece:
            raise Malformed(f"deux colonnes se nomment « {item.label[:60]} ».")
    selected = {item.expression for item in question.select} | {
        Field(name) for name in found if name in shown.fields
    }
    for k in keys:
        if k.expression not in selected and Field(k.label) not in selected:
            found.setdefault(k.label, Column(k.label, k.label, shown.fields[k.label]))
    return tuple(found.values())


def _order(order: Order, named: dict[str, Item], scope: Scope) -> tuple[str, Params]:
    """Compile one sort; absent values come last whichever the way."""
    expression = order.expression
    if isinstance(expression, Call) and expression.name == "random":
        return _shuffled(expression, scope)
    if isinstance(expression, Field) and expression.name in named:
        expression = named[expression.name].expression
    if not isinstance(expression, Field | Call | Arithmetic | Negative):
        raise Malformed("order_by attend un champ ou une fonction.")
    piece = value(expression, scope)
    if piece.kind in SPATIAL:
        raise Malformed("les lieux ne se trient pas : triez par distance().")
    way = "DESC" if order.descending else "ASC"
    return f"{piece.sql} {way} NULLS LAST", piece.params


def _shuffled(call: Call, scope: Scope) -> tuple[str, Params]:
    match call.arguments:
        case (Number(int() as seed),):
            keys = ", ".join(piece.sql for piece in scope.fields.values())
            what = keys if scope.rows is not None and keys else ROW
            return f"hash({what}, CAST(? AS BIGINT))", (seed,)
    raise Malformed("random() attend un nombre entier.")
