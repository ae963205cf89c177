"""Files kept once each under their sha256: what backups are made of."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from terrier.domain.kernel.errors import Unreadable
from terrier.lake.storage import CHUNK, sha256_of, sync_folder

_SHA256 = re.compile(r"[0-9a-f]{64}")
PARTIAL = ".part-"


@dataclass(frozen=True)
class Kept:
    """The fingerprint of a content, and its size in bytes."""

    sha256: str
    size: int


class Vault:
    """A folder of contents, each written once and never changed; only its owner reads it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Give where a content lies.

        Raises
        ------
        Unreadable
            What is given is no sha256.
        """
        if not _SHA256.fullmatch(sha256):
            raise Unreadable(f"« {sha256[:80]} » n'est pas une empreinte sha256.")
        return self.root / sha256[:2] / sha256

    def holds(self, kept: Kept) -> bool:
        """Say whether a content of that size lies there; its bytes are not read."""
        path = self.path(kept.sha256)
        return path.is_file() and path.stat().st_size == kept.size

    def keep(self, file: Path) -> Kept:
        """Copy a file in, synced to the disk before it can be seen; once only."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=PARTIAL, dir=self.root)
        partial = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                kept = _copy(file, out)
                out.flush()
                os.fsync(out.fileno())
            target = self.path(kept.sha256)
            target.parent.mkdir(exist_ok=True)
            partial.replace(target)  # also where one lies there: it may have rotted since
            sync_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
        return kept

    def fault(self, kept: Kept) -> str:
        """Say in French what is wrong with a content, reading all of it; empty when it is whole."""
        return fault_of(self.path(kept.sha256), kept)

    def forget_all_but(self, named: Set[str]) -> int:
        """Delete the contents that nobody names any more, and halves; give the bytes freed."""
        freed = 0
        for file in list(self._files()):
            if file.name not in named:
                freed += file.stat().st_size
                file.unlink()
        return freed

    def _files(self) -> Iterator[Path]:
        yield from self.root.glob(f"{PARTIAL}*")
        yield from self.root.glob("[0-9a-f][0-9a-f]/*")


def fault_of(path: Path, kept: Kept) -> str:
    """Say in French what is wrong with a file that should be `kept`; empty when it is whole."""
    if not path.is_file():
        return "absent"
    if path.stat().st_size != kept.size:
        return f"{path.stat().st_size} octets au lieu de {kept.size}"
    return "" if sha256_of(path) == kept.sha256 else "le contenu a changé (sha256 différent)"


def _copy(file: Path, out: BinaryIO) -> Kept:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return Kept(digest.hexdigest(), size)
