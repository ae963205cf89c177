"""A strict environment: no network, no unknown template variable, a fresh store."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings

from tests import nursery
from tests.instances import PREPARE, Instance, copy_of, new_instance
from tests.twice import not_again

for _name in settings.CACHES:
    settings.CACHES[_name] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": _name,
    }
"""On PostgreSQL the cache is a table, which a test without a database may not touch."""
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""A password is meant to take half a second to check; thousands of tests make people."""
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
LONG_FILES = (
    "tests/matrix/",
    "tests/browser/",
    "tests/apps/opening/rest/",
    "tests/apps/operations/",
    "tests/apps/privacy/test_killed.py",
    "tests/apps/imports/test_killed.py",
    "tests/shared/",
)
PATIENCE_MS = 30_000
"""What a page may take on a busy machine."""
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_addoption(parser):
    """Say how much is run once more on PostgreSQL."""
    told = "on PostgreSQL, run every test that touches a database (see tests/twice.py)"
    parser.addoption("--whole", action="store_true", help=told)


def pytest_collection_modifyitems(config, items):
    """Leave out what this machine cannot run, and say why."""
    for item in items:
        if "shared" in item.keywords and not SHARED.exists():
            item.add_marker(pytest.mark.skip(reason="the real files of ../shared/data are absent"))
        if "browser" in item.keywords and not chromium():
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))
    if ON_POSTGRESQL:
        _leave_out(config, items, not_again(items, whole=config.getoption("whole")))
    # Each file goes to one process: the long ones first, or one process ends long after the other.
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_FILES))


def _leave_out(config, items, left_out):
    """Leave out what `make unit` has run already, and would be the same here."""
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def chromium() -> str | None:
    """Find a browser."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")).expanduser()
    return next((str(p) for p in sorted(kept.glob("chromium-*/chrome-linux*/chrome"))), None)


@pytest.fixture(scope="session")
def browser():
    """Give the one browser of a process: Playwright starts once in each."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real files."""
    return SHARED


@pytest.fixture(autouse=True)
def _closed_sockets(monkeypatch):
    """Let a test reach this machine only."""
    connect = socket.socket.connect

    def only_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise OSError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(scope="session")
def _stores(tmp_path_factory) -> Iterator[Path]:
    """Number the folders of stores: to look for a free name costs more with each test."""
    folder = tmp_path_factory.mktemp("stores")
    return (folder / str(n) for n in count())


@pytest.fixture(autouse=True)
def _own_store(_stores, monkeypatch):
    """Give each test a store of its own."""
    from terrier.apps.catalog.store import store

    folder = next(_stores)
    folder.mkdir()
    monkeypatch.setattr(settings, "STORE", folder)
    store.cache_clear()
    yield
    store.cache_clear()


@pytest.fixture(autouse=True)
def _no_lease_thread(request, monkeypatch):
    """Keep work in the test's own transaction; tests of leases ask for real threads."""
    from terrier.apps.jobs.worker import RunningJob

    if "lease_thread" not in request.keywords:
        monkeypatch.setattr(RunningJob, "keep_lease", lambda self: None)


@pytest.fixture(scope="session", autouse=True)
def _nursery():
    """Start the children of the connectors without their second of imports."""
    from terrier.connectors import child

    patch = pytest.MonkeyPatch()
    patch.setattr(child, "subprocess", nursery)
    yield
    patch.undo()
    nursery.close()


@pytest.fixture
def instance(tmp_path) -> Iterator[Instance]:
    """Give an instance of its own, for real processes, on the kind of database under test."""
    with new_instance(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def original(tmp_path_factory) -> Iterator[Callable[[str], Instance]]:
    """Make an instance by a code that it runs, once for all the tests that ask for a copy."""
    made: dict[str, Instance] = {}
    with ExitStack() as kept:

        def by(code: str) -> Instance:
            if code not in made:
                home = tmp_path_factory.mktemp("original")
                made[code] = kept.enter_context(new_instance(home))
                made[code].run(code)
            return made[code]

        yield by


@pytest.fixture
def instance_made_by(original, tmp_path) -> Iterator[Callable[[str], Instance]]:
    """Give a copy of the instance that a code makes."""
    with ExitStack() as kept:
        yield lambda code: kept.enter_context(copy_of(original(code), tmp_path))


@pytest.fixture
def prepared(instance_made_by) -> Instance:
    """Give an instance of its own, whose database has its tables."""
    return instance_made_by(PREPARE)
