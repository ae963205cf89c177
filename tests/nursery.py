"""Python programs that start by a fork of a process which has loaded everything already.

The tests start thousands of processes: a child for each reading of a file, verbs, workers. Each
would spend most of its time on the same imports, and on taking them apart at its end. `Popen`
takes the place of `subprocess.Popen` for them: a process of its own all the same, with its pipes,
limits, folder, environment, settings and end.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import django
import duckdb
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.utils.functional import empty

from terrier import connectors, domain, lake

PIPE = subprocess.PIPE
LOADED = "terrier.config.settings"
_WORD = struct.Struct("i")


class Popen(subprocess.Popen):
    """A process of `python -c` or `python -m`, born in the nursery."""

    def _execute_child(self, args, *asked):
        """Have the process started, in place of fork and exec."""
        _, _, _, _, folder, environment, _, _, _, *pipes, _, _, _, _, _, apart, _ = asked
        streams = [fd if fd != -1 else n for n, fd in enumerate((pipes[0], pipes[3], pipes[5]))]
        program = {
            "words": list(args[1:]),
            "folder": str(folder or os.getcwd()),
            "environment": dict(os.environ if environment is None else environment),
            "apart": apart,
        }
        self._nurse, nurse = socket.socketpair()
        with nurse:
            _, demands = _nursery()
            socket.send_fds(demands, [json.dumps(program).encode()], [*streams, nurse.fileno()])
        self.pid = self._word()
        self._child_created = True
        self._close_pipe_fds(*pipes)

    def _try_wait(self, wait_flags):
        """Ask how it ended: it is not a child of this process."""
        self._nurse.setblocking(wait_flags != os.WNOHANG)
        try:
            status = self._word()
        except BlockingIOError:
            return 0, 0
        self._nurse.close()
        return self.pid, status

    def _internal_poll(self, _deadstate=None):
        if self.returncode is None and self._waitpid_lock.acquire(blocking=False):
            try:
                pid, status = self._try_wait(os.WNOHANG)
                if pid == self.pid:
                    self._handle_exitstatus(status)
            finally:
                self._waitpid_lock.release()
        return self.returncode

    def _word(self) -> int:
        return _WORD.unpack(self._nurse.recv(_WORD.size))[0]


@cache
def _nursery() -> tuple[subprocess.Popen, socket.socket]:
    """Start the nursery, and the way to ask for a process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            # Threads do not outlive a fork: the libraries are loaded without any.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).parents[1],
        )
    return process, ours


def close() -> None:
    """End the nursery, if there is one; what was born in it goes on."""
    if _nursery.cache_info().currsize:
        process, demands = _nursery()
        _nursery.cache_clear()
        demands.close()
        process.wait()


class Program(NamedTuple):
    """What a child is to become."""

    words: list[str]
    folder: str
    environment: dict[str, str]
    apart: bool
    """In a session of its own."""


def wait_for_programs(asked: socket.socket) -> Program | None:
    """Fork at each demand; give the program in a child, None where nobody asks any more."""
    while True:
        message, given, _, _ = socket.recv_fds(asked, 1 << 20, 4)
        if not message:
            return None
        if os.fork() == 0:
            asked.close()
            return _nursed(Program(**json.loads(message)), given)
        for fd in given:
            os.close(fd)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue


def _nursed(program: Program, given: list[int]) -> Program:
    """Fork once more: the first process tells how the second ends, which becomes the program."""
    *streams, nurse = given
    if child := os.fork():
        try:
            for fd in (*streams, 0, 1, 2):
                os.close(fd)
            os.write(nurse, _WORD.pack(child))
            os.write(nurse, _WORD.pack(os.waitpid(child, 0)[1]))
        finally:
            os._exit(0)
    os.close(nurse)
    if program.apart:
        os.setsid()
    for n, fd in enumerate(streams):
        os.dup2(fd, n)
        os.close(fd)
    return program


def become(program: Program) -> None:
    """Run a program as Python would have; an error is the interpreter's to tell."""
    os.chdir(program.folder)
    os.environ.clear()
    os.environ.update(program.environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("DJANGO_SETTINGS_MODULE", LOADED) != LOADED:
        # It has other apps than those that are loaded.
        os.execv(sys.executable, [sys.executable, *program.words])
    sys.path[:1] = [program.folder, *filter(None, os.environ.get("PYTHONPATH", "").split(":"))]
    read_settings_again()
    try:
        _run(*program.words)
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        leave(end.code or 0)
    leave(0)


def _run(option: str, what: str, *words: str) -> None:
    if option == "-m":
        sys.argv[:] = [what, *words]
        runpy.run_module(what, run_name="__main__", alter_sys=True)
        return
    sys.argv[:] = ["-c", *words]
    main = sys.modules["__main__"] = ModuleType("__main__")
    exec(compile(what, "<string>", "exec"), main.__dict__)


def read_settings_again() -> None:
    """Have the program live by its own environment, once it asks for settings.

    Apps read them where they use them; one passes some on when all are ready.
    """
    setup = django.setup

    def set_up(*given: bool) -> None:
        setup(*given)
        apps.get_app_config("operations").ready()

    django.setup = set_up
    for handler in (caches, connections):
        for alias in handler.__dict__.pop("settings", ()):
            with suppress(AttributeError):
                delattr(handler._connections, alias)
        handler._settings = None
    del sys.modules[LOADED]
    settings._wrapped = empty


def leave(status: int) -> None:
    """End as the interpreter does, but for taking apart, object by object, what it had loaded."""
    threading._shutdown()
    atexit._run_exitfuncs()
    if settings.configured:
        connections.close_all()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def load_everything() -> None:
    """Load all that programs use, in a home of nobody; no thread may be left, a fork ends them."""
    for layer in (connectors, domain, lake):
        for found in pkgutil.walk_packages(layer.__path__, f"{layer.__name__}."):
            import_module(found.name)
    duckdb.default_connection().close()
    django.setup()
    for name in ("core.management", "forms", "template", "test", "views.generic"):
        import_module(f"django.{name}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_everything()
    gc.freeze()
    if program := wait_for_programs(socket.socket(fileno=int(sys.argv[1]))):
        become(program)
