"""The attribute table of a shapefile, read by its bytes: encoding and record count.

Source: dBase III/IV file layout as shapefiles use it (ESRI Shapefile Technical Description, 1998).
"""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from terrier.domain.tabular.encodings import LABELS, guess_encoding, proving_words

CPG_NAMES = {"utf-8": "UTF-8", "cp1252": "1252", "cp850": "850", "mac-roman": "macintosh"}
_LANGUAGE_DRIVERS = {0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x04: "mac-roman"}
_SAMPLE = 2 << 20


@dataclass(frozen=True)
class AttributeEncoding:
    """The encoding of an attribute table, and why."""

    encoding: str
    proof: str
    """French sentence."""


def attribute_encoding(table: Path, cpg: Path | None) -> AttributeEncoding:
    """Choose the encoding of an attribute table.

    Parameters
    ----------
    table
        The .dbf file.
    cpg
        The .cpg file that declares it, where there is one.

    Returns
    -------
    AttributeEncoding
        What the .cpg says if the bytes agree, else what the words say, else the table's own
        language mark.
    """
    with table.open("rb") as file:
        raw = file.read(_SAMPLE)
    start = struct.unpack_from("<H", raw, 8)[0] if len(raw) > 12 else 32
    sample = raw[32:start].replace(b"\0", b" ") + b"\n" + raw[start:].replace(b"\0", b" ")
    declared = _declared(cpg)
    if declared and _decodes(sample, declared):
        words = proving_words(sample.decode(declared, "replace"))
        quoted = " : " + ", ".join(f"« {w} »" for w in words) if words else ""
        return AttributeEncoding(declared, f"Déclaré par le fichier .cpg{quoted}.")
    guess = guess_encoding([sample])
    marked = _LANGUAGE_DRIVERS.get(raw[29]) if len(raw) > 29 else None
    if not guess.sure and marked and not sample.isascii():
        label = LABELS[marked]
        return AttributeEncoding(marked, f"La table se dit en {label}, sans mot qui le prouve.")
    if declared:
        return AttributeEncoding(guess.encoding, f"Le .cpg se trompe. {guess.proof}")
    return AttributeEncoding(guess.encoding, f"Sans fichier .cpg. {guess.proof}")


def count_records(shp: Path | None, table: Path | None, shx: Path | None) -> int:
    """Count the records of a shapefile, or of a table alone, by their headers.

    Parameters
    ----------
    shp, table, shx
        The pieces that exist; at least `shp` or `table`.

    Returns
    -------
    int
        Records not marked as deleted.
    """
    deleted = _deleted(table) if table else None
    if shp is None:
        return len(deleted) - int(deleted.sum()) if deleted is not None else 0
    shapes = (shx.stat().st_size - 100) // 8 if shx else _shapes(shp)
    return shapes - (int(deleted[:shapes].sum()) if deleted is not None else 0)


def _deleted(table: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    raw = np.fromfile(table, np.uint8)
    count, start, size = struct.unpack_from("<IHH", raw[:12].tobytes(), 4)
    flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = raw[start::size][:count] == 0x2A
    return flags


def _shapes(shp: Path) -> int:
    data, at, count = shp.read_bytes(), 100, 0
    while at + 8 <= len(data):
        at += 8 + 2 * int(struct.unpack_from(">i", data, at + 4)[0])
        count += 1
    return count


def _declared(cpg: Path | None) -> str | None:
    if cpg is None:
        return None
    name = cpg.read_text("ascii", "replace").strip().lower()
    name = {"1252": "cp1252", "ansi 1252": "cp1252", "850": "cp850", "65001": "utf-8"}.get(
        name, name.replace("8859_", "iso8859-").replace("88591", "iso8859-1")
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
