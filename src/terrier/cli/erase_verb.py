"""`terrier erase`: looks for a person, says what would go, and erases when told to."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "efface une personne de tous les jeux de données, ou rejoue les effacements"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is known of the person, or the order to replay."""
    parser.add_argument(
        "--dataset",
        action="append",
        default=[],
        metavar="JEU",
        help="ne chercher que dans ce jeu (à répéter) ; sinon tous ceux qui parlent de personnes",
    )
    parser.add_argument("--key", default="", metavar="CLÉ", help="clé de la ligne")
    parser.add_argument(
        "--value",
        action="append",
        default=[],
        metavar="COLONNE=VALEUR",
        help="valeur d’une colonne, par son libellé (à répéter)",
    )
    parser.add_argument(
        "--reason", default="", metavar="RÉFÉRENCE", help="référence de la demande, sans le nom"
    )
    parser.add_argument("--yes", action="store_true", help="efface ; sinon rien n’est changé")
    parser.add_argument(
        "--replay",
        action="store_true",
        help="refait, après une restauration, les effacements que la sauvegarde ne connaît pas",
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FICHIER", help="registre gardé ailleurs, avec --replay"
    )


def run(asked: argparse.Namespace) -> None:
    """Replay, or look and perhaps erase."""
    from terrier.apps.privacy import standalone

    if asked.replay:
        print(standalone.replay(asked.ledger))
        return
    for line in standalone.erase(
        datasets=asked.dataset,
        key=asked.key,
        values=asked.value,
        reason=asked.reason,
        really=asked.yes,
    ):
        print(line)
