"""Values and columns of a CQL2 filter, and how two of them compare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters.values import MAX_DIGITS, NUMERIC, TEMPORAL, family, in_time_of
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.domain.ogc.cql2 import Node
    from terrier.lake.relation import Relation, RelationColumn

COMPARISONS = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
ARITHMETIC = {"+": "+", "-": "-", "*": "*", "/": "/", "%": "%", "div": "//", "^": "^"}
DIVISIONS = frozenset({"/", "%", "div"})
FOLDING = {"casei": "lower", "accenti": "strip_accents"}
NUMBER = "number"
_NAMES = {
    NUMBER: "un nombre",
    "text": "un texte",
    "boolean": "oui ou non",
    "date": "une date",
    "timestamp": "un moment",
    "timestamptz": "un moment",
    "time": "une heure",
}
_REMEDIES = {
    NUMBER: "écrivez un nombre sans apostrophes, avec un point décimal, par exemple 12.5",
    "text": "écrivez le texte entre apostrophes, par exemple '71543'",
    "boolean": "écrivez TRUE ou FALSE",
    "date": "écrivez une date, par exemple DATE('2024-02-03')",
    "timestamp": "écrivez un moment, par exemple TIMESTAMP('2024-02-03T14:30:00Z')",
    "timestamptz": "écrivez un moment, par exemple TIMESTAMP('2024-02-03T14:30:00Z')",
    "time": "écrivez une heure entre apostrophes, par exemple '14:30'",
}


@dataclass(frozen=True)
class Term:
    """A value, a column or what is computed from them, with its kind."""

    sql: str
    params: tuple[Any, ...]
    kind: str
    """`number`, `text`, `boolean`, `date`, `timestamp`, `timestamptz` or `time`."""
    said: str
    """How a sentence names it."""
    column: RelationColumn | None = None
    literal: bool = False


def scalar(node: Node, relation: Relation) -> Term:
    """Compile a value, a column, an arithmetic expression or a folded text.

    Raises
    ------
    Invalid
        The column is not available, the operation is not offered, or kinds do not suit it.
    """
    if isinstance(node, bool | str | Decimal) or node is None:
        return _literal(node)
    if not isinstance(node, dict):
        raise Invalid("Le filtre compare une liste : écrivez une seule valeur, ou IN.")
    if "property" in node:
        return _column(relation.require(str(node["property"])))
    if "date" in node or "timestamp" in node:
        return _moment(node)
    operation = str(node.get("op"))
    if operation in FOLDING:
        return _folded(operation, scalar(only(node, 1)[0], relation))
    if operation in ARITHMETIC:
        left, right = (scalar(one, relation) for one in only(node, 2))
        return _computed(operation, left, right)
    raise unknown(operation)


def only(node: Node, number: int) -> list[Node]:
    """Give the arguments of an operation, which takes a number of them.

    Raises
    ------
    Invalid
        It has more or fewer.
    """
    args = node.get("args")
    if not isinstance(args, list) or len(args) != number:
        raise Invalid(f"« {str(node.get('op'))[:40]} » demande {number} argument(s).")
    return args


def unknown(operation: str) -> Invalid:
    """Say that an operation is not offered."""
    return Invalid(
        f"« {operation[:40]} » n’est pas proposé dans les filtres : "
        "la page « conformité » dit ce qui l’est."
    )


def compare(operation: str, left: Term, right: Term) -> tuple[str, tuple[Any, ...]]:
    """Compare two terms with one of `COMPARISONS`; a day and a moment compare by their days.

    Raises
    ------
    Invalid
        They are of different kinds; the sentence says what to write.
    """
    if left.literal and not right.literal:
        left = _suited(left, right)
    elif right.literal:
        right = _suited(right, left)
    elif not _alike(left.kind, right.kind):
        raise Invalid(
            f"{left.said} ne se compare pas à {right.said} : "
            f"c’est {_NAMES[left.kind]}, et là {_NAMES[right.kind]}."
        )
    if left.kind == "boolean" and operation not in ("=", "<>"):
        raise Invalid(f"{left.said} vaut oui ou non : écrivez = TRUE ou = FALSE.")
    by_day = "date" in (left.kind, right.kind)
    sides = [f"CAST({t.sql} AS DATE)" if by_day and t.kind != "date" else t.sql
             for t in (left, right)]  # fmt: skip
    return f"({sides[0]} {COMPARISONS[operation]} {sides[1]})", left.params + right.params


def text_pattern(node: Node) -> Term:
    """Compile the pattern of LIKE: `%` and `_` stand for letters, `\\` takes that away.

    Raises
    ------
    Invalid
        It is no text, or ends with the sign that announces another.
    """
    if isinstance(node, dict) and node.get("op") in FOLDING:
        return _folded(str(node["op"]), text_pattern(only(node, 1)[0]))
    if not isinstance(node, str):
        raise Invalid("LIKE demande un modèle entre apostrophes, par exemple nom LIKE 'Rue%'.")
    if (len(node) - len(node.rstrip("\\"))) % 2:
        raise Invalid(f"Le modèle « {node[:80]} » finit par « \\ » : doublez-le.")
    return Term("?", (node,), "text", f"« {node[:80]} »", literal=True)


def _literal(value: str | bool | Decimal | None) -> Term:
    if value is None:
        raise Invalid("NULL ne se compare pas : écrivez « colonne IS NULL ».")
    said = f"« {str(value)[:80]} »"
    if isinstance(value, bool):
        return Term("?", (value,), "boolean", said, literal=True)
    if isinstance(value, str):
        return Term("?", (value,), "text", said, literal=True)
    return Term("?", (_number(value),), NUMBER, said, literal=True)


def _number(value: Decimal) -> int | Decimal:
    """Give a number that DuckDB holds exactly.

    Raises
    ------
    Invalid
        It has too many digits.
    """
    whole = max(value.adjusted() + 1, 1)
    decimals = max(-int(value.normalize().as_tuple().exponent), 0) if value.is_finite() else 0
    if not value.is_finite() or whole + decimals >= MAX_DIGITS:
        raise Invalid(f"« {str(value)[:60]} » a trop de chiffres : au plus {MAX_DIGITS - 1}.")
    return Decimal(f"{value:f}") if decimals else int(value)


def _column(column: RelationColumn) -> Term:
    kind = family(column.type)
    label = column.label or column.name
    return Term(
        quote(column.name),
        (),
        NUMBER if kind in NUMERIC else kind,
        f"La colonne « {label} » ({column.name})",
        column,
    )


def _moment(node: Node) -> Term:
    kind = "date" if "date" in node else "timestamptz"
    text = str(node[{"date": "date"}.get(kind, "timestamp")])
    read = _read_moment(text, kind)
    if read is None:
        raise Invalid(f"« {text[:40]} » n’est pas {_NAMES[kind]} : {_REMEDIES[kind]}.")
    return Term("?", (read,), kind, f"« {text[:40]} »", literal=True)


def _read_moment(text: str, kind: str) -> date | datetime | time | None:
    # GDAL writes the days of a filter with slashes.
    iso = text.strip().replace("/", "-")
    try:
        if kind == "time":
            return time.fromisoformat(iso)
        if len(iso) == 10:
            return date.fromisoformat(iso)
        return None if kind == "date" else datetime.fromisoformat(iso)
    except ValueError:
        return None


def _folded(operation: str, term: Term) -> Term:
    if term.kind != "text":
        raise Invalid(f"{term.said} n’est pas un texte : {operation.upper()} ne s’y applique pas.")
    return replace(term, sql=f"{FOLDING[operation]}({term.sql})", column=None)


def _computed(operation: str, left: Term, right: Term) -> Term:
    for side in (left, right):
        if side.kind != NUMBER:
            raise Invalid(f"{side.said} n’est pas un nombre : « {operation} » ne s’y applique pas.")
    # Nothing is divided by zero: infinities and NaN would compare as numbers.
    divisor = f"nullif({right.sql}, 0)" if operation in DIVISIONS else right.sql
    sql = f"({left.sql} {ARITHMETIC[operation]} {divisor})"
    return Term(sql, left.params + right.params, NUMBER, "Le calcul")


def _alike(one: str, other: str) -> bool:
    return one == other or (one in TEMPORAL and other in TEMPORAL)


def _suited(literal: Term, other: Term) -> Term:
    """Give a literal in the kind of what it is compared with."""
    value, kind = literal.params[0], other.kind
    if literal.kind == "text" and (kind in TEMPORAL or kind == "time"):
        value = _read_moment(value, kind)
    elif not _alike(literal.kind, kind):
        value = None
    if value is None:
        raise Invalid(f"{literal.said} ne convient pas. {other.said} : {_REMEDIES[kind]}.")
    if isinstance(value, date):
        value = in_time_of(kind, value)
        kind = "date" if not isinstance(value, datetime) else kind
    return replace(literal, params=(value,), kind=kind)
