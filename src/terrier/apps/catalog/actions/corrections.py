"""Mending values by hand, and settling what a new version contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column, Correction, Dataset, Table, VersionTable
from terrier.apps.catalog.permissions import require_on
from terrier.apps.jobs.actions import enqueue
from terrier.domain.access.policy import Reader, Role, Sight
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.lake.cells import cell_text, written_as_text
from terrier.lake.relation import Relation, RelationColumn


@dataclass(frozen=True)
class Mending:
    """One value that a person wants mended, as they wrote it."""

    row_key: str
    column: str
    """Stable id."""
    expected: str | None
    """What stood there when they looked, in the form of `cell_text`."""
    value: str
    reason: str


def correct(
    actor: User, reader: Reader, dataset: Dataset, table: Table, mending: Mending
) -> Correction:
    """Mend one value: applied in a new version, and again at every later one."""
    checked = _check(require_on(reader, dataset, Role.CONTRIBUTOR), dataset, table, mending)
    with transaction.atomic():
        correction = _write(actor, dataset, table, checked)
        _apply(actor, correction, checked.found)
    return correction


def correct_together(
    actor: User, reader: Reader, dataset: Dataset, mendings: Sequence[tuple[Table, Mending]]
) -> list[Correction]:
    """Mend several values, all or none of them, in one new version."""
    seen = require_on(reader, dataset, Role.CONTRIBUTOR)
    checked = [(table, _check(seen, dataset, table, mending)) for table, mending in mendings]
    with transaction.atomic():
        made = [_write(actor, dataset, table, one) for table, one in checked]
        if made:
            payload = {"corrections": [correction.pk for correction in made]}
            enqueue("catalog.correct_together", payload, actor)
    return made


@dataclass(frozen=True)
class _Checked:
    """A mending that can be made."""

    mending: Mending
    value: str | None
    """What was written, in the form of `cell_text`."""
    found: str | None


def _check(seen: Sight, dataset: Dataset, table: Table, mending: Mending) -> _Checked:
    if not mending.reason.strip():
        raise Invalid(_("Dites pourquoi cette valeur est corrigée : le motif est conservé."))
    stored = _current(dataset, table)
    relation = authority.relation(seen, dataset, stored)
    column = _column(relation, stored, mending.column)
    value = written_as_text(column, mending.value)
    found = cell_text(relation, mending.row_key, column)
    if found != mending.expected:
        raise Conflict(
            _("Cette valeur a changé entre-temps : c’est maintenant « %(found)s ». Relisez-la.")
            % {"found": found if found is not None else _("(vide)")}
        )
    if value == found:
        raise Invalid(_("La nouvelle valeur est la même que l’ancienne."))
    return _Checked(mending, value, found)


def _write(actor: User, dataset: Dataset, table: Table, checked: _Checked) -> Correction:
    """Keep a correction in place of an earlier one of the same value."""
    mending = checked.mending
    kept = Column.objects.get(stable_id=mending.column, table=table)
    earlier = (
        Correction.objects.select_for_update()
        .filter(table=table, row_key=mending.row_key, column=kept)
        .exclude(state=Correction.State.WITHDRAWN)
        .first()
    )
    correction = Correction.objects.create(
        table=table,
        row_key=mending.row_key,
        column=kept,
        expected=_expected_of_source(earlier, checked.found),
        value=checked.value,
        reason=mending.reason.strip()[:300],
        author=actor,
    )
    if earlier is not None:
        earlier.state = Correction.State.WITHDRAWN
        earlier.save(update_fields=["state"])
    _record(actor, "correction.create", dataset, correction)
    return correction


def keep_correction(actor: User, reader: Reader, correction: Correction) -> None:
    """Settle a conflict: the correction stands, against the value that the new version brought."""
    dataset = correction.table.dataset
    seen = require_on(reader, dataset, Role.CONTRIBUTOR)
    stored = _current(dataset, correction.table)
    relation = authority.relation(seen, dataset, stored)
    column = _column(relation, stored, correction.column.stable_id)
    standing = cell_text(relation, correction.row_key, column)
    with transaction.atomic():
        kept = _in_conflict(correction)
        kept.expected, kept.found = standing, None
        kept.state = Correction.State.ACTIVE
        kept.save(update_fields=["expected", "found", "state"])
        _record(actor, "correction.keep", dataset, kept)
        _apply(actor, kept, standing)
    correction.refresh_from_db()


def accept_value(actor: User, reader: Reader, correction: Correction) -> None:
    """Settle a conflict: the value that the new version brought stands."""
    dataset = correction.table.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        kept = _in_conflict(correction)
        kept.state = Correction.State.WITHDRAWN
        kept.save(update_fields=["state"])
        _record(actor, "correction.accept", dataset, kept)
    correction.refresh_from_db()


def withdraw_correction(actor: User, reader: Reader, correction: Correction) -> None:
    """Correct a value no more: the next version brings its own; the current one never changes."""
    dataset = correction.table.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        kept = Correction.objects.select_for_update().get(pk=correction.pk)
        if kept.state != Correction.State.ACTIVE:
            raise Conflict(_("Cette correction n’est plus en vigueur."))
        kept.state = Correction.State.WITHDRAWN
        kept.save(update_fields=["state"])
        _record(actor, "correction.withdraw", dataset, kept)
    correction.refresh_from_db()


def why_not(stored: VersionTable) -> str:
    """Say why the values of a table cannot be corrected; empty where they can."""
    if stored.has_key:
        return ""
    return _(
        "Cette table n’a pas de clé : rien ne permet de retrouver la même ligne dans la version "
        "suivante. Choisissez une clé à l’import (un identifiant unique par ligne) pour pouvoir "
        "corriger ses valeurs."
    )


def _current(dataset: Dataset, table: Table) -> VersionTable:
    found = VersionTable.objects.filter(version=dataset.current_id, table=table).first()
    if dataset.current_id is None or found is None:
        raise NotFound(_("Cette table n’est plus dans le jeu de données."))
    if refusal := why_not(found):
        raise Invalid(refusal)
    return found


def _column(relation: Relation, stored: VersionTable, stable_id: str) -> RelationColumn:
    column = next((c for c in relation.columns if c.id == stable_id), None)
    if column is None:
        raise NotFound(_("Cette colonne n’est plus dans le jeu de données."))
    if column.name in authority.key_columns(stored):
        raise Invalid(
            _(
                "« %(label)s » fait partie de la clé qui identifie la ligne : "
                "elle ne se corrige que dans le fichier d’origine."
            )
            % {"label": column.label}
        )
    return column


def _in_conflict(correction: Correction) -> Correction:
    kept = Correction.objects.select_for_update().get(pk=correction.pk)
    if kept.state != Correction.State.CONFLICT:
        raise Conflict(_("Ce désaccord a déjà été tranché."))
    return kept


def _record(actor: User, action: str, dataset: Dataset, correction: Correction) -> None:
    record(
        actor,
        action,
        dataset,
        organisation=dataset.owner_id,
        correction=correction.pk,
        table=correction.table.name,
        row=correction.row_key,
        column=correction.column.stable_id,
        expected=correction.expected,
        value=correction.value,
        reason=correction.reason,
    )


def _expected_of_source(earlier: Correction | None, found: str | None) -> str | None:
    """Give what the next file will hold if nobody mended it there.

    Where the value standing was itself put there by a correction, files still hold the one before.
    """
    if earlier is not None and earlier.value == found:
        return earlier.expected
    return found


def _apply(actor: User, correction: Correction, standing: str | None) -> None:
    payload = {"correction_id": correction.pk, "standing": standing}
    enqueue("catalog.correct", payload, actor)
