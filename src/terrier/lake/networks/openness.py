"""Which rows of a network others than its territory may see, once it is published."""

from __future__ import annotations

from terrier.domain.topology.elements import NodeKind, Role
from terrier.domain.topology.mapping import WITHHELD_KINDS, TableMapping
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, quote

from .canonical import select

OpenRows = tuple[str, frozenset[str]]
NO_ROW: OpenRows = ("", frozenset())
OPEN_KINDS = frozenset(kind.value for kind in NodeKind) - {kind.value for kind in WITHHELD_KINDS}


def open_rows(relation: Relation, table: str, mapping: TableMapping) -> OpenRows | None:
    """Give the rows of a table that may be published: only what is known to be harmless.

    Parameters
    ----------
    relation, table, mapping
        The whole table, its name and how its rows are read.

    Returns
    -------
    (str, frozenset of str) or None
        Column and those of its values, as text, whose rows may be seen; None: every row.
    """
    match mapping.role:
        case Role.CUSTOMERS | Role.REPAIRS:
            return NO_ROW
        case Role.NODES:
            return _by_field(relation, table, mapping, "kind", OPEN_KINDS)
        case Role.PIPES:
            return _open_pipes(relation, table, mapping)
        case Role.OTHER:
            return None


def _open_pipes(relation: Relation, table: str, mapping: TableMapping) -> OpenRows | None:
    if "device" in mapping.fields:
        return NO_ROW
    if "connection" not in mapping.fields:
        return None
    return _by_field(relation, table, mapping, "connection", frozenset({"false"}))


def _by_field(
    relation: Relation, table: str, mapping: TableMapping, field: str, harmless: frozenset[str]
) -> OpenRows | None:
    source = mapping.fields.get(field)
    if source is None:
        return NO_ROW
    if not source.column:
        return None if source.constant in harmless else NO_ROW
    if relation.column(source.column) is None:
        return NO_ROW
    rendered = select(relation, table, mapping)
    whole, bound = relation.sql()
    raw = f"CAST({quote(source.column)} AS VARCHAR)"
    # Element by element, both selects read the same rows of the same file in the same order.
    question = (
        f"SELECT DISTINCT w.value FROM (SELECT CAST({quote(field)} AS VARCHAR) AS ours FROM "
        f"{rendered.sql}) c POSITIONAL JOIN (SELECT {raw} AS value FROM {whole}) w "
        f"WHERE c.ours IN (SELECT unnest(?)) AND w.value IS NOT NULL"
    )
    with cursor() as db:
        rows = db.execute(question, [*rendered.bound, *bound, sorted(harmless)]).fetchall()
    return source.column, frozenset(value for (value,) in rows)
