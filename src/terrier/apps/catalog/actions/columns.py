"""Describing columns, and keeping their identity from one version to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Column, Dataset, Table
from terrier.apps.catalog.permissions import require_on
from terrier.domain.access.policy import Reader, Role, sight
from terrier.domain.access.sensitive import Described, suspicions
from terrier.domain.kernel.errors import Conflict, Invalid

DESCRIPTION = ("label", "description", "unit", "concept")
"""Fields that describe a column."""
COMMUNE_CODE = "commune_code"
"""Concept of the columns that may limit rows to a reader's communes."""


class IncomingColumn(Protocol):
    """A column as a new version brings it."""

    name: str
    type: str
    label: str
    unit: str
    concept: str


def describe_columns(
    actor: User, reader: Reader, dataset: Dataset, descriptions: Mapping[str, Mapping[str, str]]
) -> list[Column]:
    """Change labels, descriptions, units and concepts, by stable id; give the changed columns."""
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        columns = {
            c.stable_id: c
            for c in Column.objects.select_for_update().filter(table__dataset=dataset)
        }
        detail: dict[str, Any] = {}
        for stable_id, wanted in descriptions.items():
            if stable_id not in columns:
                raise Conflict(
                    _("Une des colonnes n’existe plus : rechargez la page avant de recommencer.")
                )
            if changes := _describe(dataset, columns[stable_id], wanted):
                detail[stable_id] = changes
        changed = [columns[stable_id] for stable_id in detail]
        if changed:
            Column.objects.bulk_update(changed, DESCRIPTION)
            Dataset.objects.filter(pk=dataset.pk).update(updated_at=timezone.now())
            owner = dataset.owner_id
            record(actor, "columns.describe", dataset, organisation=owner, columns=detail)
    return changed


def reconcile_columns(
    table: Table, incoming: Iterable[IncomingColumn], changes: Mapping[str, Any]
) -> list[Column]:
    """Give the columns of a new version, in its order, each with the id that it had before.

    To be called within the transaction that makes the version current. `changes` holds what the
    person decided: `{"renamed": {old name: new name}, "removed": [names]}`, or, for a version whose
    columns are known, `{"ids": {name: stable id}}`. Without a decision a column is known by its
    name; one that the version no longer has is flagged as removed, and is known again if it comes
    back. In a dataset that has masks, a new column starts masked; in one open to the public, so
    does a new column that seems to speak of persons.
    """
    incoming = list(incoming)
    known = list(Column.objects.select_for_update().filter(table=table))
    withheld = _withheld_if_new(table.dataset, incoming)
    matches = _matches(known, changes)
    found = []
    for position, one in enumerate(incoming):
        column = matches.pop(one.name, None) or Column(table=table, masked=one.name in withheld)
        column.name, column.type = one.name, one.type
        column.label = column.label or _fitting("label", one.label or one.name)
        column.unit = column.unit or _fitting("unit", one.unit)
        column.concept = column.concept or one.concept
        column.position, column.removed = position, False
        column.save()
        found.append(column)
    kept = {c.pk for c in found}
    gone = [c.pk for c in known if c.pk not in kept]
    Column.objects.filter(pk__in=gone).update(removed=True)
    return found


def _fitting(field: str, text: str) -> str:
    """Cut what a file says to the room there is; the plan of the import keeps the whole."""
    return text[: Column._meta.get_field(field).max_length]


def _withheld_if_new(dataset: Dataset, incoming: Sequence[IncomingColumn]) -> frozenset[str]:
    """Give the names of the columns that start masked unless they were there before."""
    names = frozenset(one.name for one in incoming)
    if Column.objects.filter(table__dataset=dataset, masked=True).exists():
        return names
    if dataset.current_id is None or not sight(Reader(), dataset.policy()).visible:
        return frozenset()
    described = [Described(one.name, one.label or one.name, one.concept) for one in incoming]
    return frozenset(s.column for s in suspicions(described, {}))


def _describe(dataset: Dataset, column: Column, wanted: Mapping[str, str]) -> dict[str, Any]:
    changes = {}
    for name in DESCRIPTION:
        before, after = getattr(column, name), str(wanted.get(name, getattr(column, name))).strip()
        if after != before:
            setattr(column, name, after)
            changes[name] = {"before": before, "after": after}
    if not column.label:
        raise Invalid(_("La colonne « %(name)s » a besoin d’un libellé.") % {"name": column.name})
    limits_rows = column.stable_id == dataset.territory_column
    if "concept" in changes and limits_rows and column.concept != COMMUNE_CODE:
        raise Invalid(
            _(
                "La colonne « %(label)s » limite les lignes que chacun voit : elle doit rester "
                "un code de commune, ou bien retirez d’abord cette limite."
            )
            % {"label": column.label}
        )
    return changes


def _matches(known: list[Column], changes: Mapping[str, Any]) -> dict[str, Column]:
    """Give the column that each name of the new version stands for."""
    renamed: Mapping[str, str] = changes.get("renamed", {})
    removed = set(changes.get("removed", ()))
    ids: Mapping[str, str] = changes.get("ids", {})
    by_name = {c.name: c for c in sorted(known, key=lambda c: not c.removed)}
    unknown = sorted(set(renamed) - set(by_name))
    if unknown or len(set(renamed.values())) < len(renamed):
        raise Invalid(
            _("Le changement de nom de la colonne « %(name)s » ne peut pas être suivi.")
            % {"name": unknown[0] if unknown else next(iter(renamed))}
        )
    stays = {n: c for n, c in by_name.items() if n not in renamed and n not in removed}
    by_id = {c.stable_id: c for c in known}
    said = {new: by_name[old] for old, new in renamed.items()}
    return stays | said | {name: by_id[stable_id] for name, stable_id in ids.items()}
