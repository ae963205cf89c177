"""Parts of SQL made from expressions: text of ours, values bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from terrier.domain.odsql.model import Expression

Params = tuple[object, ...]


class Kind(StrEnum):
    """What an expression gives."""

    TEXT = "text"
    INTEGER = "int"
    DECIMAL = "decimal"
    NUMBER = "double"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    POINT = "geo_point_2d"
    SHAPE = "geo_shape"
    TEXTS = "texts"
    """Several texts in one cell."""
    NULL = "null"


def type_of(kind: Kind) -> str:
    """Give the type that Explore names."""
    return {Kind.DECIMAL: "double", Kind.TEXTS: "text"}.get(kind, kind.value)


NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER})
TEMPORAL = frozenset({Kind.DATE, Kind.DATETIME})
SPATIAL = frozenset({Kind.POINT, Kind.SHAPE})
_WORDS = {
    Kind.TEXT: "un texte", Kind.INTEGER: "un nombre entier", Kind.NUMBER: "un nombre",
    Kind.DECIMAL: "un nombre",
    Kind.BOOLEAN: "vrai ou faux", Kind.DATE: "une date", Kind.DATETIME: "une date et une heure",
    Kind.POINT: "un point", Kind.SHAPE: "une géométrie", Kind.TEXTS: "plusieurs textes",
    Kind.NULL: "rien",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """An expression as SQL, with the values of its marks in their order."""

    sql: str
    kind: Kind
    params: Params = ()

    def require(self, kinds: frozenset[Kind] | Kind, what: str) -> Piece:
        """Refuse what is of another kind.

        Raises
        ------
        Malformed
            The sentence names `what` and both kinds.
        """
        wanted = frozenset({kinds}) if isinstance(kinds, Kind) else kinds
        if self.kind not in wanted | {Kind.NULL}:
            words = " ou ".join(sorted({_WORDS[kind] for kind in wanted}))
            raise Malformed(f"{what} attend {words}, pas {_WORDS[self.kind]}.")
        return self


@dataclass(frozen=True)
class Scope:
    """What an expression may name where it stands."""

    fields: Mapping[str, Piece]
    now: datetime
    language: str = "fr"
    also: Mapping[str, str] = field(default_factory=dict)
    """Other names of fields."""
    keys: Mapping[Expression, Piece] = field(default_factory=dict)
    """Expressions that groups are made by."""
    rows: Scope | None = None
    """What stands inside an aggregate function; None where none may stand."""

    def of(self, name: str) -> Piece:
        """Find a field.

        Raises
        ------
        Malformed
            In the same words whether it is masked or does not exist.
        """
        found = self.fields.get(self.also.get(name, name))
        if found is not None:
            return found
        if self.rows is not None and name in self.rows.fields:
            raise Malformed(
                f"« {name[:63]} » doit figurer dans group_by, ou dans une fonction comme sum()."
            )
        raise Malformed(f"aucun champ « {name[:63]} » n’est disponible ici.")


def joined(pieces: tuple[Piece, ...]) -> Params:
    """Give the values of several pieces in their order."""
    return tuple(value for piece in pieces for value in piece.params)
