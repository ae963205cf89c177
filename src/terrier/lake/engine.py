"""One DuckDB instance per process, one cursor per use."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import duckdb

from terrier.domain.kernel.errors import Invalid, NoRoom, TooBig, no_room

AGAIN_SECONDS = 0.02
"""An interruption reaches only what runs at that moment."""
_lock = threading.Lock()
_settings: dict[str, str] = {}


class TooLong(Invalid):
    """A query went over its time."""

    code = "too_long"


def configure(*, memory_limit: str, threads: int, temp_directory: Path) -> None:
    """Set the limits of this process's instance; call before the first query."""
    _settings.update(
        memory_limit=memory_limit, threads=str(threads), temp_directory=str(temp_directory)
    )


def spatial_extension() -> Path:
    """Find the signed spatial extension inside its wheel."""
    package = files("duckdb_extension_spatial")
    found = sorted(Path(str(package)).glob("extensions/*/spatial.duckdb_extension"))
    return found[-1]


@lru_cache(maxsize=1)
def _instance(_pid: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"allow_unsigned_extensions": False})
    temp = _settings.get("temp_directory") or tempfile.gettempdir()
    connection.execute(f"SET GLOBAL memory_limit='{_settings.get('memory_limit', '2GB')}'")
    connection.execute(f"SET GLOBAL threads={int(_settings.get('threads', '2'))}")
    connection.execute(f"SET GLOBAL temp_directory='{temp}'")
    connection.execute("SET GLOBAL TimeZone='Europe/Paris'")
    # Version files never change: what lies where in one is read once.
    connection.execute("SET GLOBAL parquet_metadata_cache=true")
    connection.execute(f"LOAD '{spatial_extension()}'")
    connection.execute("SET GLOBAL geometry_always_xy=true")
    return connection


@contextmanager
def cursor(*, seconds: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a cursor of its own to one piece of work, interrupted after `seconds`."""
    with _lock:
        own = _instance(os.getpid()).cursor()
    done = threading.Event()
    watch = threading.Thread(target=_interrupt, args=(own, seconds, done), daemon=True)
    try:
        if seconds:
            watch.start()
        yield own
    except duckdb.InterruptException as stopped:
        raise TooLong(
            f"La question a dépassé {seconds:g} secondes : ajoutez un filtre pour la réduire."
        ) from stopped
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        if told := _without_room(error):
            raise told from error
        raise
    finally:
        done.set()
        if seconds:
            watch.join()
        own.close()


def _interrupt(
    own: duckdb.DuckDBPyConnection, seconds: float | None, done: threading.Event
) -> None:
    """Stop what runs once the time is over, and whatever is begun after that."""
    wait = seconds
    while not done.wait(wait):
        own.interrupt()
        wait = AGAIN_SECONDS


def _without_room(error: duckdb.Error) -> NoRoom | TooBig | None:
    """Give the sentence of a memory or a disk that is full; None: the error says something else."""
    if "max_temp_directory_size" in str(error):
        return NoRoom(
            "Ce calcul a rempli la place que le disque du serveur lui laisse : rien n’a été "
            "changé. Réduisez-le (un périmètre, un filtre, moins de colonnes), ou demandez à "
            "l’administrateur de faire de la place, puis recommencez.",
            message=str(error),
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooBig(
            "Ce calcul demande plus de mémoire que le serveur ne lui en laisse : rien n’a été "
            "changé. Réduisez-le (un périmètre, un filtre, moins de colonnes), ou demandez à "
            "l’administrateur d’augmenter TERRIER_MEMORY, puis recommencez.",
            message=str(error),
        )
    return no_room(error)
