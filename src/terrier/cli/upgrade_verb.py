"""`terrier upgrade`: brings the instance to the program that is installed, or back."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from terrier.domain.kernel.errors import Invalid

HELP = "met l’instance à niveau : sauvegarde, migre, vérifie, et revient en arrière au besoin"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder of the backups."""
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=os.environ.get("TERRIER_BACKUPS"),
        metavar="DOSSIER",
        help="où ranger la sauvegarde d’avant (TERRIER_BACKUPS)",
    )


def run(asked: argparse.Namespace) -> None:
    """Upgrade while nothing else runs."""
    from django.conf import settings

    from terrier.apps.operations import presence, upgrading

    if asked.folder is None:
        raise Invalid("Dites où ranger la sauvegarde : terrier upgrade DOSSIER.")
    with presence.alone(settings.STORE.parent):
        upgrading.upgrade(Path(asked.folder), lambda step: print(step, flush=True))
