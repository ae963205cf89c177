"""A new file that renames, drops or retypes columns: asked, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import VersionTable
from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import ImportPlan, TablePlan
from terrier.lake.typing.render import column_type

from .models import Import

REMOVED = "-"
RENAMED = "renamed-"


@dataclass(frozen=True)
class Missing:
    """A column in place that the new file does not have."""

    name: str
    label: str
    stable_id: str
    answer: str = ""
    """What was decided: its new name, or `REMOVED`; empty: nothing yet."""


@dataclass(frozen=True)
class TableChange:
    """How one table of the new file differs from the table in place."""

    table: str
    title: str
    missing: tuple[Missing, ...]
    added: tuple[tuple[str, str], ...]
    """(name, label) of columns of the file that are not in place."""
    retyped: tuple[tuple[str, str, str], ...]
    """(label, type in place, new type)."""


def changes(importing: Import) -> list[TableChange]:
    """Compare the plan with the version in place, table by table; only tables that differ."""
    if importing.dataset is None or importing.dataset.current is None:
        return []
    plan = ImportPlan.from_json(importing.plan)
    in_place = {
        stored.table.name: stored
        for stored in importing.dataset.current.tables.select_related("table")
    }
    compared = [
        _compare(table, in_place[table.name], importing.column_changes.get(table.name, {}))
        for table in plan.tables
        if table.keep and table.name in in_place
    ]
    return [c for c in compared if c.missing or c.retyped]


def decided(answers: QueryDict) -> dict[str, dict[str, str]]:
    """Read the answers: `renamed-<table>-<old name>` = new name, or `-` for removed."""
    found: dict[str, dict[str, str]] = {}
    for field, value in answers.items():
        if field.startswith(RENAMED) and value:
            table, old = field.removeprefix(RENAMED).split("--", 1)
            found.setdefault(table, {})[old] = value
    return found


def check_settled(importing: Import) -> None:
    """Refuse to import while a column in place is neither found, nor renamed, nor given up.

    Raises
    ------
    Invalid
        Names the columns.
    """
    open_questions = [
        column.label
        for change in changes(importing)
        for column in change.missing
        if not column.answer
    ]
    if open_questions:
        raise Invalid(
            _(
                "Le fichier n’a plus : %(columns)s. Dites pour chacune si elle a été renommée ou "
                "si elle disparaît."
            )
            % {"columns": ", ".join(f"« {c} »" for c in open_questions)}
        )


def for_reconciling(importing: Import, table: str) -> dict[str, Any]:
    """Give the decisions in the form that the catalogue reconciles columns with."""
    answers = importing.column_changes.get(table, {})
    return {
        "renamed": {old: new for old, new in answers.items() if new != REMOVED},
        "removed": [old for old, new in answers.items() if new == REMOVED],
    }


def _compare(table: TablePlan, stored: VersionTable, answers: dict[str, str]) -> TableChange:
    labels = {c.stable_id: c.label for c in stored.table.columns.all()}
    kept = {c.name: c for c in table.columns if c.keep}
    before = {e["name"]: e for e in stored.columns}
    qualifiers = {f"{name}_qualificatif" for name in kept}
    return TableChange(
        table=table.name,
        title=table.title,
        missing=tuple(
            Missing(name, labels.get(e["id"], name), e["id"], answers.get(name, ""))
            for name, e in before.items()
            if name not in kept and name not in qualifiers
        ),
        added=tuple((name, c.label) for name, c in kept.items() if name not in before),
        retyped=tuple(
            (c.label, before[name]["type"], column_type(c))
            for name, c in kept.items()
            if name in before and c.grammar != "native" and _differs(before[name], column_type(c))
        ),
    )


def _differs(before: dict[str, str], now: str) -> bool:
    def family(type_: str) -> str:
        return "TEXT" if type_ in ("TEXT", "VARCHAR") else type_.split("(")[0]

    return family(before["type"]) != family(now)
