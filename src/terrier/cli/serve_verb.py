"""`terrier serve`: web and worker under one command."""

from __future__ import annotations

import argparse
import ipaddress
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from terrier.domain.kernel.errors import Refused

HELP = "sert le site et fait les travaux longs"
NEEDS_DJANGO = True

RESTART_SECONDS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address, and whether a worker comes with it."""
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADRESSE", help="adresse d’écoute (127.0.0.1)"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT", "8000")),
        metavar="NOMBRE",
        help="port d’écoute (PORT, sinon 8000)",
    )
    parser.add_argument(
        "--threads", type=int, default=8, metavar="NOMBRE", help="requêtes servies de front (8)"
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="le site seul ; « terrier worker » tourne ailleurs"
    )


def run(asked: argparse.Namespace) -> int:
    """Prepare the database, then serve until stopped."""
    from django.core.management import call_command

    refuse_demonstration_beyond_loopback(asked.host)
    call_command("migrate", verbosity=0, interactive=False)
    return serve(asked.host, asked.port, asked.threads, worker=not asked.no_worker)


def serve(
    host: str,
    port: int,
    threads: int = 8,
    *,
    worker: bool = True,
    ready: Callable[[], None] | None = None,
) -> int:
    """Keep a web process and a worker running until asked to stop."""
    commands = {"web": _web(host, port, threads)}
    if worker:
        commands["worker"] = [sys.executable, "-m", "terrier.cli.main", "worker"]
    running = {name: subprocess.Popen(command) for name, command in commands.items()}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in running.values():
            process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if ready:
        ready()
    while not stopping:
        for name, process in list(running.items()):
            if process.poll() is not None and not stopping:
                print(f"{name} s’est arrêté ({process.returncode}) ; redémarrage", flush=True)
                time.sleep(RESTART_SECONDS)
                running[name] = subprocess.Popen(commands[name])
        time.sleep(0.3)
    for process in running.values():
        process.wait()
    return 0


def refuse_demonstration_beyond_loopback(host: str) -> None:
    """Refuse to show demonstration accounts, whose passwords are public, to a network.

    Raises
    ------
    Refused
        Where there are such accounts and the address is not a loopback one.
    """
    from django.db import connection

    from terrier.apps.accounts.models import User

    if is_loopback(host) or User._meta.db_table not in connection.introspection.table_names():
        return
    if User.objects.filter(demonstration=True).exists():
        raise Refused(
            "Cette instance contient les comptes de démonstration, dont les mots de passe sont "
            "publics : elle n’est servie que sur 127.0.0.1. Pour un vrai territoire, "
            "choisissez un autre dossier TERRIER_HOME et lancez « terrier init »."
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _web(host: str, port: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1",
        "--blocking-threads", str(threads), "--respawn-failed-workers",
        "--host", host, "--port", str(port), "--log-level", "error", "--no-ws",
        "terrier.config.wsgi:application",
    ]  # fmt: skip
