"""Instances for tests that start real processes: a folder, and a database of the kind tested."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests import nursery

ROOT = Path(__file__).resolve().parents[1]
PREPARE = """
    import django; django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
"""


@dataclass(frozen=True)
class Instance:
    """A home folder, and what a process needs to work on it."""

    home: Path
    environment: dict[str, str]
    begun: list[subprocess.Popen] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def at(cls, home: Path, database_url: str = "") -> Instance:
        """Describe an instance; without an address its database is a file of the folder."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        asked = {
            "TERRIER_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "terrier.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        database = {"DATABASE_URL": database_url} if database_url else {}
        return cls(home, {**kept, **asked, **database})

    def begin(self, code: str) -> subprocess.Popen:
        """Start a process that runs the code, with the folder as its own."""
        return self._start([sys.executable, "-c", textwrap.dedent(code)])

    def begin_verb(self, *words: str) -> subprocess.Popen:
        """Start a verb of the command line."""
        return self._start([sys.executable, "-m", "terrier.cli.main", *words])

    def run(self, code: str) -> str:
        """Run the code, which must end well; give what it printed."""
        return ended_well(self.begin(code))

    def run_verb(self, *words: str) -> str:
        """Run a verb, which must end well; give what it printed."""
        return ended_well(self.begin_verb(*words))

    def stop(self) -> None:
        """End what a failed test left running: it would be held against the next one."""
        for process in self.begun:
            with process:
                if process.poll() is None:
                    process.kill()

    def _start(self, command: list[str]) -> subprocess.Popen:
        process = nursery.Popen(
            command,
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.begun.append(process)
        return process


def ended_well(process: subprocess.Popen) -> str:
    """Wait for a process that must end well; give what it printed."""
    with process:
        said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return said.strip()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until something is so; say whether it came to be."""
    until = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return met


@contextmanager
def own_database(server_url: str, *, like: str = "/template1") -> Iterator[str]:
    """Make a database on a PostgreSQL server for one test, empty or a copy; give its address."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(like).path.strip('/')}")
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def new_instance(home: Path) -> Iterator[Instance]:
    """Give an instance in a folder, with an empty database of the kind under test."""
    server_url = os.environ.get("DATABASE_URL")
    own = own_database(server_url) if server_url else nullcontext("")
    with own as address, _ending(Instance.at(home, address)) as instance:
        yield instance


@contextmanager
def copy_of(original: Instance, home: Path) -> Iterator[Instance]:
    """Give a copy, in a folder, of an instance on which no process works."""
    shutil.copytree(original.home, home, dirs_exist_ok=True)
    url = original.environment.get("DATABASE_URL")
    own = own_database(os.environ["DATABASE_URL"], like=url) if url else nullcontext("")
    with own as address, _ending(Instance.at(home, address)) as instance:
        yield instance


@contextmanager
def _ending(instance: Instance) -> Iterator[Instance]:
    try:
        yield instance
    finally:
        instance.stop()
