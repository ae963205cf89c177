"""Every erasure, written outside the database: a backup of yesterday does not undo it.

One JSON line each in `TERRIER_HOME/erasures/ledger.jsonl`, never rewritten: digests and dates,
never the person's data. The digests need the secret key of the instance, which is not there.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from terrier.apps.catalog.erased import fingerprint

from .models import Erasure

NAME = "ledger.jsonl"


@dataclass(frozen=True)
class Entry:
    """One erasure as the ledger tells it."""

    id: str
    at: str
    cause: str
    secret: str
    """Fingerprint of the secret that the digests were made with."""
    targets: list[dict[str, Any]]


def path() -> Path:
    """Give where the ledger of this instance lies."""
    return Path(settings.ERASURES) / NAME


def write(erasure: Erasure) -> None:
    """Add an erasure, synced to the disk; a second time adds nothing."""
    if any(entry.id == str(erasure.pk) for entry in read()):
        return
    line = {
        "id": str(erasure.pk),
        "at": erasure.created_at.isoformat(timespec="seconds"),
        "cause": erasure.cause,
        "secret": fingerprint(),
        "targets": erasure.targets,
    }
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.flush()
        os.fsync(out.fileno())


def read(file: Path | None = None) -> Iterator[Entry]:
    """Give every erasure, the oldest first; a last line cut by a power failure is left out."""
    kept = file or path()
    if not kept.exists():
        return
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            yield Entry(**json.loads(line))
        except json.JSONDecodeError:
            continue
