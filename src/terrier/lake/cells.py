"""One value of one row, as the text that corrections are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.tabular.plan import KEY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters.values import family, read_value
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 20.0


def cell_text(relation: Relation, key: str, column: RelationColumn) -> str | None:
    """Read the value of a row as DuckDB writes it as text; None: empty.

    Parameters
    ----------
    relation
        A table with a key.
    key
        Canonical key of the row.
    column
        A column of the relation.

    Raises
    ------
    NotFound
        No such row, or not for this reader.
    """
    source, params = relation.sql()
    text = f"SELECT CAST({quote(column.name)} AS VARCHAR) FROM {source} WHERE {KEY_COLUMN} = ?"
    with cursor(seconds=SECONDS) as db:
        found = db.execute(text, [*params, key]).fetchone()
    if found is None:
        raise NotFound(f"La ligne « {key} » n’existe pas ici.")
    value: str | None = found[0]
    return value


def written_as_text(column: RelationColumn, written: str) -> str | None:
    """Read what a person wrote for a column, and give it in the form of `cell_text`.

    An empty text is an empty value.

    Raises
    ------
    Invalid
        The text is not a value of the column's type, or the column would round it.
    """
    if not written.strip():
        return None
    if family(column.type) == "text":
        return written
    value = read_value(column, written)
    with cursor(seconds=SECONDS) as db:
        text = "SELECT CAST(held AS VARCHAR), held = ? FROM (SELECT TRY_CAST(? AS {}) AS held)"
        found = db.execute(text.format(column.type), [value, value]).fetchone()
    if found is None or not found[1]:
        raise Invalid(
            f"« {written} » a trop de chiffres pour la colonne « {column.label or column.name} »."
        )
    held: str = found[0]
    return held
