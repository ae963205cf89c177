"""Bytes of any candidate encoding to UTF-8 blocks of lines, streaming and strict."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terrier.domain.kernel.errors import Unreadable

BLOCK = 4 << 20
_FFFD = "\ufffd".encode()


@dataclass
class Transcoder:
    """Reads a file as UTF-8 with `\\n` line ends, counting what it had to touch.

    Characters that the encoding does not have become surrogates (three bytes that are not valid
    UTF-8): the reader of the records rejects the lines that hold them.
    """

    path: Path
    encoding: str
    bom: int = 0
    broken_characters: int = 0
    nul_characters: int = 0
    undecodable: bool = False
    bytes_read: int = field(default=0)

    def blocks(self) -> Iterator[bytes]:
        """Give the text block by block; blocks end anywhere between two characters."""
        wide = self.encoding.startswith("utf-16")
        decoder = codecs.getincrementaldecoder(self.encoding)(
            "strict" if wide else "surrogateescape"
        )
        held = b""
        with self.path.open("rb") as file:
            file.seek(self.bom)
            while True:
                raw = file.read(BLOCK)
                self.bytes_read += len(raw)
                block = held + self._utf8(raw, decoder, wide)
                held = b""
                if raw and block.endswith(b"\r"):
                    block, held = block[:-1], b"\r"
                block = self._cleaned(block)
                if block:
                    yield block
                if not raw:
                    return

    def _utf8(self, raw: bytes, decoder: codecs.IncrementalDecoder, wide: bool) -> bytes:
        if not wide and raw.isascii() and not decoder.getstate()[0]:
            return raw
        try:
            text: str = decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as wrong:
            raise Unreadable(
                f"Le fichier n'est pas entièrement en {self.encoding} : le texte se rompt vers "
                f"l'octet {self.bytes_read}. Il est sans doute tronqué : exportez-le de nouveau.",
                message=str(wrong),
            ) from wrong
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.undecodable = True
            return text.encode("utf-8", "surrogatepass")

    def _cleaned(self, block: bytes) -> bytes:
        self.broken_characters += block.count(_FFFD)
        nul = block.count(b"\0")
        if nul:
            self.nul_characters += nul
            block = block.replace(b"\0", b"")
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return block


def from_reading(path: Path, reading: dict[str, Any]) -> Transcoder:
    """Open a file as its reading says."""
    return Transcoder(path, str(reading["encoding"]), int(reading.get("bom", 0)))
