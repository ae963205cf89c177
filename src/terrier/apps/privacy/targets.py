"""What an erasure is to erase, as the database and the ledger write it: digests and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from terrier.apps.catalog.erased import mark
from terrier.apps.catalog.models import Dataset, Table, VersionTable
from terrier.lake.erasure import Mark


@dataclass(frozen=True)
class Target:
    """Rows of one table, or whole versions of one dataset."""

    dataset: str
    """Slug: the same in a database that was restored."""
    table: str = ""
    keys: tuple[str, ...] = ()
    """Digests of the keys of rows."""
    columns: tuple[str, ...] = ()
    """Stable ids of the columns of `values`, or of the one date that `before` speaks of."""
    values: tuple[str, ...] = ()
    """Digests of what the rows say, for files without a key."""
    before: str = ""
    """ISO date: the rows of earlier days go."""
    versions: tuple[int, ...] = ()
    """Versions withdrawn whole."""

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Target:
        """Read what `to_json` wrote."""
        return cls(**{n: tuple(v) if isinstance(v, list) else v for n, v in data.items()})

    @property
    def marked(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Give the digests by the columns that they were made from; none: the key."""
        found = {(): self.keys} if self.keys else {}
        return {**found, self.columns: self.values} if self.values else found

    @property
    def limit(self) -> date | None:
        """Give the first day that is kept."""
        return date.fromisoformat(self.before) if self.before else None

    def marks(self, stored: VersionTable) -> tuple[Mark, ...]:
        """Give the marks for the file of one version."""
        names = {e["id"]: e["name"] for e in stored.columns}
        return tuple(mark(stored.table, c, d, names) for c, d in self.marked.items())

    def find(self) -> Table | None:
        """Find the table; None in a database that does not have it."""
        found = Table.objects.filter(dataset__slug=self.dataset, name=self.table)
        return found.select_related("dataset").first()


def dataset_of(slug: str) -> Dataset | None:
    """Find a dataset; None in a database that does not have it."""
    return Dataset.objects.filter(slug=slug).first()
