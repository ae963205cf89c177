"""`terrier init`: prepares a real territory."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "prépare un territoire : organismes, codes, contours"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the SIREN of the intercommunality and, offline, a file of outlines."""
    parser.add_argument(
        "--epci", required=True, metavar="SIREN", help="les 9 chiffres de l’intercommunalité"
    )
    parser.add_argument(
        "--outlines",
        type=Path,
        action="append",
        metavar="FICHIER",
        help="contours des communes (GeoJSON) ; sinon demandés à geo.api.gouv.fr",
    )


def run(asked: argparse.Namespace) -> None:
    """Create the organisations and communes; running it again changes only what changed."""
    from django.core.management import call_command

    from terrier.apps.territories.actions import prepare_territory

    call_command("migrate", verbosity=0, interactive=False)
    root = prepare_territory(asked.epci, outlines=asked.outlines)
    members = root.children.count()
    print(f"{root.name} : {members} communes prêtes.")
    print("Créez maintenant un compte : terrier user VOTRE@ADRESSE --admin")
