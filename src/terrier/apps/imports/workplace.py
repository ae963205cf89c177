"""The working folder of one import: staged tables that its steps share."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from terrier.apps.catalog.store import store

from .models import Import

KEPT_SECONDS = 24 * 3600


def folder_of(importing: Import) -> Path:
    """Give the import's working folder, made if needed."""
    folder = store().path(f"work/imports/{importing.pk}")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def source_of(importing: Import) -> Path:
    """Give the path that the connectors read: the file, or a folder with the files together."""
    originals = list(importing.originals.order_by("pk"))
    if len(originals) == 1:
        return store().path(originals[0].path)
    together = folder_of(importing) / "source"
    together.mkdir(exist_ok=True)
    for original in originals:
        link = together / original.name
        if not link.exists():
            os.link(store().path(original.path), link)
    return together


def staged_path(importing: Import, part: str, reading: dict[str, Any]) -> Path:
    """Give where a part, read in one way, is staged."""
    way = json.dumps([part, reading], sort_keys=True, default=str)
    return folder_of(importing) / f"{hashlib.sha256(way.encode()).hexdigest()[:16]}.parquet"


def clear(importing: Import) -> None:
    """Remove the working folder."""
    shutil.rmtree(folder_of(importing), ignore_errors=True)


def clear_old() -> int:
    """Remove working folders that nobody touched for a day; give how many."""
    parent = store().path("work/imports")
    old = [
        f
        for f in (parent.iterdir() if parent.exists() else ())
        if f.stat().st_mtime < time.time() - KEPT_SECONDS
    ]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
