"""Bringing an instance to the program that is installed, and back where that fails.

Migrating and checking run in processes of their own: whatever they do, this one brings back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import TerrierError, Unreadable
from terrier.lake.storage import sync_folder
from terrier.lake.vault import fault_of

from .keeping import making, shelf, snapshots
from .keeping.manifest import DATABASE
from .keeping.shelf import Backup

MARK = "upgrading.json"
ESSENTIAL = {"database", "store", "duckdb", "migrations", "reads"}
"""Findings of the examination without which an upgraded instance is of no use."""
MOST_SHOWN = 12
Say = Callable[[str], None]


def upgrade(backups: Path, say: Say) -> None:
    """Back up, migrate, check; bring the database back if either fails.

    Raises
    ------
    TerrierError
        With what went wrong; the database is again what it was.
    """
    home = settings.STORE.parent
    backup = _interrupted(home) or _backed_up(home, backups, say)
    say(_("Mise à jour de la structure de la base…"))
    wrong = _migrate() or _examine(say)
    if wrong:
        say(_("Retour à l’état d’avant…"))
        bring_back(backup)
        (home / MARK).unlink()
        raise TerrierError(
            _(
                "La mise à niveau n’a pas abouti ; la base est de nouveau celle d’avant "
                "(sauvegarde %(name)s). Remettez l’ancien programme avant de redémarrer.\n%(wrong)s"
            )
            % {"name": backup.name, "wrong": wrong}
        )
    (home / MARK).unlink()
    say(_("À jour. Sauvegarde d’avant : %(folder)s") % {"folder": backup.folder})


def bring_back(backup: Backup) -> None:
    """Put the database of a backup in the place of the living one; files never change."""
    kept, told = backup.folder / DATABASE, backup.manifest()
    fault = fault_of(kept, told.database)
    if fault:
        raise Unreadable(f"{kept} : {fault}")
    if connection.vendor != "sqlite":
        snapshots.load(kept)
        return
    connection.close()
    living = Path(connection.settings_dict["NAME"])
    fresh = living.with_name(f"{DATABASE}.back")
    fresh.write_bytes(kept.read_bytes())
    fresh.chmod(0o600)
    for journal in ("-wal", "-shm"):
        living.with_name(living.name + journal).unlink(missing_ok=True)
    fresh.replace(living)
    sync_folder(living.parent)


def _interrupted(home: Path) -> Backup | None:
    """Give the backup that an interrupted upgrade began with, and begin from it again."""
    mark = home / MARK
    if not mark.exists():
        return None
    backup = shelf.opened(Path(json.loads(mark.read_text())["backup"]))
    bring_back(backup)
    return backup


def _backed_up(home: Path, backups: Path, say: Say) -> Backup:
    say(_("Sauvegarde…"))
    backup = making.make(backups).backup
    partial = home / f"{MARK}.part"
    partial.write_text(json.dumps({"backup": str(backup.folder)}))
    partial.replace(home / MARK)
    sync_folder(home)
    return backup


def _migrate() -> str:
    """Migrate; give what went wrong."""
    connection.close()
    command = [sys.executable, "-m", "django", "migrate", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else _last_lines(done.stderr)


def _examine(say: Say) -> str:
    """Examine the instance and read from each dataset; give what is wrong."""
    say(_("Vérification…"))
    command = [sys.executable, "-m", "terrier.cli.main", "doctor", "--reads", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        findings = json.loads(done.stdout)["checks"]
    except (ValueError, KeyError):
        return _last_lines(done.stderr)
    wrong = [f for name, f in findings.items() if name in ESSENTIAL and not f["healthy"]]
    return "\n".join(f"{f['label']} : {f['detail']}" for f in wrong)


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-MOST_SHOWN:])
