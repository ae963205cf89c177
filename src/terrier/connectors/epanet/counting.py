"""The second reader of EPANET files: lines sorted by patterns, on bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from terrier.connectors.contract import SourceCount

_TABLES = {
    b"junc": "JUNCTIONS", b"rese": "RESERVOIRS", b"tank": "TANKS", b"pipe": "PIPES",
    b"pump": "PUMPS", b"valv": "VALVES", b"dema": "DEMANDS",
}  # fmt: skip
_HEADING = re.compile(rb"^[ \t\x0b\x0c]*\[[ \t]*([A-Za-z]{0,4})")
_NAMES = re.compile(rb"^\s*;\s*(?:(?:id|node|link|junction|x-coord)\b|---)", re.IGNORECASE)


def count(path: Path, part: str, reading: dict[str, Any]) -> SourceCount:
    """Count the lines that belong to a part.

    A comment that stands alone in the section of a table belongs to the part of the other lines.
    """
    content = path.read_bytes()
    if reading["encoding"].startswith("utf-16"):
        content = content.decode(reading["encoding"], "replace").encode()
    preamble = blank = records = 0
    current = ""
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        heading = _HEADING.match(line)
        if heading:
            current = _TABLES.get(heading.group(1).lower(), "")
        comment = line.lstrip().startswith(b";")
        named = bool(_NAMES.match(line))
        holder = current if current and (not comment or named) else "sections"
        if holder != part:
            continue
        if heading or named:
            preamble += 1
        elif line.strip():
            records += 1
        else:
            blank += 1
    lines = preamble + blank + records
    return SourceCount(lines, preamble, blank, 0, records, "lignes du texte, par motifs")
