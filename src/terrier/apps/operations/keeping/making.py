"""Making a backup while people work: the database first, then the files that it names."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from terrier import __version__
from terrier.apps.catalog.store import store
from terrier.apps.privacy import ledger
from terrier.domain.kernel.errors import Invalid, TerrierError, Unreadable, no_room
from terrier.lake.storage import sha256_of
from terrier.lake.vault import Kept

from . import naming, snapshots
from .manifest import DATABASE, SECRET_KEY, Manifest, StoredFile
from .naming import NamedFile
from .shelf import Backup, Shelf, locked

SNAPSHOTS = 2
"""A file that its owner withdrew between the snapshot and its link asks for another snapshot."""
LIBRARIES = ("Django", "duckdb", "duckdb-extension-spatial", "pyarrow")


@dataclass
class Outcome:
    """What a backup did, for the person who reads the report."""

    backup: Backup
    fingerprint: str
    files: int
    size: int
    new_files: int = 0
    new_size: int = 0
    seconds: float = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    note: str = ""
    """Why contents that no backup needs any more were left, where one cannot be read."""

    @property
    def whole(self) -> bool:
        """Say whether every file that the database names is there and is what it should be."""
        return not (self.missing or self.damaged or self.note)


def make(folder: Path, keep: int | None = None) -> Outcome:
    """Make a backup in a folder, beside those that are there; keep only the newest if asked to.

    Raises
    ------
    Invalid
        The folder lies in the one that is backed up.
    Busy
        Another backup is going on.
    NoRoom
        The disk is full; earlier backups are whole.
    """
    folder = folder.resolve()
    if folder.is_relative_to(settings.STORE.parent):
        raise Invalid(
            _("Une sauvegarde ne se range pas dans le dossier qu’elle protège (%(home)s).")
            % {"home": settings.STORE.parent}
        )
    shelf = Shelf(folder)
    start = time.monotonic()
    try:
        with shelf.alone(), _pins() as pins:
            shelf.clear_unfinished()
            outcome = _make(shelf, pins)
            if keep is not None:
                outcome.removed = shelf.keep_newest(keep)
            shelf.add_erasures(ledger.path())
            try:
                shelf.clear_vault()
            except Unreadable as damaged:
                outcome.note = damaged.user_message
    except OSError as error:
        raise no_room(error) or TerrierError(
            _("La sauvegarde n’a pas pu être écrite : %(error)s. Les précédentes sont intactes.")
            % {"error": error.strerror or error}
        ) from error
    outcome.seconds = time.monotonic() - start
    return outcome


def _make(shelf: Shelf, pins: Path) -> Outcome:
    earlier = _latest_files(shelf)
    folder = shelf.begin()
    named, missing = _snapshot_and_pin(folder / DATABASE, pins)
    files: dict[str, StoredFile] = {}
    copied: list[Kept] = []
    for number, file in enumerate(named):
        pinned = pins / str(number)
        if not pinned.exists():
            continue
        status = pinned.stat()
        known = earlier.get(file.key)
        unmoved = known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns)
        if known and unmoved and shelf.vault.holds(known.kept):
            files[file.key] = known
        else:
            kept = shelf.vault.keep(pinned)
            copied.append(kept)
            files[file.key] = StoredFile(kept.sha256, kept.size, status.st_mtime_ns)
    told = _describe(folder, files, missing)
    fingerprint = told.write(folder)
    return Outcome(
        shelf.finish(folder),
        fingerprint,
        files=len(files),
        size=told.size,
        new_files=len(copied),
        new_size=sum(kept.size for kept in copied),
        missing=missing,
        damaged=[f.key for f in named if f.sha256 and f.key in files and _differs(f, files)],
    )


def _snapshot_and_pin(target: Path, pins: Path) -> tuple[list[NamedFile], list[str]]:
    """Take the snapshot, then hold the files that it names; give them, and those that are lost."""
    for _attempt in range(SNAPSHOTS):
        target.unlink(missing_ok=True)
        snapshots.take(target)
        named = naming.files_named(target)
        missing = [file.key for number, file in enumerate(named) if not _pin(file, pins, number)]
        if not missing:
            break
    return named, missing


def _pin(file: NamedFile, pins: Path, number: int) -> bool:
    """Hold a file by a second name, so that deleting it meanwhile takes nothing away."""
    link = pins / str(number)
    link.unlink(missing_ok=True)
    try:
        os.link(store().path(file.key), link)
    except FileNotFoundError:
        return file.withdrawn
    return True


@contextmanager
def _pins() -> Iterator[Path]:
    """Lend the folder of second names, on the store's own disk; what a kill left there goes."""
    pins = store().path("work/backup")
    pins.parent.mkdir(parents=True, exist_ok=True)
    with locked(pins.with_suffix(".lock"), _("Une autre sauvegarde est en cours.")):
        shutil.rmtree(pins, ignore_errors=True)
        pins.mkdir()
        try:
            yield pins
        finally:
            shutil.rmtree(pins, ignore_errors=True)


def _latest_files(shelf: Shelf) -> dict[str, StoredFile]:
    """Give what the newest readable backup holds whole; a damaged one only costs copies."""
    backups = shelf.backups()
    rotten = {name for b in backups if (read := b.last_verification()) for name in read.faults}
    for backup in reversed(backups):
        try:
            files = backup.manifest().files
        except Unreadable:
            continue
        return {key: file for key, file in files.items() if key not in rotten}
    return {}


def _describe(folder: Path, files: dict[str, StoredFile], missing: list[str]) -> Manifest:
    secret = folder / SECRET_KEY
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write(settings.SECRET_KEY)
    return Manifest(
        made_at=datetime.now(UTC),
        database_kind=connection.vendor,
        database=_kept(folder / DATABASE),
        secret_key=_kept(secret),
        versions={
            "terrier": __version__,
            "python": platform.python_version(),
            "sqlite": sys.modules["sqlite3"].sqlite_version,
            **{name: version(name) for name in LIBRARIES},
        },
        migrations=snapshots.migrations_applied(),
        settings=sorted(n for n in os.environ if n.startswith("TERRIER_") or n == "DATABASE_URL"),
        files=files,
        missing=missing,
    )


def _kept(file: Path) -> Kept:
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return Kept(sha256_of(file), file.stat().st_size)


def _differs(file: NamedFile, files: dict[str, StoredFile]) -> bool:
    return files[file.key].sha256 != file.sha256
