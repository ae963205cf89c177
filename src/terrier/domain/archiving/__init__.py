"""BagIt 1.0 (RFC 8493): the form of an archive that any archivist's tool checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""Content of `bagit.txt`."""


def manifest(sums: Mapping[str, str]) -> str:
    """Write `manifest-sha256.txt`: one line a file, its sum first.

    Parameters
    ----------
    sums
        sha256 in hexadecimal by path within the bag.

    Examples
    --------
    >>> manifest({"data/50 %.csv": "ab"})
    'ab  data/50 %25.csv\\n'
    """
    return "".join(f"{digest}  {_written(path)}\n" for path, digest in sorted(sums.items()))


def information(facts: Iterable[tuple[str, str]], *, size: int, files: int, day: date) -> str:
    """Write `bag-info.txt`; a value on several lines is put on one.

    Parameters
    ----------
    facts
        Labels of RFC 8493, or others, with their values.
    size, files
        Bytes and number of the files of the payload.
    day
        Day of the bag.
    """
    lines = [
        *facts,
        ("Bagging-Date", day.isoformat()),
        ("Payload-Oxum", f"{size}.{files}"),
    ]
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines)


def _written(path: str) -> str:
    """Write a path as a manifest wants it: what would end the line is percent-encoded."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
