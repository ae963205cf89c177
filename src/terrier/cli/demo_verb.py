"""`terrier demo`: the demonstration territory, made if needed, then served."""

from __future__ import annotations

import argparse
import os
import sys
import time

from terrier.cli import supervisor

HELP = "crée et sert le territoire de démonstration"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the port, and whether to serve."""
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT", "8000")),
        metavar="NOMBRE",
        help="port d’écoute (PORT, sinon 8000)",
    )
    parser.add_argument("--no-serve", action="store_true", help="crée le territoire sans le servir")


def run(asked: argparse.Namespace) -> int:
    """Seed what is missing, print the address and the accounts, serve on loopback."""
    from django.conf import settings
    from django.core.management import call_command

    from terrier.demonstration.seed import PASSWORD, seed

    begun = time.monotonic()
    marker = settings.ENVIRONMENT.home / "demonstration"
    call_command("migrate", verbosity=0, interactive=False)
    if not marker.exists():
        print("Création du territoire de démonstration (deux à quatre minutes)…", flush=True)
        seed(lambda step: print(f"  {step}", flush=True))
        marker.write_text("Ce dossier contient le territoire fictif de démonstration.\n")
        print(f"Prêt en {time.monotonic() - begun:.0f} s.", flush=True)
    if asked.no_serve:
        return 0
    _welcome(asked.port, PASSWORD)
    supervisor.become("127.0.0.1", asked.port, supervisor.THREADS, worker=True)


def _welcome(port: int, password: str) -> None:
    from django.conf import settings

    from terrier.apps.territories.demonstration import ACCOUNTS

    print(f"\n  Terrier : http://127.0.0.1:{port}")
    print(f"  Données : {settings.ENVIRONMENT.home}\n")
    print(f"  Comptes de démonstration (mot de passe : {password})")
    for kind, account in ACCOUNTS.items():
        also = "   administre aussi l’instance" if account.instance_administrator else ""
        print(f"    {kind:<16} {account.email}{also}")
    print("\n  La barre en haut de chaque page change de lecteur en un clic. Ctrl-C pour arrêter.")
    sys.stdout.flush()
