"""What Vite built: from the name of a source to the addresses that a page must load."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

BUILT = Path(__file__).resolve().parent / "static" / "built"


@dataclass(frozen=True)
class Entry:
    """The files of one entry, as addresses."""

    script: str
    styles: tuple[str, ...]
    fonts: tuple[str, ...]
    """Those worth asking for before the style sheet is read: upright faces only."""


def entry(source: str) -> Entry:
    """Find what a page must load for a source under `frontend/src`.

    Raises
    ------
    ImproperlyConfigured
        When the front-end was not built, or has no such entry.
    """
    manifest = BUILT / "manifest.json"
    try:
        # The date is part of the key: a rebuild is seen without a restart.
        return _entry(source, manifest.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise ImproperlyConfigured("The front-end is not built: run `make front`.") from error
    except KeyError as error:
        raise ImproperlyConfigured(f"The built front-end has no entry {error}.") from error


@lru_cache(maxsize=8)
def _entry(source: str, _built_at: int) -> Entry:
    chunk = json.loads((BUILT / "manifest.json").read_text())[f"src/{source}"]
    fonts = (name for name in chunk.get("assets", ()) if name.endswith(".woff2"))
    return Entry(
        script=_address(chunk["file"]),
        styles=tuple(_address(name) for name in chunk.get("css", ())),
        fonts=tuple(_address(name) for name in fonts if "italic" not in name),
    )


def _address(name: str) -> str:
    return static(f"built/{name}")
