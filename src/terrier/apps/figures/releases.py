"""Which released figure a reader is told, and on what it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.apps.catalog import authority
from terrier.apps.catalog.queries import Opened
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Sight
from terrier.domain.questions import address as written

from .jointly import held_back
from .models import FigureRelease

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

_EVERYTHING = Sight(visible=True)
"""A release is computed over whole tables, whoever is told of it."""


def standing(reader: Reader, slug: str, table: str, query: str) -> FigureRelease | None:
    """Find the release of a question that a reader is told; None where none holds."""
    found = FigureRelease.objects.filter(
        dataset__slug=slug,
        dataset__gone_reason="",
        dataset__published_at__isnull=False,
        dataset__current__gone_reason="",
        query=canonical(query),
    ).select_related("dataset__owner", "dataset__current")
    if table:
        found = found.filter(table=table)
    return next((r for r in found if not r.suspended and _is_told(reader, r)), None)


def may_release(opened: Opened) -> bool:
    """Say whether the reader may open one result of a table that everybody does not see whole.

    A draft is published first, be it to few: nothing of it is told before.
    """
    if opened.dataset.published_at is None:
        return False
    everybody = authority.sight_of(PUBLIC, opened.dataset)
    return opened.sight.publishes and opened.sight.whole and not everybody.whole


def of_table(asked: Opened) -> list[FigureRelease]:
    """List the releases of a table, for who may publish it, and say which are held back."""
    if not asked.sight.publishes:
        return []
    found = FigureRelease.objects.filter(dataset=asked.dataset, table=asked.table)
    listed = list(found.select_related("dataset__current", "released_by"))
    whole = opened(listed[0]) if listed else None
    waiting = held_back(whole) if whole else frozenset()
    for release in listed:
        release.waits = release.pk in waiting
    return listed


def canonical(query: str) -> str:
    """Write a question in the only way that a release keeps."""
    return written.write(written.read(query))


def opened(release: FigureRelease) -> Opened | None:
    """Open the whole table of a release; None where the current version has it no longer."""
    version = release.dataset.current
    if version is None:
        return None
    tables = tuple(version.tables.select_related("table"))
    stored = next((t for t in tables if t.table.name == release.table), None)
    if stored is None:
        return None
    relation = authority.relation(_EVERYTHING, release.dataset, stored)
    return Opened(release.dataset, _EVERYTHING, version, tables, stored, relation)


def _is_told(reader: Reader, release: FigureRelease) -> bool:
    if release.audience == FigureRelease.Audience.PUBLIC:
        return True
    if reader.through is not None:
        return all(_is_told(one, release) for one in reader.through)
    return release.dataset.owner.lineage()[-1] in reader.roots
