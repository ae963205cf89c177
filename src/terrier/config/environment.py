"""Settings that the operator gives: environment variables, all optional."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from terrier.web import databases


@dataclass(frozen=True)
class Environment:
    """What the machine says, with defaults for a first start."""

    home: Path
    """TERRIER_HOME: the one folder that holds everything."""
    public_url: str
    """TERRIER_URL: the address people type; hosts and secure cookies follow from it."""
    debug: bool
    demonstration: bool
    database_url: str
    secret_key: str
    memory_limit: str
    threads: int
    upload_limit_mb: int
    allow_private_urls: bool
    smtp_url: str
    from_email: str
    schemas: Path | None
    backups: Path | None
    """TERRIER_BACKUPS: where `terrier backup` puts them and `terrier doctor` looks at their age."""
    metrics_token: str
    proxy: str
    """TERRIER_PROXY: the way out to the web, `http://host:port`."""
    authorities: Path | None
    """TERRIER_CA_FILE: certificates of internal authorities, trusted beside the public ones."""
    sign_on: Path | None
    """TERRIER_SIGN_ON: the file that declares identity providers."""
    sign_on_minutes: int
    local_sign_in: str
    """TERRIER_LOCAL_SIGN_IN: everybody, or administrators (of the instance) alone."""


def read() -> Environment:
    """Read the environment, making the secret key on the first start."""
    home = Path(os.environ.get("TERRIER_HOME") or Path.cwd() / "var").resolve()
    return Environment(
        home=home,
        public_url=os.environ.get("TERRIER_URL", "http://127.0.0.1:8000"),
        debug=_flag("TERRIER_DEBUG"),
        demonstration=_flag("TERRIER_DEMONSTRATION") or (home / "demonstration").exists(),
        database_url=os.environ.get("DATABASE_URL", ""),
        secret_key=os.environ.get("TERRIER_SECRET_KEY") or _kept_secret(home),
        memory_limit=os.environ.get("TERRIER_MEMORY", "400MB"),
        threads=int(os.environ.get("TERRIER_THREADS") or os.cpu_count() or 2),
        upload_limit_mb=int(os.environ.get("TERRIER_UPLOAD_LIMIT_MB", "2000")),
        allow_private_urls=_flag("TERRIER_ALLOW_PRIVATE_URLS"),
        smtp_url=os.environ.get("TERRIER_SMTP_URL", ""),
        from_email=os.environ.get("TERRIER_FROM_EMAIL", "terrier@localhost"),
        schemas=_path("TERRIER_SCHEMAS"),
        backups=_path("TERRIER_BACKUPS"),
        metrics_token=os.environ.get("TERRIER_METRICS_TOKEN", ""),
        proxy=os.environ.get("TERRIER_PROXY", ""),
        authorities=_path("TERRIER_CA_FILE"),
        sign_on=_path("TERRIER_SIGN_ON"),
        sign_on_minutes=int(os.environ.get("TERRIER_SIGN_ON_MINUTES", "30")),
        local_sign_in=_one_of("TERRIER_LOCAL_SIGN_IN", "everybody", "administrators"),
    )


def database(environment: Environment) -> dict[str, object]:
    """Say for Django where the database is: a file of the home folder without DATABASE_URL."""
    if not environment.database_url:
        return databases.sqlite(environment.home / "terrier.sqlite3")
    return databases.at(environment.database_url)


FIGURES_KEPT = 1000
"""Answers, drawings and blocks of pages that a cache holds: some 20 kB each."""


def cache(
    environment: Environment, table: str = "terrier_cache", entries: int = 300
) -> dict[str, object]:
    """Choose where sign-in limits are counted, or where figures are kept.

    One web process (SQLite) counts in its memory; several, which need PostgreSQL, in a table.
    """
    kept: dict[str, object] = {"LOCATION": table, "OPTIONS": {"MAX_ENTRIES": entries}}
    if urlsplit(environment.database_url).scheme not in databases.POSTGRESQL:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", **kept}
    return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", **kept}


def email(environment: Environment) -> dict[str, object]:
    """Translate TERRIER_SMTP_URL (`smtp://user:password@host:587?tls=1`) for Django."""
    if not environment.smtp_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    url = urlsplit(environment.smtp_url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 587,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": "tls=0" not in url.query,
    }


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "oui"}


def _path(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None


def _one_of(name: str, default: str, *others: str) -> str:
    said = os.environ.get(name) or default
    if said not in (default, *others):
        raise ImproperlyConfigured(f"{name}: {default}, {', '.join(others)}")
    return said


def _kept_secret(home: Path) -> str:
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return kept.read_text()
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return kept.read_text()
