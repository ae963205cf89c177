"""Who uses the home folder: many at work, or one that puts everything in another place.

No Django here: a restore begins before there is anything to open.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terrier.domain.kernel.errors import Busy, Refused

LOCK = "in-use.lock"
UNDER_WAY = {
    "restoring": "Une restauration n’est pas terminée : relancez la même commande terrier restore.",
    "upgrading.json": "Une mise à niveau n’est pas terminée : relancez terrier upgrade.",
}
"""What lies in the home folder while its content is between two states."""
_held: list[int] = []


def enter(home: Path) -> None:
    """Use the home folder for the life of this process.

    Raises
    ------
    Refused
        A restore or an upgrade was interrupted: what lies there is between two states.
    Busy
        One is going on.
    """
    for name, sentence in UNDER_WAY.items():
        if (home / name).exists():
            raise Refused(sentence)
    descriptor = _opened(home)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as held:
        os.close(descriptor)
        raise Busy(
            "Une restauration ou une mise à niveau est en cours : attendez sa fin."
        ) from held
    _held.append(descriptor)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have the home folder for oneself; the system gives it back after a kill.

    Raises
    ------
    Busy
        The site, a worker or another command uses it.
    """
    descriptor = _opened(home)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy(
                f"Terrier tourne sur {home} : arrêtez d’abord le site et les travaux "
                "(systemctl stop terrier-web terrier-worker)."
            ) from held
        yield
    finally:
        os.close(descriptor)


def _opened(home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
