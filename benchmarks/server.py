"""A real `terrier serve` on a free port, and clients that ask it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from benchmarks import instance
from benchmarks.processes import tree_of

PATIENCE_SECONDS = 180
STOP_SECONDS = 15


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    port: int
    process: int
    ready_seconds: float
    """From the command to the first page served."""


def free_port() -> int:
    """Find a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str], port: int, path: str, **environment: str) -> Iterator[Served]:
    """Run a server until it answers at `path`, and stop it afterwards."""
    start = time.perf_counter()
    log = (instance.WORK / "server.log").open("ab")
    server = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=log, stderr=log, cwd=instance.WORK
    )
    try:
        while not _answers(port, path):
            if server.poll() is not None or time.perf_counter() - start > PATIENCE_SECONDS:
                raise RuntimeError(f"{command[0]} does not answer: see {log.name}")
            time.sleep(0.02)
        yield Served(port, server.pid, time.perf_counter() - start)
    finally:
        _stop(server)
        log.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop; a worker in the middle of a long job is not waited for."""
    processes = tree_of(server.pid)
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        server.wait()


@contextmanager
def terrier(*, worker: bool = False) -> Iterator[Served]:
    """Serve the instance of the benchmarks."""
    port = free_port()
    command = [sys.executable, "-m", "terrier.cli.main", "serve", "--port", str(port)]
    command += [] if worker else ["--no-worker"]
    with started(command, port, "/", **instance.environment()) as served:
        yield served


def _answers(port: int, path: str) -> bool:
    try:
        return get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), path)[0] < 500
    except OSError:
        return False


def get(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Ask once; give the status and the body."""
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def milliseconds(
    port: int, paths: Sequence[str], headers: dict[str, str] | None = None
) -> list[float]:
    """Ask each path in turn on one connection; give how long each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    for path in paths:
        start = time.perf_counter()
        status, _body = get(connection, path, headers)
        taken.append((time.perf_counter() - start) * 1000)
        if status not in (200, 204):
            raise RuntimeError(f"{path} answers {status}")
    return taken


def per_second(port: int, paths: Sequence[str], seconds: float, connections: int = 8) -> float:
    """Ask the paths round and round on several connections; give the requests per second."""
    done = [0] * connections
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            path = paths[(number + done[number] * connections) % len(paths)]
            status, _body = get(connection, path)
            if status != 200:
                raise RuntimeError(f"{path} answers {status}")
            done[number] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that a share of the values stays under."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
