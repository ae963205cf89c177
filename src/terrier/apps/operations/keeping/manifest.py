"""What a backup says of itself. Read before Django knows where it lives: no Django here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from terrier.domain.kernel.errors import Unreadable
from terrier.lake.storage import sha256_of, sync_folder
from terrier.lake.vault import Kept

FORMAT = 1
MANIFEST, FINGERPRINT = "manifest.json", "manifest.sha256"
DATABASE, SECRET_KEY = "terrier.sqlite3", "secret_key"


@dataclass(frozen=True)
class StoredFile:
    """A file of the store as the backup has it."""

    sha256: str
    size: int
    mtime_ns: int
    """When the store's file was written; the next backup need not read again what has not moved."""

    @property
    def kept(self) -> Kept:
        """Give what the vault knows it by."""
        return Kept(self.sha256, self.size)


@dataclass(frozen=True)
class Manifest:
    """Everything that a backup holds."""

    made_at: datetime
    database_kind: str
    """`sqlite` or `postgresql`: where the rows came from; the file is SQLite either way."""
    database: Kept
    secret_key: Kept
    versions: dict[str, str]
    migrations: dict[str, list[str]]
    settings: list[str]
    """Names of the settings given, without their values: they may be secrets."""
    files: dict[str, StoredFile]
    """By key of the store."""
    missing: list[str] = field(default_factory=list)
    """Keys that the database names and that the store had lost already."""

    @property
    def size(self) -> int:
        """Give the bytes of everything that the backup names."""
        return self.database.size + sum(f.size for f in self.files.values())

    def write(self, folder: Path) -> str:
        """Write the manifest and its fingerprint, synced; give the fingerprint."""
        told: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        text = json.dumps(told, indent=1, ensure_ascii=False, default=datetime.isoformat)
        _write_synced(folder / MANIFEST, text + "\n")
        fingerprint = sha256_of(folder / MANIFEST)
        _write_synced(folder / FINGERPRINT, f"{fingerprint}  {MANIFEST}\n")
        sync_folder(folder)
        return fingerprint


def read(folder: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises
    ------
    Unreadable
        There is none, it is not whole, or a newer program wrote it.
    """
    path = folder / MANIFEST
    try:
        said = (folder / FINGERPRINT).read_text().split()[0]
        text = path.read_text()
    except (OSError, IndexError) as wrong:
        raise Unreadable(
            f"« {folder} » n’est pas une sauvegarde terminée : {MANIFEST} ou {FINGERPRINT} manque. "
            "Une sauvegarde est un dossier daté, à côté du dossier « files ».",
            message=str(wrong),
        ) from wrong
    if sha256_of(path) != said:
        raise Unreadable(f"{path} a changé depuis la sauvegarde : son sha256 n’est plus le même.")
    told = json.loads(text)
    if told.pop("format") != FORMAT:
        raise Unreadable(f"{path} vient d’un Terrier plus récent : mettez le programme à niveau.")
    return Manifest(
        **{
            **told,
            "made_at": datetime.fromisoformat(told["made_at"]),
            "database": Kept(**told["database"]),
            "secret_key": Kept(**told["secret_key"]),
            "files": {key: StoredFile(**said) for key, said in told["files"].items()},
        }
    )


def _write_synced(path: Path, text: str) -> None:
    with path.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
