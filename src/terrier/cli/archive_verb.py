"""`terrier archive`: writes a dataset, or everything, as a bag of plain files."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "écrit un jeu de données, ou tout, dans une archive de fichiers simples (BagIt)"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the output and what to put in."""
    parser.add_argument(
        "output", type=Path, metavar="SORTIE", help="fichier .zip, ou dossier à créer"
    )
    parser.add_argument("--dataset", metavar="JEU", help="un seul jeu ; sinon tout")
    parser.add_argument(
        "--every-version", action="store_true", help="avec les versions précédentes"
    )
    parser.add_argument(
        "--as", dest="email", metavar="COURRIEL", help="ce que ce compte publie ; sinon tout"
    )


def run(asked: argparse.Namespace) -> None:
    """Write the archive."""
    from terrier.apps.obligations.standalone import archive_to

    files, notes = archive_to(
        asked.output,
        dataset=asked.dataset,
        every_version=asked.every_version,
        email=asked.email,
    )
    print(f"{asked.output} écrit : {files} fichiers, avec leurs empreintes.")
    for note in notes:
        print(f"  {note}")
