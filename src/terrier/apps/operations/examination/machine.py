"""The programs on the machine, and its clock."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from terrier.apps.operations.health import Check
from terrier.domain.kernel.errors import TerrierError
from terrier.lake import engine
from terrier.web.assets import entry

NEWEST_TRIED = (3, 13)
OLDEST_POSTGRESQL, TRIED_POSTGRESQL = 14, 15
"""Django 5.2 asks for 14; the tests run on 15."""
MOST_SECONDS_APART = 5
"""One-time codes and leases bear less than a minute; a disk and a database bear much less."""
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


def checks() -> list[Check]:
    """Ask everything about the machine."""
    return [_python(), _libraries(), _front(), _engine(), _postgresql(), _clock()]


def _python() -> Check:
    said = ".".join(str(n) for n in sys.version_info[:3])
    if sys.version_info[:2] > NEWEST_TRIED:
        said = _("%(version)s, plus récent que ce qui a été essayé.") % {"version": said}
    return Check("python", "Python", True, said)


def _libraries() -> Check:
    label = _("Bibliothèques")
    wrong = [f"{name} {have} ({pinned})" for name, pinned, have in _pins() if have != pinned]
    if wrong:
        said = _(
            "Pas les versions essayées : %(wrong)s. Réinstallez : pip install terrier-….whl."
        ) % {"wrong": ", ".join(wrong)}
        return Check("libraries", label, False, said)
    return Check("libraries", label, True, _("celles qui ont été essayées"))


def _pins() -> list[tuple[str, str, str]]:
    """Give the name, the version asked for and the version there of every library."""
    found = []
    for line in requires("terrier") or []:
        pin = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", line)
        if pin:
            try:
                have = version(pin[1])
            except PackageNotFoundError:
                have = "–"
            found.append((pin[1], pin[2], have))
    return found


def _front() -> Check:
    label = _("Interface")
    try:
        entry("main.ts")
    except (TerrierError, OSError, KeyError):
        return Check("front", label, False, _("Elle n’est pas construite : lancez « make front »."))
    return Check("front", label, True, _("construite"))


def _engine() -> Check:
    with engine.cursor() as cur:
        found = cur.execute("SELECT version(), ST_AsText(ST_Point(1, 2))").fetchone()
    return Check("duckdb", "DuckDB", found is not None, str(found and found[0]))


def _postgresql() -> Check:
    label = _("Programme de la base")
    if connection.vendor == "sqlite":
        return Check(
            "database-version", label, True, f"SQLite {connection.Database.sqlite_version}"
        )
    connection.ensure_connection()
    number = connection.pg_version // 10_000
    said = f"PostgreSQL {number}"
    if number < OLDEST_POSTGRESQL:
        asked = _("%(there)s : il faut au moins PostgreSQL %(least)d.")
        return Check(
            "database-version", label, False, asked % {"there": said, "least": OLDEST_POSTGRESQL}
        )
    if number != TRIED_POSTGRESQL:
        said = _("%(there)s ; les essais sont faits avec %(tried)d.") % {
            "there": said,
            "tried": TRIED_POSTGRESQL,
        }
    return Check("database-version", label, True, said)


def _clock() -> Check:
    """Compare the clock with those of the disk and of the database: no other is asked."""
    label = _("Horloge")
    apart = {_("le disque des données"): _disk_is_ahead()}
    if connection.vendor == "postgresql":
        apart[_("la base")] = _database_is_ahead()
    wrong = [
        _("%(seconds)d s d’écart avec %(other)s") % {"seconds": abs(s), "other": other}
        for other, s in apart.items()
        if abs(s) > MOST_SECONDS_APART
    ]
    if wrong:
        said = _("%(wrong)s : réglez l’heure (timedatectl set-ntp true).")
        return Check("clock", label, False, said % {"wrong": " ; ".join(wrong)})
    if SYNCHRONISED.exists():
        return Check("clock", label, True, _("synchronisée par le système"))
    said = _("d’accord avec %(others)s ; rien ici ne dit l’heure du dehors (voir timedatectl).")
    return Check("clock", label, True, said % {"others": ", ".join(apart)})


def _disk_is_ahead() -> float:
    settings.STORE.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.STORE) as file:
        file.write(b"now")
        file.flush()
        return Path(file.name).stat().st_mtime - time.time()


def _database_is_ahead() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0]) - time.time()
