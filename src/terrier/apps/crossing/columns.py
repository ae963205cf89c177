"""The columns of a crossing: where each comes from, and what decides who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column
from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Brought, Definition, Several, Summary
from terrier.lake.relation import RelationColumn

from .models import Crossing
from .queries.sides import OpenSide, Sides

SideName = Literal["left", "right"]


@dataclass(frozen=True)
class ResultColumn:
    """One column of the result."""

    name: str
    label: str
    origin: str
    """`left:<stable id>` or `brought:<name>`."""
    unit: str = ""
    concept: str = ""
    made_of: frozenset[tuple[SideName, str]] = frozenset()
    """Columns of the sources that it tells something of."""
    repeats: tuple[SideName, str] | None = None
    """The column whose values it repeats, one row for one row."""
    stable_id: str = ""
    """Its id in the result, where it had one before."""


@dataclass(frozen=True)
class Result:
    """What a crossing makes."""

    definition: Definition
    columns: tuple[ResultColumn, ...]
    key: tuple[str, ...] = ()
    """Names of the columns that identify a row; empty where the left table has no key."""
    rows_tell: frozenset[tuple[SideName, str]] = field(default_factory=frozenset)
    """Columns of the sources that the mere presence of a row tells something of."""

    def known_ids(self) -> dict[str, str]:
        """Give the ids of the columns that the crossing had before, by their names of today."""
        return {c.name: c.stable_id for c in self.columns if c.stable_id}


def result_of(crossing: Crossing | None, definition: Definition, sides: Sides) -> Result:
    """Say what a crossing of these two tables makes.

    Raises
    ------
    Invalid
        A column that the definition names is no longer there, or two would have one name.
    """
    known = crossing.columns if crossing else {}
    columns = [*_kept(definition, sides.left), *_brought(definition, sides)]
    names = [c.name for c in columns]
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise Invalid(
            _(
                "Deux colonnes du résultat s’appelleraient « %(name)s » : donnez un autre nom à "
                "celle que vous apportez."
            )
            % {"name": twice}
        )
    keys = frozenset(_key_columns(definition))
    for side, key in sorted(keys):
        _require_key(sides.left if side == "left" else sides.right, key)
    return Result(
        definition,
        tuple(replace(c, stable_id=known.get(c.origin, "")) for c in columns),
        _key(definition, sides.left, columns),
        keys if definition.only_matched else frozenset(),
    )


def _kept(definition: Definition, left: OpenSide) -> Iterator[ResultColumn]:
    for column in left.relation.columns:
        if definition.kept is not None and column.id not in definition.kept:
            continue
        yield ResultColumn(
            column.name,
            column.label or column.name,
            f"left:{column.id}",
            column.unit or "",
            column.concept or "",
            frozenset({("left", column.id)}),
            ("left", column.id),
        )


def _brought(definition: Definition, sides: Sides) -> Iterator[ResultColumn]:
    """Give the columns that are brought; what decides a meeting tells of all of them."""
    meeting = frozenset(_key_columns(definition))
    for one in definition.brought:
        source = _column(sides.right, one) if one.column else None
        as_it_is = one.summary is Summary.VALUE and definition.several is not Several.SUMMARISED
        yield ResultColumn(
            one.name,
            one.label,
            f"brought:{one.name}",
            one.unit or _unit(one, source),
            (source.concept or "") if source and as_it_is else "",
            meeting | _told_by(one, source),
            ("right", source.id) if source and as_it_is else None,
        )


def _told_by(one: Brought, source: RelationColumn | None) -> set[tuple[SideName, str]]:
    found: set[tuple[SideName, str]] = {("right", source.id)} if source else set()
    return found | ({("left", one.per)} if one.per else set())


def _column(right: OpenSide, one: Brought) -> RelationColumn:
    found = next((c for c in right.relation.columns if c.id == one.column), None)
    if found is None:
        raise Invalid(
            _(
                "La colonne d’où venait « %(label)s » n’existe plus dans « %(title)s » : "
                "choisissez-en une autre dans les réglages du croisement, ou retirez-la."
            )
            % {"label": one.label, "title": right.title}
        )
    return found


def _unit(one: Brought, source: RelationColumn | None) -> str:
    if one.summary is Summary.DISTANCE:
        return "m"
    keeps = {Summary.VALUE, Summary.SUM, Summary.MEAN, Summary.MIN, Summary.MAX}
    return (source.unit or "") if source and one.summary in keeps else ""


def _key_columns(definition: Definition) -> Iterator[tuple[SideName, str]]:
    for pair in definition.link.pairs:
        yield "left", pair.left
        yield "right", pair.right
        if pair.until:
            yield "right", pair.until


def _require_key(side: OpenSide, key: str) -> None:
    """Refuse, by its name, a column that the tables met by and that is no longer there."""
    if any(column.id == key for column in side.relation.columns):
        return
    gone = Column.objects.filter(stable_id=key, table__dataset=side.dataset).first()
    if gone is None:
        return  # It never was one of the table: the computing refuses it.
    raise Invalid(
        _(
            "La colonne « %(label)s », par laquelle les lignes se rencontraient, n’existe plus "
            "dans « %(title)s » : choisissez-en une autre dans les réglages du croisement."
        )
        % {"label": gone.label or gone.name, "title": side.title}
    )


def _key(definition: Definition, left: OpenSide, columns: list[ResultColumn]) -> tuple[str, ...]:
    if not left.relation.has_key or definition.several is Several.EACH:
        return ()
    if left.stored is None:
        return (left.relation.columns[0].name,)
    names = authority.key_columns(left.stored)
    kept = {c.name for c in columns if c.repeats}
    ordered = tuple(c.name for c in left.relation.columns if c.name in names)
    return ordered if set(ordered) <= kept else ()
