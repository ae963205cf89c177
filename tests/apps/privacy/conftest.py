"""A dataset about persons, brought through the door, and whoever protects it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import TestCase

from terrier.apps.catalog import erased
from terrier.apps.catalog.store import store
from terrier.apps.jobs.worker import drain
from terrier.apps.privacy.targets import Target
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.lake.engine import cursor
from terrier.lake.erasure import arm, digest_of
from tests.apps.imports.conftest import Door

SUBSCRIBERS = """numero;nom;prenom;telephone;inscrit_le
A1;Quendillac;Zénobie;03 85 11 22 33;2019-02-01
A2;Martin;Paul;03 85 00 00 02;2023-03-04
A3;Durand;Léa;03 85 00 00 03;2024-05-06
A4;Petit;Marc;03 85 00 00 04;2025-01-02
"""
NAME = "Quendillac"


@pytest.fixture(autouse=True)
def _own_ledger(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "ERASURES", tmp_path / "erasures")


@pytest.fixture
def door(place, tmp_path) -> Door:
    return Door(place, tmp_path)


@pytest.fixture
def administrator(place):
    return place.member("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def protector(administrator):
    return reader_of(administrator)


@pytest.fixture
def subscribers(door):
    """Bring subscribers with a key; give the dataset."""
    importing = door.read(SUBSCRIBERS, "abonnes.csv")
    with_key(importing, ("numero",))
    importing = settle(lambda: door.launch(importing))
    dataset = importing.dataset
    dataset.about_persons = True
    dataset.save()
    return dataset


def with_key(importing, key):
    importing.plan["tables"][0]["key"] = list(key)
    importing.save()


def settle(work):
    """Do a piece of work and everything that it asks for."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = work()
        drain()
    drain()
    return done


def target_of(dataset, *, key: str, values: dict[str, str] | None = None) -> Target:
    """Make the digests of one row as the search does."""
    table = dataset.tables.get()
    ids = dict(table.columns.values_list("name", "stable_id"))
    columns = tuple(ids[name] for name in values or {})
    with cursor() as cur:
        arm(cur, erased.secret())

        def digest(scope, texts, *, key):
            marks = ["?::TEXT"] * len(texts)
            return cur.execute(f"SELECT {digest_of(scope, marks, key=key)}", texts).fetchone()[0]

        return Target(
            dataset.slug,
            table.name,
            keys=(digest(erased.scope(table, ()), [key], key=True),) if key else (),
            columns=columns,
            values=(digest(erased.scope(table, columns), list(values.values()), key=False),)
            if values
            else (),
        )


def files_with(word: str, *folders: Path) -> list[str]:
    """List every file, and every cell of a Parquet file, in which a word stands."""
    found = []
    for folder in folders or (store().root,):
        for file in (f for f in folder.rglob("*") if f.is_file()):
            raw = file.read_bytes()
            if raw.startswith(b"PAR1"):
                raw += str(pq.read_table(file).to_pylist()).encode()
            if word.encode() in raw or word.encode("cp1252") in raw:
                found.append(str(file.relative_to(folder)))
    return found
