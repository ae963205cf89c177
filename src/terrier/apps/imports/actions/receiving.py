"""First write: the file is kept as received, and an import begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset, Original
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Organisation
from terrier.connectors.remote import fetch
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.lake.storage import CHUNK, sha256_of

from ..models import Import

LONGEST_NAME = 120


def keep_original(
    name: str, chunks: Iterable[bytes], actor: User | None, *, url: str = ""
) -> Original:
    """Keep a file under its sha256; one too big or empty is refused in a sentence."""
    with store().workshop() as folder:
        received = folder / "received"
        _write(received, chunks, name)
        digest = sha256_of(received)
        safe = safe_name(name)
        key = f"originals/{digest[:2]}/{digest}/{safe}"
        size = received.stat().st_size
        if not store().path(key).exists():
            store().keep(received, key)
    return Original.objects.create(
        name=safe, sha256=digest, size=size, path=key, url=url, received_by=actor
    )


def chunks_of(file: BinaryIO) -> Iterable[bytes]:
    """Read a binary file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk


def keep_local_file(path: Path, actor: User | None) -> Original:
    """Keep a file of this machine (command line, demonstration)."""
    with path.open("rb") as opened:
        return keep_original(path.name, chunks_of(opened), actor)


def keep_remote(url: str, actor: User | None) -> Original:
    """Fetch the file of an address and keep it."""
    with store().workshop() as folder:
        fetched = fetch(
            url,
            folder / "fetched",
            limit_bytes=settings.UPLOAD_LIMIT_BYTES,
            allow_private=settings.ALLOW_PRIVATE_URLS,
        )
        with fetched.path.open("rb") as opened:
            return keep_original(fetched.name, chunks_of(opened), actor, url=url)


def begin(
    actor: User,
    reader: Reader,
    *,
    owner: Organisation,
    originals: list[Original],
    dataset: Dataset | None = None,
    mode: str = "replace",
    metadata: dict[str, object] | None = None,
    hints: dict[str, object] | None = None,
    key: str | None = None,
) -> Import:
    """Begin an import of kept files and ask for their first reading.

    The same person asking again under the same key is given the import that began first.
    """
    check_may_import(reader, owner, dataset)
    with transaction.atomic():
        begun = Import.objects.create(
            created_by=actor,
            owner=owner,
            dataset=dataset,
            mode=mode,
            metadata=metadata or {},
            probe={"hints": hints or {}},
        )
        begun.originals.set(originals)
        if earlier := _earlier(begun, "imports.read", {}, key):
            return earlier
        record(
            actor,
            "import.begin",
            begun,
            organisation=owner.pk,
            files=[o.name for o in originals],
        )
    return begun


def begin_from_url(
    actor: User,
    reader: Reader,
    *,
    owner: Organisation,
    url: str,
    dataset: Dataset | None = None,
    mode: str = "replace",
    key: str | None = None,
) -> Import:
    """Begin an import of a file that a worker fetches from an address; `key` as for `begin`."""
    check_may_import(reader, owner, dataset)
    with transaction.atomic():
        begun = Import.objects.create(
            created_by=actor, owner=owner, dataset=dataset, mode=mode, metadata={"url": url}
        )
        if earlier := _earlier(begun, "imports.fetch", {"url": url}, key):
            return earlier
        record(actor, "import.begin", begun, organisation=owner.pk, url=url)
    return begun


def _earlier(begun: Import, kind: str, payload: dict[str, str], key: str | None) -> Import | None:
    """Ask for the first work of an import; give the one that the same key began, if there is one.

    Raises
    ------
    Conflict
        The key began an import of something else.
    """
    digest = sha256(f"{begun.created_by_id}:{key}".encode()).hexdigest()
    job = enqueue(
        kind,
        {"import_id": str(begun.pk), **payload},
        begun.created_by,
        idempotency_key=f"imports.begin:{digest}" if key else None,
    )
    if job.payload["import_id"] == str(begun.pk):
        begun.job = job
        begun.save(update_fields=["job"])
        return None
    earlier = Import.objects.filter(pk=job.payload["import_id"]).first()
    if earlier is None or _brought(earlier, job) != _brought(begun, job, payload):
        raise Conflict(
            _("Cette clé a déjà servi pour un autre envoi : donnez-en une nouvelle à chaque envoi.")
        )
    begun.originals.all().delete()
    begun.delete()
    return earlier


def _brought(
    importing: Import, job: Job, payload: dict[str, str] | None = None
) -> tuple[object, ...]:
    """Say what an import brings, to tell a repetition from something else."""
    url = (job.payload if payload is None else payload).get("url")
    files = set() if url else set(importing.originals.values_list("name", "sha256"))
    return importing.owner_id, importing.dataset_id, importing.mode, url, files


def check_may_import(reader: Reader, owner: Organisation, dataset: Dataset | None) -> None:
    """Refuse whoever does not contribute to the owner."""
    if dataset is not None:
        if not sight_of(reader, dataset).contributes:
            raise Refused(_("Il faut le rôle « contribution » pour mettre à jour ces données."))
        if dataset.derived:
            raise Conflict(
                _(
                    "Ce jeu de données est calculé à partir d’autres : apportez le fichier à une "
                    "de ses sources, il sera recalculé aussitôt."
                )
            )
        return
    role = reader.role_in(owner.lineage())
    if reader.read_only or role is None or not role.includes(Role.CONTRIBUTOR):
        raise Refused(
            _("Il faut le rôle « contribution » dans l’organisme %(owner)s pour importer.")
            % {"owner": owner}
        )


def safe_name(name: str) -> str:
    """Give a file name without folders or odd characters, its ending kept."""
    bare = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[^\w.()' -]", "_", bare).strip(". ") or "fichier"
    if len(clean) > LONGEST_NAME:
        clean = clean[: LONGEST_NAME - 16] + clean[-16:]
    return clean


def _write(target: Path, chunks: Iterable[bytes], name: str) -> None:
    size = 0
    with target.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT_BYTES:
                raise Invalid(
                    _(
                        "« %(name)s » dépasse la taille permise (%(limit)d Mo). Découpez le "
                        "fichier, compressez-le en zip, ou demandez à l’administrateur "
                        "d’augmenter la limite."
                    )
                    % {"name": name, "limit": settings.UPLOAD_LIMIT_BYTES // 1_000_000}
                )
            out.write(chunk)
    if size == 0:
        raise Invalid(_("« %(name)s » est vide : il ne contient aucun octet.") % {"name": name})
