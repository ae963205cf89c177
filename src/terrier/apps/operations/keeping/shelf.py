"""The folder that holds the backups of one instance. No Django here."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terrier.domain.kernel.errors import Busy, Unreadable
from terrier.lake.storage import sync_folder
from terrier.lake.vault import Vault, fault_of

from . import manifest
from .manifest import DATABASE, SECRET_KEY, Manifest

UNFINISHED = "unfinished-"
ERASURES = "erasures.jsonl"
VERIFIED = "verified.json"
NAME = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True)
class Verification:
    """When everything in a backup was read again, and what was wrong."""

    at: datetime
    faults: dict[str, str]
    """By name of the file: what is wrong with it, in French."""


class Backup:
    """One finished backup: a dated folder beside the vault that it shares with the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(folder.parent / "files")

    @property
    def name(self) -> str:
        """Give its date, as the folder is named."""
        return self.folder.name

    def manifest(self) -> Manifest:
        """Read what it says of itself."""
        return manifest.read(self.folder)

    def faults(self) -> dict[str, str]:
        """Read everything again; say in French what is wrong, by name of the file."""
        told = self.manifest()
        own = [(DATABASE, told.database), (SECRET_KEY, told.secret_key)]
        wrong = [(name, fault_of(self.folder / name, kept)) for name, kept in own]
        wrong += [(key, self.vault.fault(file.kept)) for key, file in told.files.items()]
        return {name: fault for name, fault in wrong if fault}

    def verify(self) -> Verification:
        """Read everything again and write what came out beside the manifest."""
        found = Verification(datetime.now(UTC), self.faults())
        told = {"at": found.at.isoformat(), "faults": found.faults}
        partial = self.folder / f"{VERIFIED}.part"
        partial.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        partial.replace(self.folder / VERIFIED)
        return found

    def last_verification(self) -> Verification | None:
        """Give what the last reading found; None where nobody read it again."""
        try:
            told = json.loads((self.folder / VERIFIED).read_text())
        except FileNotFoundError:
            return None
        return Verification(datetime.fromisoformat(told["at"]), told["faults"])


class Shelf:
    """All the backups of one instance."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(folder / "files")

    def backups(self) -> list[Backup]:
        """List the finished backups, the oldest first."""
        found = self.folder.glob(f"*/{manifest.FINGERPRINT}")
        names = sorted(f.parent for f in found if not f.parent.name.startswith(UNFINISHED))
        return [Backup(folder) for folder in names]

    def begin(self) -> Path:
        """Make the folder of a new backup, recognisably unfinished."""
        folder = self.folder / f"{UNFINISHED}{datetime.now(UTC):{NAME}}"
        folder.mkdir(mode=0o700)
        return folder

    def finish(self, folder: Path) -> Backup:
        """Give a complete backup its name: from then on it counts."""
        stamp = folder.name.removeprefix(UNFINISHED)
        target, number = self.folder / stamp, 1
        while target.exists():
            number += 1
            target = self.folder / f"{stamp}-{number}"
        folder.rename(target)
        sync_folder(self.folder)
        return Backup(target)

    def clear_unfinished(self) -> int:
        """Remove what earlier runs left half done; give how many."""
        halves = list(self.folder.glob(f"{UNFINISHED}*"))
        for half in halves:
            shutil.rmtree(half)
        return len(halves)

    def keep_newest(self, number: int) -> list[str]:
        """Remove all but the newest backups, and the contents that only they named."""
        over = self.backups()[:-number]
        for backup in over:
            # Its name goes first: a half removed backup is one that does not count.
            backup.folder.rename(doomed := self.folder / f"{UNFINISHED}{backup.name}")
            shutil.rmtree(doomed)
        return [backup.name for backup in over]

    def clear_vault(self) -> None:
        """Delete the contents that no backup names.

        Raises
        ------
        Unreadable
            A manifest cannot be read: what it names is not known, so nothing is deleted.
        """
        manifests = [backup.manifest() for backup in self.backups()]
        named = {f.sha256 for told in manifests for f in told.files.values()}
        self.vault.forget_all_but(named)

    @property
    def erasures(self) -> Path:
        """Give the ledger of erasures that lies beside the backups, all of which it outlives."""
        return self.folder / ERASURES

    def add_erasures(self, ledger: Path) -> None:
        """Add the erasures that the ledger here does not know yet; none is ever taken out."""
        known = self.erasures.read_text().splitlines() if self.erasures.exists() else []
        more = ledger.read_text().splitlines() if ledger.exists() else []
        lines = list(dict.fromkeys([*known, *more]))
        if lines == known:
            return
        partial = self.folder / f"{ERASURES}.part"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write("\n".join(lines) + "\n")
            out.flush()
            os.fsync(out.fileno())
        partial.replace(self.erasures)
        sync_folder(self.folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Work in the folder while nobody else does; the system releases it after a kill."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self.folder / ".lock", "Une autre sauvegarde est en cours dans ce dossier."):
            yield


@contextmanager
def locked(path: Path, sentence: str) -> Iterator[None]:
    """Hold a file that only one process may hold.

    Raises
    ------
    Busy
        With the sentence, where another process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy(sentence) from held
        yield
    finally:
        os.close(descriptor)


def opened(folder: Path) -> Backup:
    """Open a backup that a person names.

    Raises
    ------
    Unreadable
        The folder is no finished backup.
    """
    if folder.name.startswith(UNFINISHED):
        raise Unreadable(f"« {folder} » est une sauvegarde inachevée : choisissez-en une autre.")
    backup = Backup(folder.resolve())
    backup.manifest()
    return backup
