"""Where files live: keys in, local paths out; a bucket may stand behind it later."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 20


class LocalStore:
    """A folder. Keys are relative POSIX paths; a key, once written, never changes."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def path(self, key: str) -> Path:
        """Give the local path of a key.

        Raises
        ------
        ValueError
            The key leads out of the store.
        """
        found = (self.root / key).resolve()
        if not found.is_relative_to(self.root):
            raise ValueError(f"key leads out of the store: {key}")
        return found

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Lend a folder on the same disk, emptied afterwards."""
        parent = self.root / "work"
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, file: Path, key: str) -> Path:
        """Move a finished file under its key, synced to the disk before it can be seen."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
        file.replace(target)
        sync_folder(target.parent)
        return target

    def remove(self, key: str) -> None:
        """Delete a key; deleting what is not there is no error."""
        self.path(key).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sha256_of(file: Path) -> str:
    """Give the sha256 of a file as lower-case hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
