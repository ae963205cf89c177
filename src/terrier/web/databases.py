"""Addresses of databases, as an operator writes them, for Django."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

POSTGRESQL = {"postgres", "postgresql"}
KEPT_SECONDS = 60
"""How long a thread keeps its connection: opening one costs more than most requests ask of it."""
SHAPES = "postgresql://compte:mot-de-passe@hôte:port/base, sqlite:////chemin/du/fichier.sqlite3"


def at(url: str) -> dict[str, object]:
    """Say for Django what is at an address.

    Raises
    ------
    ImproperlyConfigured
        The address is of another shape.
    """
    try:
        parts = urlsplit(url)
        name = unquote(parts.path)
        if parts.scheme in POSTGRESQL and name.strip("/"):
            return postgresql(url)
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL : {SHAPES}") from None
    if parts.scheme == "sqlite" and not parts.netloc and name.strip("/"):
        return sqlite(Path(name.removeprefix("/")))
    raise ImproperlyConfigured(f"DATABASE_URL : {SHAPES}")


def sqlite(path: Path) -> dict[str, object]:
    """Describe a file; whoever will write takes the lock at once, or half of the writers fail."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        "CONN_MAX_AGE": KEPT_SECONDS,
    }


def postgresql(url: str) -> dict[str, object]:
    """Describe a database of a server; what follows `?` is for the driver (`sslmode=require`).

    `?host=/run/postgresql` is the folder of the server's socket. A connection is kept for a minute,
    and tried before it serves a request again: a server started anew is found again.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
