"""`terrier serve`: web and worker under one command."""

from __future__ import annotations

import argparse
import ipaddress
import os
import shutil

from terrier.cli import supervisor
from terrier.domain.kernel.errors import Refused

HELP = "sert le site et fait les travaux longs"
NEEDS_DJANGO = True


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
        "--threads",
        type=int,
        default=supervisor.THREADS,
        metavar="NOMBRE",
        help="requêtes servies de front (8)",
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="le site seul ; « terrier worker » tourne ailleurs"
    )


def run(asked: argparse.Namespace) -> None:
    """Prepare the database, then serve until stopped."""
    from django.conf import settings
    from django.core.management import call_command

    from terrier.apps.operations import presence

    presence.enter(settings.STORE.parent)
    refuse_demonstration_beyond_loopback(asked.host)
    call_command("migrate", verbosity=0, interactive=False)
    shutil.rmtree(settings.COUNTS, ignore_errors=True)
    supervisor.become(asked.host, asked.port, asked.threads, worker=not asked.no_worker)


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
