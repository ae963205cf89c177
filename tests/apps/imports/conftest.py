"""A contributor, and files through the door."""

from __future__ import annotations

import pytest

from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role


class Door:
    """The way in, as a contributor takes it."""

    def __init__(self, place, folder):
        self.place = place
        self.folder = folder
        self.actor = place.member("Claire", Role.PUBLISHER)
        self.reader = reader_of(self.actor)

    def read(self, text, name="fichier.csv", *, dataset=None, mode="replace", encoding="utf-8"):
        """Bring a text in and let it be read."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        importing = receiving.begin(
            self.actor,
            self.reader,
            owner=self.place.root,
            originals=[receiving.keep_local_file(path, self.actor)],
            dataset=dataset,
            mode=mode,
        )
        drain()
        importing.refresh_from_db()
        return importing

    def launch(self, importing):
        """Import as proposed."""
        deciding.launch(importing, self.reader, self.actor)
        drain()
        importing.refresh_from_db()
        return importing

    def bring(self, text, name="fichier.csv", **asked):
        """Read and import; the import must succeed."""
        importing = self.launch(self.read(text, name, **asked))
        assert importing.state in (Import.State.DONE, Import.State.UNCHANGED), importing.error
        return importing


@pytest.fixture
def door(place, tmp_path):
    return Door(place, tmp_path)


@pytest.fixture
def rows():
    """Give the rows of a version's first table as dicts, in the order of the source."""
    import pyarrow.parquet as pq

    from terrier.apps.catalog.store import store

    def read(version, table=None):
        tables = version.tables.select_related("table")
        stored = tables.get(table__name=table) if table else tables.first()
        found = pq.read_table(store().path(stored.path)).to_pylist()
        return sorted(found, key=lambda row: row["_row"])

    return read
