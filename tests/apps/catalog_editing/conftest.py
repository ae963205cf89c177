"""A dataset of grants with persons in it, owned by one commune, and people of every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.metadata import create_dataset
from terrier.apps.catalog.actions.policy import Wanted, change_policy
from terrier.apps.catalog.actions.publication import publish
from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Column, Dataset, Version
from terrier.apps.jobs import registry
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Membership
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role, Visibility
from terrier.lake.engine import cursor

COLUMNS = (
    NewColumn("numero", "TEXT", "Numéro"),
    NewColumn("insee", "TEXT", "Code Insee", concept="commune_code"),
    NewColumn("objet", "TEXT", "Objet"),
    NewColumn("montant", "DECIMAL(10,2)", "Montant", unit="€"),
    NewColumn("versee_le", "DATE", "Versée le"),
    NewColumn("telephone", "TEXT", "Téléphone", concept="phone"),
)
ROWS = [
    ("S1", "96001", "Fanfare", "1200.50", "2024-03-01", "03 85 00 00 01"),
    ("S2", "96002", "Judo", "800.00", "2024-05-12", None),
    ("S3", "96003", "Théâtre", "450.00", "2024-11-30", "03 85 00 00 03"),
]
DESCRIBED = {
    "description": "Les subventions votées.",
    "theme": "finances",
    "contact_name": "Service des finances",
    "licence": "etalab-2.0",
    "frequency": "annual",
}


def write_grants(path: Path, rows=tuple(ROWS), *, geometry: bool = True) -> Path:
    """Write the table of grants with its key, and a point each."""
    with cursor() as db:
        db.execute(
            "CREATE OR REPLACE TEMP TABLE given"
            "(n INT, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT)"
        )
        db.executemany(
            "INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(n, *row) for n, row in enumerate(rows, 1)],
        )
        point = ", ST_SetCRS(ST_Point(4.8, 46.5), 'EPSG:4326') AS geom" if geometry else ""
        db.execute(
            f"""COPY (SELECT CAST(n + 1 AS BIGINT) AS _line, CAST(n AS BIGINT) AS _row, a AS _key,
              a AS numero, b AS insee, c AS objet, CAST(d AS DECIMAL(10,2)) AS montant,
              CAST(e AS DATE) AS versee_le, f AS telephone {point} FROM given ORDER BY n)
            TO '{path}' (FORMAT parquet)"""
        )
    return path


@dataclass(frozen=True)
class Person:
    """Somebody with the rights that the database gives them."""

    user: User

    @property
    def reader(self):
        return reader_of(self.user)

    def __iter__(self):
        yield from (self.user, self.reader)


@dataclass(frozen=True)
class Town:
    """The territory and its people; the dataset belongs to the first commune."""

    place: object
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        return self.people[name]


@pytest.fixture
def town(place) -> Town:
    def member(name: str, role: Role, organisation) -> Person:
        user = User.objects.create_user(f"{name.lower()}@val.example", name=name)
        Membership.objects.create(user=user, organisation=organisation, role=role.value)
        return Person(user)

    return Town(
        place,
        {
            "reader": member("Lise", Role.READER, place.first),
            "contributor": member("Carl", Role.CONTRIBUTOR, place.first),
            "publisher": member("Paul", Role.PUBLISHER, place.first),
            "administrator": member("Anne", Role.ADMINISTRATOR, place.root),
            "neighbour": member("Nora", Role.PUBLISHER, place.second),
        },
    )


@pytest.fixture(autouse=True)
def _handlers(monkeypatch):
    """Work may be asked for though its handler is not loaded in these tests."""
    for kind in ("catalog.archive", "catalog.correct"):
        if kind not in registry._tasks:
            monkeypatch.setitem(registry._tasks, kind, registry.Task(kind, lambda _context: None))


@pytest.fixture
def add_version(tmp_path) -> Callable[..., Version]:
    def add(dataset: Dataset, rows=tuple(ROWS), *, columns=COLUMNS, **table) -> Version:
        file = write_grants(tmp_path / f"{dataset.pk}-{Version.objects.count()}.parquet", rows)
        finished = FinishedTable(
            "subventions",
            "Subventions",
            file,
            columns,
            len(rows),
            has_key=table.pop("has_key", True),
            geometry_type="Point",
            bbox=[4.8, 46.5, 4.8, 46.5],
            **table,
        )
        plan = {"format": "csv", "tables": [{"name": "subventions", "key": ["numero"]}]}
        return commit(dataset, dataset.current, NewVersion("replace", (finished,), plan), None)

    return add


@pytest.fixture
def draft(town, add_version) -> Dataset:
    dataset = create_dataset(*town.contributor, town.place.first, "Subventions aux associations")
    add_version(dataset)
    return dataset


@pytest.fixture
def column(draft):
    def find(name: str) -> Column:
        return Column.objects.get(table__dataset=draft, name=name)

    return find


@pytest.fixture
def open_to(town, draft):
    """Give the draft a policy and publish it, past the check-list's questions."""

    def do(visibility: str, *, masked=(), shared_with=(), territory: str | None = None) -> Dataset:
        ids = dict(Column.objects.filter(table__dataset=draft).values_list("name", "stable_id"))
        Dataset.objects.filter(pk=draft.pk).update(**DESCRIBED)
        draft.refresh_from_db()
        wanted = Wanted(
            Visibility(visibility),
            frozenset(o.pk for o in shared_with),
            frozenset(ids[name] for name in masked),
            ids[territory] if territory else None,
        )
        change = change_policy if draft.published_at else publish
        extra = {} if draft.published_at else {"acknowledged": frozenset(ids.values())}
        change(*town.publisher, draft, wanted, revision=draft.policy_revision, **extra)
        return draft

    return do


@pytest.fixture
def jobs():
    def kinds() -> list[str]:
        return list(Job.objects.values_list("kind", flat=True))

    return kinds
