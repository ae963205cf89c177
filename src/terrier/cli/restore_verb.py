"""`terrier restore`: puts a backup back, in an empty folder or in the place of what is there."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import django

HELP = "remet une sauvegarde en place, après en avoir tout relu"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the backup and the folder to restore into."""
    parser.add_argument(
        "backup", type=Path, metavar="SAUVEGARDE", help="le dossier daté de la sauvegarde"
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=os.environ.get("TERRIER_HOME"),
        required="TERRIER_HOME" not in os.environ,
        metavar="DOSSIER",
        help="où restaurer (TERRIER_HOME)",
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="met de côté ce qui se trouve déjà dans le dossier, et dans la base DATABASE_URL",
    )
    parser.add_argument(
        "--erasures",
        type=Path,
        metavar="FICHIER",
        help="registre des effacements à rejouer ; sinon celui du dossier (erasures/ledger.jsonl)",
    )


def run(asked: argparse.Namespace) -> None:
    """Read everything again, build aside, exchange, then bring the database to today."""
    from terrier.apps.operations import presence
    from terrier.apps.operations.keeping import restoring, shelf
    from terrier.apps.operations.keeping.manifest import DATABASE

    home = Path(asked.into).resolve()
    backup = shelf.opened(asked.backup)
    told = restoring.check(backup)
    print(f"Sauvegarde du {told.made_at.astimezone():%d/%m/%Y à %H:%M} : relue, tout est entier.")
    with presence.alone(home):
        started = restoring.begin(backup, home, replace=asked.replace)
        restoring.build(backup, told, home)
        restoring.exchange(started, home)
        os.environ["TERRIER_HOME"] = str(home)
        django.setup()
        _fill_database(home / DATABASE, home / started.before / DATABASE)
        _erase_again([asked.erasures, shelf.Shelf(backup.folder.parent).erasures])
        restoring.end(home)
    print(f"Restaurée dans {home} : {len(told.files)} fichiers et la base.")
    for key in told.missing:
        print(f"  {key} manquait déjà à la sauvegarde.")
    if (home / started.before).exists():
        print(f"Ce qui s’y trouvait est dans {home / started.before} : effacez-le plus tard.")
    print("Lancez « terrier doctor », puis redémarrez les services.")


def _fill_database(restored: Path, before: Path) -> None:
    """Give the rows to PostgreSQL where DATABASE_URL says so, then bring the database to today."""
    from django.core.management import call_command
    from django.db import connection

    from terrier.apps.operations.keeping import snapshots

    if connection.vendor != "sqlite" and restored.exists():
        if connection.introspection.table_names() and not before.exists():
            before.parent.mkdir(exist_ok=True)
            snapshots.take(before)
        snapshots.load(restored)
        restored.unlink()
    call_command("migrate", verbosity=0, interactive=False)


def _erase_again(ledgers: list[Path | None]) -> None:
    """Do again the erasures made since the backup: what was erased does not come back."""
    from django.conf import settings

    from terrier.apps.privacy.actions import replay
    from terrier.lake import engine

    engine.configure(**settings.LAKE)
    done = sum(len(replay(ledger)) for ledger in ledgers)
    if done:
        print(f"Effacements faits de nouveau : {done}.")
