"""The log as one reader may read it: an entry follows the row that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.lake.keys import KnownRow, rows_of

from ..models import Intervention
from ..permissions import may_change

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader, Sight
    from terrier.lake.relation import Relation

    from ..querysets import InterventionQuerySet

AT_ONCE = 500
"""Entries put into words together, in a file."""


@dataclass(frozen=True)
class StateTold:
    """The state that an intervention left, as far as the reader sees the column."""

    column: str
    value: str | None
    standing: bool
    """False where the correction was withdrawn, or a file contradicts it."""


@dataclass(frozen=True)
class LogEntry:
    """One intervention, with what a list says of it."""

    intervention: Intervention
    row_name: str
    row_address: str
    """Empty where the row is no longer in the version in place."""
    state: StateTold | None
    may_change: bool


class Log:
    """The log of one dataset for one reader, who was let in by `permissions.reads_log`."""

    def __init__(self, reader: Reader, dataset: Dataset, seen: Sight) -> None:
        self.reader, self.dataset, self.sight = reader, dataset, seen
        self.relations = relations_in_place(dataset, seen)

    def readable(self, found: InterventionQuerySet) -> Sequence[int]:
        """Give the ids of the entries that the reader may read, in the order of the query.

        Who sees every row reads the entries of rows that disappeared too; who sees a part reads
        those of the rows that they see, and nobody can tell whose a vanished row was. What was
        withdrawn is for contributors.
        """
        found = found.filter(table__dataset=self.dataset)
        if not self.sight.contributes:
            found = found.standing()
        hidden = [pk for pk, r in self.relations.items() if not self._reads_all(r)]
        if self.sight.whole and not hidden:
            return found.values_list("pk", flat=True)
        asked = list(found.values_list("pk", "table_id", "row_key"))
        known = {pk: self._known(pk, {key for _i, t, key in asked if t == pk}) for pk in hidden}
        # The key of a table that disappeared may have been made of what is masked today.
        others = self.sight.whole
        return [
            pk
            for pk, table, key in asked
            if (key in known[table] if table in known else table in self.relations or others)
        ]

    def entries(self, ids: Sequence[int]) -> list[LogEntry]:
        """Put entries into words, in the order of their ids."""
        found = Intervention.objects.with_all().in_bulk(ids)
        entries = [found[pk] for pk in ids if pk in found]
        keys: dict[int, set[str]] = {}
        for one in entries:
            keys.setdefault(one.table_id, set()).add(one.row_key)
        known = {table: self._known(table, of_table) for table, of_table in keys.items()}
        return [self._told(one, known[one.table_id].get(one.row_key)) for one in entries]

    def every(self, ids: Sequence[int]) -> Iterator[LogEntry]:
        """Put any number of entries into words, a few at a time."""
        for start in range(0, len(ids), AT_ONCE):
            yield from self.entries(list(ids[start : start + AT_ONCE]))

    def _reads_all(self, relation: Relation) -> bool:
        return self.sight.every_row and relation.has_key

    def _known(self, table: int, keys: set[str]) -> dict[str, KnownRow]:
        relation = self.relations.get(table)
        return rows_of(relation, keys, naming_column(relation)) if relation else {}

    def _told(self, one: Intervention, known: KnownRow | None) -> LogEntry:
        return LogEntry(
            intervention=one,
            row_name=row_name(known.row, known.name) if known else one.row_key,
            row_address=sheet_address(one.table_id, one.row_key) if known else "",
            state=self._state(one),
            may_change=one.withdrawn_at is None and may_change(self.reader, one, self.sight),
        )

    def _state(self, one: Intervention) -> StateTold | None:
        correction, relation = one.correction, self.relations.get(one.table_id)
        if correction is None or relation is None:
            return None
        column = next((c for c in relation.columns if c.id == correction.column.stable_id), None)
        if column is None:
            return None
        standing = correction.state == correction.State.ACTIVE
        return StateTold(column.label or column.name, correction.value, standing)


def relations_in_place(dataset: Dataset, seen: Sight) -> dict[int, Relation]:
    """Give what is seen of each table of the version in place."""
    tables = VersionTable.objects.filter(version=dataset.current_id).select_related(
        "table", "version"
    )
    return {stored.table_id: authority.relation(seen, dataset, stored) for stored in tables}


def sheet_address(table: int, key: str) -> str:
    """Give the address of the sheet of a row, whatever the version: that of its QR code."""
    return f"{reverse('row-tag', args=[table])}?{urlencode({'c': key})}"
