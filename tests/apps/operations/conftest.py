"""Instances with something in them, and everything that can be read from one."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instances import PREPARE, Instance, copy_of, new_instance

RELEASES = Path(__file__).parent / "releases"
"""The home folders of earlier releases, as each left them."""
ARCHIVES = sorted(path.name for path in RELEASES.glob("*.tar.xz"))

STATE = """
import django; django.setup()
import hashlib, json, re
from django.apps import apps
from django.conf import settings
from django.db import connection
from terrier.apps.catalog.models import Dataset
from terrier.lake import engine
engine.configure(**settings.LAKE)

def digest(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()[:12]

told = {}
tables = connection.introspection.table_names()
for model in apps.get_models(include_auto_created=True):
    if model._meta.db_table not in tables:
        continue
    names = [f.attname for f in model._meta.concrete_fields]
    rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                  for row in model.objects.values_list(*names)) if hasattr(model, "objects") else []
    told[model._meta.label] = [len(rows), digest("".join(rows))]
for file in sorted(settings.STORE.rglob("*")):
    key = str(file.relative_to(settings.STORE))
    if file.is_file() and not key.startswith("work/"):
        told[key] = digest(file.read_bytes())

from django.test import Client
from terrier.apps.accounts.models import User
someone = Client(headers={"host": "127.0.0.1"})
someone.force_login(User.objects.get(email="claire@val.example"))
public = Client(headers={"host": "127.0.0.1"})
pages = ["/", "/catalogue/", "/api/collections", "/api/catalogue.jsonld"]
for dataset in Dataset.objects.all():
    pages += [f"/jeux/{dataset.slug}/"]
    for table in dataset.tables.all():
        pages += [f"/jeux/{dataset.slug}/t/{table.name}/telecharger/csv",
                  f"/api/collections/{dataset.slug}.{table.name}/items"]
for page in pages:
    for name, client in (("somebody", someone), ("public", public)):
        answer = client.get(page)
        body = answer.getvalue()
        body = re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", body)
        body = re.sub(rb'"timeStamp":\\s*"[^"]+"', b"", body)
        if page.endswith(".jsonld"):  # a graph: its nodes come in any order, some without a name
            body = b"".join(sorted(re.sub(rb"_:\\w+", b"", body).replace(b",", b"").split()))
        told[f"{name} {page}"] = [answer.status_code, digest(body)]
print(json.dumps(told))
"""


def state_of(instance: Instance) -> dict:
    """Digest every row, every file and what pages and API answer."""
    return json.loads(instance.run(STATE).splitlines()[-1])


def contents_of(backup: Path) -> tuple[dict, list[str]]:
    """Give the files that a backup names, and every row of its database."""
    with sqlite3.connect(backup / "terrier.sqlite3") as database:
        rows = sorted(database.iterdump())
    database.close()
    return json.loads((backup / "manifest.json").read_text())["files"], rows


def elsewhere(instance: Instance, home: Path, database_url: str = "") -> Instance:
    """Give an instance in another folder, on SQLite unless an address is given."""
    kept = {n: v for n, v in instance.environment.items() if n != "DATABASE_URL"}
    more = {"DATABASE_URL": database_url} if database_url else {}
    home.mkdir(parents=True, exist_ok=True)
    return dataclasses.replace(
        instance, home=home, environment={**kept, **more, "TERRIER_HOME": str(home)}
    )


def refused(instance: Instance, *words: str) -> str:
    """Run a verb that must refuse; give the sentence."""
    with instance.begin_verb(*words) as process:
        said, complaint = process.communicate()
    assert process.returncode == 1, said + complaint
    assert "Traceback" not in complaint
    return complaint


def until(done, seconds: float = 30) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def only(folder: Path) -> Path:
    """Give the one finished backup of a folder."""
    (found,) = folder.glob("2*")
    return found


def released(archive: str, home: Path) -> Instance:
    """Unpack the home folder that a release left, on SQLite."""
    home.mkdir()
    with tarfile.open(RELEASES / archive) as packed:
        packed.extractall(home, filter="data")
    return Instance.at(home)


@pytest.fixture(params=ARCHIVES)
def release(request, tmp_path) -> Instance:
    """Give the home folder that a release left, on SQLite."""
    return released(request.param, tmp_path / "released")


@pytest.fixture(scope="session", params=ARCHIVES)
def furnished_once(request, tmp_path_factory) -> Iterator[Instance]:
    """Bring what a release left to today, on the kind of database under test."""
    folder = tmp_path_factory.mktemp("furnished")
    left = released(request.param, folder / "released")
    with new_instance(folder / "home") as made:
        if "DATABASE_URL" in made.environment:
            made.home.mkdir()
            left.run_verb("backup", str(folder / "moving"))
            made.run_verb("restore", str(only(folder / "moving")))
        else:
            left.home.rename(made.home)
        made.run(PREPARE)
        yield made


@pytest.fixture
def furnished(furnished_once, tmp_path) -> Iterator[Instance]:
    """Give an instance that holds datasets, on the kind of database under test."""
    with copy_of(furnished_once, tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="session")
def backups_once(furnished_once, tmp_path_factory) -> Path:
    """Back up what every `furnished` is a copy of."""
    folder = tmp_path_factory.mktemp("backups")
    furnished_once.run_verb("backup", str(folder))
    return folder


@pytest.fixture
def backups(backups_once, tmp_path) -> Path:
    """Give a folder of backups in which there is one, of `furnished`."""
    return shutil.copytree(backups_once, tmp_path / "backups")


@pytest.fixture
def backup(backups) -> Path:
    """Give a backup of `furnished`."""
    return only(backups)
