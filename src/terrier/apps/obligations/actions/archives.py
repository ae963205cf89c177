"""Asking for archives, making them, fetching and clearing them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, Reading, Tombstone
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.territories.queries import person, reader_of
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Gone, NotFound, Refused
from terrier.lake.storage import sha256_of

from ..archiving import making
from ..models import Archive, ArchiveTerms

if TYPE_CHECKING:
    from pathlib import Path

KIND = "obligations.archive"
KEPT = timedelta(days=7)
"""How long a finished archive can be fetched."""


@transaction.atomic
def set_terms(reader: Reader, dataset: Dataset, fields: dict[str, Any]) -> None:
    """Say how long a dataset serves, and what becomes of it then."""
    require_on(reader, dataset, Role.PUBLISHER)
    kept, _created = ArchiveTerms.objects.get_or_create(dataset=dataset)
    changed = {
        name: [getattr(kept, name), value]
        for name, value in fields.items()
        if getattr(kept, name) != value
    }
    if changed:
        for name, value in fields.items():
            setattr(kept, name, value)
        kept.save()
        _record(reader, "archive.terms", dataset, dataset, changed=changed)


@transaction.atomic
def ask_one(reader: Reader, dataset: Dataset, *, every_version: bool) -> Archive:
    """Ask for the archive of a dataset that the person publishes."""
    require_on(reader, dataset, Role.PUBLISHER)
    return _ask(reader, dataset, every_version=every_version)


@transaction.atomic
def ask_everything(reader: Reader, *, every_version: bool) -> Archive:
    """Ask for the archive of all that the person publishes; nothing to publish, nothing to ask."""
    content = making.everything_for(reader, every_version=every_version)
    if reader.read_only or not (content.datasets or content.instance):
        raise Refused(_("Il faut le rôle « publication » dans un organisme qui a des données."))
    return _ask(reader, None, every_version=every_version)


def make(archive_id: str, report: Callable[[str, float], None]) -> dict[str, Any]:
    """Write an archive with the rights that the person has now; begun again after a kill."""
    archive = Archive.objects.select_related("asked_by", "dataset").get(pk=archive_id)
    reader = reader_of(archive.asked_by)
    content = _content(reader, archive)
    name = f"terrier-{slugify(str(archive))[:60]}-{timezone.localdate().isoformat()}.zip"
    with store().workshop() as workshop:
        files, notes = making.write(content, workshop / name, report)
        report(_("Empreinte de l’archive"), 0.99)
        size, digest = (workshop / name).stat().st_size, sha256_of(workshop / name)
        key = f"exports/{secrets.token_hex(16)}/{name}"
        store().keep(workshop / name, key)
    archive.key, archive.size, archive.files, archive.sha256 = key, size, files, digest
    archive.datasets = [dataset.pk for dataset, _seen in content.datasets]
    archive.made_at = timezone.now()
    archive.save()
    return {"key": key, "files": files, "notes": notes, "size": size}


def file_for(reader: Reader, archive_id: object) -> tuple[Archive, Path]:
    """Give the file of an archive to whoever asked for it, if they still may have all of it.

    Raises
    ------
    NotFound
        It is somebody else's, or not ready.
    Gone
        Its time has passed, or rows were erased since.
    """
    archive = archive_of(reader, archive_id)
    if not archive.key and not archive.cleared_at:
        raise NotFound(_("Cette archive n’est pas encore prête."))
    if archive.cleared_at or outdated(archive) or not store().path(archive.key).exists():
        raise Gone(_("Cette archive a été effacée : redemandez-la."))
    datasets = Dataset.objects.filter(pk__in=archive.datasets).select_related("owner", "current")
    sights = authority.sights_of(reader, datasets)
    if len(sights) < len(archive.datasets) or not all(s.publishes for s in sights.values()):
        raise Gone(_("Vos droits sur ces données ont changé depuis : redemandez l’archive."))
    _note_fetch(reader, archive, datasets)
    return archive, store().path(archive.key)


@transaction.atomic
def _note_fetch(reader: Reader, archive: Archive, datasets: Iterable[Dataset]) -> None:
    owner = archive.dataset.owner_id if archive.dataset else None
    record(person(reader), "archive.fetch", archive, organisation=owner)
    note_taken(reader, datasets)


def note_taken(reader: Reader, datasets: Iterable[Dataset]) -> None:
    """Tell the administrators of each owner that a dataset left in an archive."""
    who = person(reader)
    for dataset in datasets:
        record(who, "archive.take", dataset, organisation=dataset.owner_id)
        record_reading(reader, dataset, dataset.current, Reading.Door.DOWNLOAD)


def archive_of(reader: Reader, archive_id: object) -> Archive:
    """Find an archive that the reader asked for."""
    found = Archive.objects.filter(pk=archive_id, asked_by=reader.user).first()
    if found is None or reader.read_only:
        raise NotFound(_("Cette archive n’existe pas, ou n’est pas la vôtre."))
    return found


def outdated(archive: Archive) -> bool:
    """Say whether an archive may hold what was erased or withdrawn since."""
    erased = Tombstone.objects.filter(
        version__dataset__in=archive.datasets, at__gte=archive.asked_at
    )
    withdrawn = Dataset.objects.filter(pk__in=archive.datasets).exclude(gone_reason="")
    return erased.exists() or withdrawn.exists()


def clear_old() -> int:
    """Delete the archives whose time has passed, and those that hold what was erased since."""
    ready = Archive.objects.exclude(key="")
    old = [a for a in ready if a.made_at < timezone.now() - KEPT or outdated(a)]
    for archive in old:
        store().remove(archive.key)
        archive.key, archive.cleared_at = "", timezone.now()
        archive.save(update_fields=["key", "cleared_at"])
    return len(old)


def _ask(reader: Reader, dataset: Dataset | None, *, every_version: bool) -> Archive:
    asked_by = person(reader)
    archive = Archive.objects.create(
        dataset=dataset, every_version=every_version, asked_by=asked_by
    )
    archive.job = enqueue(KIND, {"archive_id": str(archive.pk)}, asked_by)
    archive.save(update_fields=["job"])
    _record(reader, "archive.ask", archive, dataset, every_version=every_version)
    return archive


def _content(reader: Reader, archive: Archive) -> making.Content:
    if archive.dataset is None:
        return making.everything_for(reader, every_version=archive.every_version)
    seen = require_on(reader, archive.dataset, Role.PUBLISHER)
    return making.one(archive.dataset, seen, every_version=archive.every_version)


def _record(
    reader: Reader, action: str, target: Any, dataset: Dataset | None, **detail: Any
) -> None:
    owner = dataset.owner_id if dataset else None
    record(person(reader), action, target, organisation=owner, **detail)
