"""Keeps a web process and a worker running; knows neither Django nor data, and so stays small."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import NoReturn

THREADS = 8
"""Requests served at once, unless the operator says otherwise."""
RESTART_SECONDS = 2
GLANCE_SECONDS = 0.3


def become(host: str, port: int, threads: int, *, worker: bool) -> NoReturn:
    """Turn this process, which has prepared the database, into the supervisor."""
    sys.stdout.flush()
    sys.stderr.flush()
    with_worker = "worker" if worker else "alone"
    command = [sys.executable, "-m", "terrier.cli.supervisor"]
    os.execv(sys.executable, [*command, host, str(port), str(threads), with_worker])  # noqa: S606


def supervise(commands: dict[str, list[str]]) -> None:
    """Start the processes, start again whichever stops, and stop them all when asked to."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    running = {name: subprocess.Popen(command) for name, command in commands.items()}
    while not stopping:
        for name, process in list(running.items()):
            if process.poll() is not None and not stopping:
                print(f"{name} s’est arrêté ({process.returncode}) ; redémarrage", flush=True)
                time.sleep(RESTART_SECONDS)
                running[name] = subprocess.Popen(commands[name])
        time.sleep(GLANCE_SECONDS)
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.wait()


def commands_for(host: str, port: str, threads: str, *, worker: bool) -> dict[str, list[str]]:
    """Give the command of each process."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1",
        "--blocking-threads", threads, "--respawn-failed-workers",
        "--host", host, "--port", port, "--log-level", "error", "--no-ws",
        "terrier.config.wsgi:application",
    ]  # fmt: skip
    working = [sys.executable, "-m", "terrier.cli.main", "worker"]
    return {"web": web, "worker": working} if worker else {"web": web}


if __name__ == "__main__":
    _host, _port, _threads, _with = sys.argv[1:]
    supervise(commands_for(_host, _port, _threads, worker=_with == "worker"))
