"""`terrier import`: brings files in and prints the receipt."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from terrier.domain.kernel.errors import Invalid, Refused, TerrierError

HELP = "importe des fichiers et imprime le récépissé"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files, what they update, and the decisions that differ from the proposal."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FICHIER", help="fichiers à importer"
    )
    parser.add_argument(
        "--as", dest="email", metavar="COURRIEL", help="compte qui importe (le seul administrateur)"
    )
    parser.add_argument(
        "--organisation", metavar="ORGANISME", help="organisme propriétaire, identifiant court"
    )
    parser.add_argument("--dataset", metavar="JEU", help="jeu à mettre à jour, identifiant court")
    parser.add_argument(
        "--mode",
        choices=["replace", "append", "upsert"],
        default="replace",
        help="remplacer tout (replace), ajouter à la suite, mettre à jour selon la clé",
    )
    parser.add_argument("--together", action="store_true", help="les fichiers forment un seul jeu")
    parser.add_argument("--title", metavar="TITRE", help="titre du nouveau jeu")
    parser.add_argument(
        "--encoding", metavar="ENCODAGE", help="utf-8, cp1252, cp850… ; sinon deviné"
    )
    parser.add_argument(
        "--separator", metavar="SIGNE", help="séparateur de colonnes ; sinon deviné"
    )
    parser.add_argument(
        "--header-line", type=int, metavar="LIGNE", help="ligne des titres de colonnes"
    )
    parser.add_argument(
        "--crs", metavar="CRS", help="système de coordonnées, EPSG:2154 par exemple"
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="COLONNE", help="colonne de la clé"
    )
    parser.add_argument("--no-key", action="store_true", help="ne pas prendre la clé proposée")
    parser.add_argument(
        "--type",
        type=_column_and_type,
        action="append",
        default=[],
        metavar="COLONNE=TYPE",
        help="lire une colonne autrement : code_postal=text",
    )
    parser.add_argument(
        "--sheet", action="append", default=[], metavar="NOM", help="feuille ou couche à garder"
    )
    parser.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait")
    parser.add_argument("--json", action="store_true", help="le récépissé entier, en JSON")


def run(asked: argparse.Namespace) -> int:
    """Import each file (or all together); stop at nothing, say everything."""
    from django.conf import settings

    from terrier.apps.operations import presence

    presence.enter(settings.STORE.parent)
    groups = [asked.files] if asked.together else [[f] for f in asked.files]
    outcomes = [_one(asked, group) for group in groups]
    if asked.json:
        print(json.dumps(outcomes if len(outcomes) > 1 else outcomes[0], ensure_ascii=False))
    return 0 if all("error" not in o for o in outcomes) else 1


def _one(asked: argparse.Namespace, files: list[Path]) -> dict[str, Any]:
    from terrier.apps.imports import printing, standalone
    from terrier.apps.imports.actions.forgetting import forget

    missing = [f for f in files if not f.is_file()]
    if missing:
        raise Invalid(f"« {missing[0]} » n’existe pas ou n’est pas un fichier.")
    importing = standalone.propose(
        files,
        actor=_actor(asked.email),
        organisation=asked.organisation,
        dataset=asked.dataset,
        mode=asked.mode,
        title=asked.title,
        hints={
            name: value
            for name, value in (
                ("encoding", asked.encoding),
                ("separator", asked.separator),
                ("header_line", asked.header_line),
            )
            if value
        },
    )
    if not importing.error:
        decisions = standalone.Decisions(
            types=dict(asked.type),
            key=None if not (asked.key or asked.no_key) else tuple(asked.key),
            crs=asked.crs,
            sheets=tuple(asked.sheet),
        )
        try:
            standalone.decide(importing, decisions)
        except TerrierError:
            forget(importing)
            raise
        if not asked.json:
            print(printing.decisions(importing))
        if asked.dry_run:
            forget(importing)
            return {"plan": importing.plan}
        standalone.run(importing)
    if importing.error:
        print(f"{files[0].name} : {importing.error}", file=sys.stderr)
        return {"file": files[0].name, "error": importing.error}
    if not asked.json:
        print(printing.outcome(importing))
    return importing.version.receipt if importing.version else {"unchanged": True}


def _column_and_type(given: str) -> tuple[str, str]:
    column, equals, kind = given.partition("=")
    if not (column and equals and kind):
        raise argparse.ArgumentTypeError(f"« {given} » : écrivez COLONNE=TYPE, code_postal=text")
    return column, kind


def _actor(email: str | None) -> Any:
    from terrier.apps.accounts.models import User

    people = User.objects.filter(is_active=True)
    if email:
        found = people.filter(email=email.lower()).first()
        if found is None:
            raise Refused(f"Aucun compte actif pour {email}.")
        return found
    administrators = list(people.filter(instance_administrator=True)[:2])
    if not administrators:
        raise Refused(
            "Personne n’administre cette instance : créez un compte avec « terrier user ADRESSE "
            "--admin --organisation ORGANISME --role publisher », ou dites quel compte importe : "
            "terrier import --as ADRESSE …"
        )
    if len(administrators) > 1:
        raise Refused("Dites quel compte importe : terrier import --as ADRESSE …")
    return administrators[0]
