"""Decisions sent as JSON, written as the answers of the screen: one action serves both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.apps.imports.column_changes import REMOVED, RENAMED, Missing, changes
from terrier.apps.imports.models import Import
from terrier.apps.imports.presenting import grammar_choices
from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import ColumnPlan, ImportPlan, TablePlan

from .schemas.imports import ColumnDecision, Decisions, GeometryDecision, TableDecision

if TYPE_CHECKING:
    from collections.abc import Iterable


def answers(importing: Import, decisions: Decisions) -> QueryDict:
    """Write decisions as the form does: what is not said stays as it was proposed.

    Raises
    ------
    Invalid
        A table, a column or a way of reading does not exist.
    """
    plan = ImportPlan.from_json(importing.plan)
    _check(decisions.tables, [t.name for t in plan.tables], _("table"))
    found = QueryDict(mutable=True)
    found["title"] = decisions.title or importing.metadata.get("title", "")
    for table, kept in importing.column_changes.items():
        for old, new in kept.items():
            found[f"{RENAMED}{table}--{old}"] = new
    missing = missing_columns(importing)
    for number, table in enumerate(plan.tables):
        decided = decisions.tables.get(table.name, TableDecision())
        _write_table(found, f"t{number}-", table, decided)
        _write_missing(found, table, decided, [one.name for one in missing[table.name]])
    return found


def missing_columns(importing: Import) -> dict[str, tuple[Missing, ...]]:
    """Give the columns in place that the file does not have, by table."""
    found = {t.name: () for t in ImportPlan.from_json(importing.plan).tables}
    return found | {change.table: change.missing for change in changes(importing)}


def _write_missing(
    found: QueryDict, table: TablePlan, decided: TableDecision, missing: list[str]
) -> None:
    _check([*decided.renamed, *decided.removed], missing, _("colonne absente du fichier"))
    _check(decided.renamed.values(), [c.name for c in table.columns], _("colonne"))
    for old, new in {**decided.renamed, **dict.fromkeys(decided.removed, REMOVED)}.items():
        found[f"{RENAMED}{table.name}--{old}"] = new


def _write_table(found: QueryDict, prefix: str, table: TablePlan, decided: TableDecision) -> None:
    _check(decided.columns, [c.name for c in table.columns], _("colonne"))
    _tick(found, f"{prefix}keep", table.keep if decided.keep is None else decided.keep)
    found[f"{prefix}title"] = decided.title or table.title
    found.setlist(f"{prefix}key", list(table.key) if decided.key is None else decided.key)
    for rank, column in enumerate(table.columns):
        said = decided.columns.get(column.name, ColumnDecision())
        _write_column(found, f"{prefix}c{rank}-", column, said)
    if not decided.without_geometry:
        _write_geometry(found, prefix, table, decided.geometry)


def _write_column(found: QueryDict, prefix: str, column: ColumnPlan, said: ColumnDecision) -> None:
    _tick(found, f"{prefix}keep", column.keep if said.keep is None else said.keep)
    if said.grammar is not None:
        _check([said.grammar], [word for word, _label in grammar_choices(column)], _("lecture"))
    found[f"{prefix}grammar"] = said.grammar or column.grammar
    found[f"{prefix}label"] = said.label or column.label
    found[f"{prefix}unit"] = (column.unit or "") if said.unit is None else said.unit


def _write_geometry(
    found: QueryDict, prefix: str, table: TablePlan, said: GeometryDecision | None
) -> None:
    chosen = said or geometry_of(table)
    if chosen is None:
        return
    if said is not None and said.kind != "native":
        wanted = [said.x, said.y] if said.kind in ("lonlat", "xy") else [said.x]
        _check(wanted, [c.source for c in table.columns], _("colonne"))
    found[f"{prefix}geometry"] = chosen.kind
    found[f"{prefix}x"], found[f"{prefix}y"] = chosen.x, chosen.y
    found[f"{prefix}crs"] = chosen.crs
    _tick(found, f"{prefix}swap", chosen.swap_axes)


def geometry_of(table: TablePlan) -> GeometryDecision | None:
    """Write where the places of a table come from, as a decision says it."""
    if table.geometry is None:
        return None
    x, y = [*table.geometry.columns, "", ""][:2]
    return GeometryDecision.model_construct(
        kind=table.geometry.kind,
        x=x,
        y=y,
        crs=table.geometry.crs,
        swap_axes=table.geometry.swap_axes,
    )


def _tick(found: QueryDict, name: str, ticked: bool) -> None:
    if ticked:
        found[name] = "on"


def _check(named: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for name in named:
        if name not in known:
            raise Invalid(
                _("« %(name)s » n’existe pas ici (%(what)s). Choisissez parmi : %(known)s.")
                % {"name": name[:60], "what": what, "known": ", ".join(known)[:600]}
            )
