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
    from terrier.apps.territories.models import Commune

    call_command("migrate", verbosity=0, interactive=False)
    root = prepare_territory(asked.epci, outlines=asked.outlines)
    communes = Commune.objects.filter(organisations__parent=root)
    print(f"{root.name} : {communes.count()} communes prêtes.")
    without_outline = [c.name for c in communes.filter(outline=None)]
    if without_outline:
        print(
            f"Sans contour : {', '.join(without_outline)}. Relancez avec --outlines FICHIER, le "
            "fichier de leur département, ou avec un accès à geo.api.gouv.fr."
        )
    others = root.children.order_by("slug").values_list("slug", flat=True)
    print(f"Identifiants des organismes : {', '.join([root.slug, *others])}.")
    print(
        "Créez maintenant un compte : terrier user VOTRE@ADRESSE --admin "
        f"--organisation {root.slug} --role administrator"
    )
