"""Putting a backup back: everything is read first, built aside, then exchanged by renames.

No Django at the top: the folder that its settings need is what is being made.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

import terrier
from terrier.domain.kernel.errors import Refused, Unavailable, Unreadable
from terrier.lake.storage import sha256_of, sync_folder
from terrier.lake.vault import Kept

from .manifest import DATABASE, FINGERPRINT, SECRET_KEY, Manifest
from .shelf import NAME, Backup

ASIDE, MARK = "restoring", "restoring.json"
STORE = "store"
EXCHANGED = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, STORE, SECRET_KEY)
"""What a restore puts in the place of what was there, in this order."""
_OWN = {"in-use.lock", ASIDE, "tmp", "erasures"}
MOST_NAMED = 20


@dataclass(frozen=True)
class Restore:
    """A restore that has begun; written beside what it builds, so that it can be taken up again."""

    fingerprint: str
    replace: bool
    before: str
    """Name of the folder that receives what was there."""


def check(backup: Backup) -> Manifest:
    """Read everything in the backup before anything is touched.

    Raises
    ------
    Unreadable
        A file is absent, cut, or another: each is named. Or a newer program made the backup.
    """
    told = backup.manifest()
    unknown = _unknown_migrations(told)
    if unknown:
        raise Unreadable(
            f"Cette sauvegarde vient d’un Terrier plus récent ({told.versions['terrier']}) : il "
            f"manque à ce programme {', '.join(unknown)}. Installez cette version d’abord."
        )
    faults = [f"{name} : {fault}" for name, fault in backup.faults().items()]
    if faults:
        more = f"\n  … et {len(faults) - MOST_NAMED} autres" if len(faults) > MOST_NAMED else ""
        named = "\n  ".join(faults[:MOST_NAMED])
        raise Unreadable(
            f"Cette sauvegarde est abîmée ; rien n’a été touché :\n  {named}{more}\n"
            "Choisissez-en une autre."
        )
    return told


def begin(backup: Backup, home: Path, *, replace: bool) -> Restore:
    """Open a restore into a folder, or take up the one that was interrupted there.

    Raises
    ------
    Refused
        The folder holds something already.
    """
    fingerprint = (backup.folder / FINGERPRINT).read_text().split()[0]
    mark = home / ASIDE / MARK
    begun = Restore(**json.loads(mark.read_text())) if mark.exists() else None
    if begun and begun.fingerprint == fingerprint:
        return begun
    if not (replace or (begun and begun.replace)):
        _refuse_occupied(home)
    shutil.rmtree(home / ASIDE, ignore_errors=True)
    started = Restore(fingerprint, replace, f"before-restore-{datetime.now(UTC):{NAME}}")
    mark.parent.mkdir(parents=True)
    mark.with_suffix(".part").write_text(json.dumps(asdict(started)))
    mark.with_suffix(".part").replace(mark)
    return started


def build(backup: Backup, told: Manifest, home: Path) -> None:
    """Write everything aside, in the home folder; what an interrupted run wrote is kept."""
    aside = home / ASIDE
    if not _exchanging(home):
        (aside / STORE).mkdir(exist_ok=True)
        for key, file in told.files.items():
            target = (aside / STORE / key).resolve()
            if not target.is_relative_to(aside.resolve()):
                raise Unreadable(f"Le manifeste nomme un fichier hors du dossier : {key}")
            _copy(backup.vault.path(file.sha256), target, file.kept)
            os.utime(target, ns=(file.mtime_ns, file.mtime_ns))
        _copy(backup.folder / DATABASE, aside / DATABASE, told.database)
        _copy(backup.folder / SECRET_KEY, aside / SECRET_KEY, told.secret_key)
        for own in (DATABASE, SECRET_KEY):
            (aside / own).chmod(0o600)
        (aside / "built").touch()
        sync_folder(aside)


def exchange(started: Restore, home: Path) -> None:
    """Put what was built in the place of what was there, which is kept beside.

    Each step is one rename on one disk: a run that is killed is taken up where it stood.
    """
    for name in EXCHANGED:
        new = home / ASIDE / name
        journal = name.startswith(f"{DATABASE}-")
        if (home / name).exists() and (new.exists() or (journal and _old_database(home))):
            _set_aside(home / name, home / started.before)
        if new.exists():
            new.rename(home / name)
            sync_folder(home)


def end(home: Path) -> None:
    """Take away the mark: the folder may be used again."""
    shutil.rmtree(home / ASIDE)


def _refuse_occupied(home: Path) -> None:
    occupied = sorted(e.name for e in home.iterdir() if e.name not in _OWN) if home.exists() else []
    if occupied:
        raise Refused(
            f"{home} contient déjà {', '.join(occupied[:5])} : choisissez un dossier vide, ou "
            "ajoutez --replace (ce qui s’y trouve est alors mis de côté, pas effacé)."
        )
    address = os.environ.get("DATABASE_URL")
    if address and _tables(address):
        raise Refused(
            "La base que nomme DATABASE_URL contient déjà des tables : donnez une base vide, ou "
            "ajoutez --replace (ce qui s’y trouve est alors copié dans le dossier, puis remplacé)."
        )


def _tables(address: str) -> int:
    """Count the tables of a PostgreSQL database."""
    asked = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"
    try:
        with psycopg.connect(address) as database:
            found = database.execute(asked).fetchone()
    except psycopg.Error as silent:
        raise Unavailable(f"La base que nomme DATABASE_URL ne répond pas : {silent}") from silent
    return int(found[0]) if found else 0


def _exchanging(home: Path) -> bool:
    return (home / ASIDE / "built").exists()


def _old_database(home: Path) -> bool:
    """Say whether the journals that lie there belong to the database that goes."""
    return (home / ASIDE / DATABASE).exists()


def _set_aside(old: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    target, number = folder / old.name, 1
    while target.exists():
        number += 1
        target = folder / f"{old.name}.{number}"
    old.rename(target)


def _copy(source: Path, target: Path, kept: Kept) -> None:
    if target.exists() and target.stat().st_size == kept.size and sha256_of(target) == kept.sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb") as written:
        os.fsync(written.fileno())
    if sha256_of(target) != kept.sha256:
        raise Unreadable(f"{source} a changé pendant la restauration : recommencez.")


def _unknown_migrations(told: Manifest) -> list[str]:
    apps = Path(terrier.__file__).parent / "apps"
    return [
        f"{app}.{name}"
        for app, names in told.migrations.items()
        for name in names
        if (apps / app).is_dir() and not (apps / app / "migrations" / f"{name}.py").exists()
    ]
