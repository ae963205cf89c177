"""Downloads under way: few at a time, so that slow readers never hold every thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Busy

MOST_AT_ONCE = 4
"""Streams per process; a slow one holds one of the eight threads of the server."""
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class LimitedStream:
    """Chunks on their way to a reader; the place is given back at the end, however it ends."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        if not _places.acquire(blocking=False):
            raise Busy(_("Trop de téléchargements sont en cours : réessayez dans une minute."))
        self._chunks = chunks
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = None
        try:
            chunk = next(self._chunks)
        finally:
            if chunk is None:
                self.close()
        return chunk

    def close(self) -> None:
        """Give the place back, once."""
        if self._open:
            self._open = False
            _places.release()
            close = getattr(self._chunks, "close", None)
            if close:
                close()
