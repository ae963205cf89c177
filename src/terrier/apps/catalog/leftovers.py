"""Files that no row names any more: put aside in the transaction, removed after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Q

from .models import Leftover, Original, Version, VersionTable
from .store import store

Names = Callable[[str], bool]
_others: list[Names] = []


def names_files(names: Names) -> Names:
    """Add what says whether an app above names a file: a named file is never removed."""
    _others.append(names)
    return names


def put_aside(paths: Iterable[str]) -> None:
    """Write which files are to be removed, in the caller's transaction."""
    Leftover.objects.bulk_create(Leftover(path=path) for path in sorted({p for p in paths if p}))


def put_aside_files(version: Version) -> None:
    """Put aside the files of a version that goes, but for those that one in force shares."""
    for stored in version.tables.all():
        shared = VersionTable.objects.filter(path=stored.path, version__gone_reason="")
        if not shared.exclude(version=version).exists():
            put_aside([stored.path, stored.archive, stored.rejects])
    # The paths leave with the files: nothing may name what is to be removed.
    version.tables.update(path="", archive="", rejects="", statistics={}, bbox=None)


def sweep() -> int:
    """Remove every file put aside that nothing names; give how many. May be run again."""
    removed = 0
    for leftover in Leftover.objects.all():
        if not _named(leftover.path):
            store().remove(leftover.path)
            removed += 1
        leftover.delete()
    return removed


def _named(path: str) -> bool:
    stored = Q(path=path) | Q(archive=path) | Q(rejects=path)
    return (
        VersionTable.objects.filter(stored).exists()
        or Original.objects.filter(path=path, gone_reason="").exists()
        or any(names(path) for names in _others)
    )
