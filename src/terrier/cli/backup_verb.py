"""`terrier backup`: copies the database and the files that it names, while people work."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from terrier.domain.kernel.errors import Invalid

HELP = "sauvegarde la base et les fichiers, pendant que l’on travaille"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder, how many to keep, and whether to read again instead."""
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=os.environ.get("TERRIER_BACKUPS"),
        metavar="DOSSIER",
        help="où ranger les sauvegardes (TERRIER_BACKUPS)",
    )
    parser.add_argument(
        "--keep", type=_at_least_one, metavar="NOMBRE", help="ne garde que les dernières"
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="relit tout ce que contiennent les sauvegardes du dossier, sans en faire",
    )


def run(asked: argparse.Namespace) -> int:
    """Make one backup, or read them again; 1 when something is not whole."""
    if asked.folder is None:
        raise Invalid("Dites où ranger la sauvegarde : terrier backup DOSSIER, ou TERRIER_BACKUPS.")
    return _verify(Path(asked.folder)) if asked.verify else _make(Path(asked.folder), asked.keep)


def _make(folder: Path, keep: int | None) -> int:
    from terrier.apps.operations.keeping import making

    done = making.make(folder, keep)
    print(f"Sauvegarde faite en {done.seconds:.1f} s : {done.backup.folder}")
    print(f"  {done.files} fichiers et la base, {_megabytes(done.size)} en tout ;")
    print(f"  {done.new_files} nouveaux fichiers copiés, {_megabytes(done.new_size)}.")
    print(f"  Empreinte du manifeste : {done.fingerprint}")
    for name in done.removed:
        print(f"  Ancienne sauvegarde retirée : {name}")
    for key in done.missing:
        print(f"✗ {key} : la base le nomme, le dossier des données ne l’a plus.")
    for key in done.damaged:
        print(f"✗ {key} : son contenu n’est plus celui qui a été reçu (sha256 différent).")
    if done.note:
        print(f"✗ {done.note}")
    return 0 if done.whole else 1


def _verify(folder: Path) -> int:
    from terrier.apps.operations.keeping.shelf import Shelf

    backups = Shelf(folder).backups()
    if not backups:
        raise Invalid(f"Aucune sauvegarde terminée dans {folder}.")
    healthy = True
    for backup in backups:
        found = backup.verify()
        healthy = healthy and not found.faults
        print(f"{'✗' if found.faults else '✓'} {backup.name}")
        for name, fault in found.faults.items():
            print(f"    {name} : {fault}")
    return 0 if healthy else 1


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("au moins une sauvegarde est gardée")
    return number


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} Mo".replace(",", " ").replace(".", ",")
