"""Where answers, drawings and which figures go together are kept, until others push them out.

The counts that limit sign-in attempts live in the default cache, which must not overflow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from terrier.domain.kernel.errors import TerrierError

cache = ConnectionProxy(caches, "figures")
Made = TypeVar("Made")
_lock = threading.Lock()
_being_made: dict[str, Future[object]] = {}


def kept(key: str, make: Callable[[], Made], seconds: int) -> Made:
    """Give what is kept under a key, or make it: once in this process, however many ask together.

    Raises
    ------
    TerrierError
        As `make`; whoever waits for it is refused in the same words. A refusal is not kept.
    """
    found: Made | None = cache.get(key)
    if found is not None:
        return found
    with _lock:
        awaited = _being_made.get(key)
        if awaited is None:
            mine = _being_made[key] = Future()
    if awaited is not None:
        return awaited.result()  # type: ignore[return-value]
    try:
        found = make()
        cache.set(key, found, seconds)
        mine.set_result(found)
    except TerrierError as refused:
        mine.set_exception(refused)
        raise
    finally:
        with _lock:
            del _being_made[key]
        # Nothing to give to who waits, after an error of ours: they are told as much.
        mine.cancel()
    return found
