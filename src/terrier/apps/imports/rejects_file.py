"""The rejected rows as the CSV that is kept with the version."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

HEADER = ("ligne", "colonne", "valeur", "regle", "ligne_brute")


@dataclass(frozen=True)
class RejectedValue:
    """One reason why one line was rejected; `column` is empty when the whole line was."""

    line: int
    column: str
    value: str
    rule: str
    raw: str = ""


def write(path: Path, rows: Iterable[RejectedValue]) -> None:
    """Write the rejected rows."""
    with path.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for row in rows:
            writer.writerow((row.line, row.column, row.value, row.rule, row.raw))


def read(path: Path, most: int) -> list[RejectedValue]:
    """Read the first rejected rows."""
    with path.open(newline="", encoding="utf-8-sig") as opened:
        rows = csv.reader(opened)
        next(rows)
        return [RejectedValue(int(r[0]), *r[1:]) for r in islice(rows, most)]
