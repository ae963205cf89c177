"""The bytes of an R data file, decompressed, and how they are written."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from terrier.connectors.rdata.stream import Binary, Stream, Text
from terrier.domain.kernel.errors import Unreadable

MOST_BYTES = 1 << 30
"""An R file is read whole: what it unpacks to must hold in memory."""
_CHUNK = 1 << 20
_HEAD = re.compile(rb"(?:RD[XAB](?P<workspace>\d)\n)?(?P<writing>[XAB])\n", re.DOTALL)
_COMPRESSED: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
_DAMAGES = (EOFError, OSError, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Opened:
    """A decompressed file, its heading read."""

    stream: Stream
    version: int
    """Of the serialisation: 2 (R 1.4 on) or 3 (R 3.5 on)."""
    encoding: str | None
    """Of the texts that bear no mark, where the file says it."""
    workspace: bool
    """Whether it holds objects by their names (.rda, .RData), or a single one (.rds)."""


def opened(path: Path) -> Opened:
    """Decompress a file and read its heading.

    Raises
    ------
    Unreadable
        Where the file is damaged, unpacks to more than `MOST_BYTES`, or is of a version of R
        that nobody uses any more.
    """
    data = _decompressed(path)
    head = _HEAD.match(data)
    if head is None:
        raise Unreadable(
            "Ce fichier de R date d'avant R 1.4 (2001) ou n'est pas de ceux que R écrit. "
            "Ouvrez-le dans R, enregistrez-le avec saveRDS(), puis renvoyez-le."
        )
    rest = memoryview(data)[head.end() :]
    stream: Stream = (
        Text(rest)
        if head["writing"] == b"A"
        else Binary(rest, ">" if head["writing"] == b"X" else "<")
    )
    version, _, _ = (stream.integer() for _ in range(3))
    if version not in (2, 3):
        raise Unreadable(
            f"Ce fichier de R suit la version {version} de son format, qui n'est pas lue : seules "
            "les versions 2 et 3 le sont. Enregistrez-le avec saveRDS(…, version = 3)."
        )
    encoding = stream.text(stream.integer()).decode("ascii", "replace") if version == 3 else None
    return Opened(stream, version, encoding, head["workspace"] is not None)


def _decompressed(path: Path) -> bytes:
    data = bytearray()
    try:
        with _content(path) as content:
            while chunk := content.read(_CHUNK):
                data += chunk
                if len(data) > MOST_BYTES:
                    raise Unreadable(
                        "Ce fichier de R occupe plus de 1 Go une fois décompressé. Dans R, "
                        "écrivez le tableau en Parquet (arrow::write_parquet) ou en GeoPackage "
                        "(sf::st_write), puis renvoyez-le."
                    )
    except _DAMAGES as wrong:
        raise Unreadable(
            "Ce fichier de R est abîmé ou incomplet : sa compression s'interrompt. Renvoyez-le "
            "depuis l'original.",
            message=str(wrong),
        ) from wrong
    return bytes(data)


@contextmanager
def _content(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file, ExitStack() as stack:
        head = file.read(8)
        file.seek(0)
        content: Any = file
        for magic, unpack in _COMPRESSED.items():
            if head.startswith(magic):
                content = stack.enter_context(unpack(file))
        yield content
