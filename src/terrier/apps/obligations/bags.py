"""Writing a bag as a zip or as a folder, one file after the other, each summed as it passes."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.utils import timezone

from terrier.domain.archiving import DECLARATION, information, manifest

CHUNK = 1 << 20


class Sink(Protocol):
    """Where files go."""

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file."""


class ZipSink:
    """A zip; files that are packed already are not packed again."""

    PACKED = (".zip", ".gpkg", ".parquet", ".xlsx", ".ods", ".gz", ".pmtiles")

    def __init__(self, out: zipfile.ZipFile, top: str) -> None:
        self.out, self.top = out, top

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file, whatever its size."""
        entry = zipfile.ZipInfo(f"{self.top}/{path}", timezone.localtime().timetuple()[:6])
        packed = path.lower().endswith(self.PACKED)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self.out.open(entry, "w", force_zip64=True) as opened:
            for chunk in chunks:
                opened.write(chunk)


class FolderSink:
    """A folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file, synced to the disk."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as opened:
            for chunk in chunks:
                opened.write(chunk)
            opened.flush()
            os.fsync(opened.fileno())


class Bag:
    """A bag under way: files are added, then it is closed with its manifests."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.sums: dict[str, str] = {}
        self.size = 0

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        """Add a file to the payload."""
        inside = f"data/{path}"
        digest, size = self._pass(inside, chunks)
        self.sums[inside] = digest
        self.size += size

    def add_text(self, path: str, text: str) -> None:
        """Add a small text."""
        self.add(path, [text.encode()])

    def add_file(self, path: str, file: Path) -> None:
        """Add a copy of a file."""
        self.add(path, pieces(file))

    def close(self, facts: Iterable[tuple[str, str]]) -> None:
        """Write what makes it a bag."""
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": information(
                facts, size=self.size, files=len(self.sums), day=timezone.localdate()
            ),
            "manifest-sha256.txt": manifest(self.sums),
        }
        sums = {name: self._pass(name, [text.encode()])[0] for name, text in tags.items()}
        self._pass("tagmanifest-sha256.txt", [manifest(sums).encode()])

    def _pass(self, path: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        self.sink.write(path, counted())
        return digest.hexdigest(), size


def pieces(file: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with file.open("rb") as opened:
        while piece := opened.read(CHUNK):
            yield piece


@contextmanager
def zip_bag(file: Path, top: str) -> Iterator[Bag]:
    """Write a bag as a zip, which appears under its name only when it is complete."""
    part = file.with_name(f".partial-{file.name}")
    try:
        with zipfile.ZipFile(part, "w", allowZip64=True) as out:
            yield Bag(ZipSink(out, top))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_bag(folder: Path) -> Iterator[Bag]:
    """Write a bag as a folder, which appears under its name only when it is complete."""
    part = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        yield Bag(FolderSink(part))
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
