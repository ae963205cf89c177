"""Files made as jobs, each bound to the authority of whoever asked for it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.kernel.errors import Gone, NotFound, Refused
from terrier.lake.export import write_file
from terrier.lake.filters import Filters, parse

from . import authority
from .about_files import DEGREES, about_file
from .formats import FORMATS, Format
from .models import Reading, VersionTable
from .reading_log import filtered_columns, record_reading
from .store import store

if TYPE_CHECKING:
    from pathlib import Path

    from terrier.apps.accounts.models import User

    from .queries import Opened

KIND = "catalog.export"
KEPT = timedelta(hours=24)
"""How long a finished file can be fetched."""
ENDED_BADLY = (Job.State.FAILED, Job.State.CANCELLED)


def ask_file(
    opened: Opened, filters: Filters, format: Format, user: User | None, crs: str = DEGREES
) -> Job:
    """Ask for a file; the same question twice gives the same job while its file is there."""
    payload = {
        "stored_id": opened.stored.pk,
        "format": format.word,
        "filters": filters.to_query(),
        "name": file_name(opened, filters, format, crs),
        "crs": crs,
        "fingerprint": opened.relation.fingerprint,
        "sight": _facts(opened.sight),
    }
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]
    earlier = Job.objects.filter(kind=KIND, idempotency_key__startswith=f"{KIND}:{digest}:")
    last = earlier.order_by("-created_at").first()
    if last is not None and _serves(last):
        return last
    key = f"{KIND}:{digest}:{earlier.count()}"
    return enqueue(KIND, payload, user, idempotency_key=key)


def make(report: Callable[[str, float], None], payload: dict[str, Any]) -> dict[str, Any]:
    """Write the file of a job; refused where the rights are no longer those of the request."""
    stored = VersionTable.objects.select_related("version__dataset", "table")
    found = stored.filter(pk=payload["stored_id"]).first()
    if found is None or found.version.gone_reason:
        raise Gone(_("Cette version a été retirée entre-temps."))
    seen = _sight(payload["sight"])
    relation = authority.relation(seen, found.version.dataset, found)
    if relation.fingerprint != payload["fingerprint"]:
        raise Refused(
            _("Les droits sur ces données ont changé entre-temps : redemandez le fichier.")
        )
    filters = parse(parse_qs(payload["filters"]), relation)
    format = FORMATS[payload["format"]]

    def progress(_step: str, share: float) -> None:
        report(_("Écriture du fichier"), share)

    with store().workshop() as workshop:
        made = write_file(
            relation,
            filters,
            format.writes,
            workshop / payload["name"],
            crs=payload["crs"],
            labels=format.labels,
            about=about_file(found.version.dataset, found.version, extract=bool(filters)),
            progress=progress,
        )
        return keep(made.path, made.rows, made.notes)


def keep(made: Path, rows: int, notes: Iterable[str]) -> dict[str, Any]:
    """Keep a finished file for those who fetch it; give what its job tells of it."""
    key = f"exports/{secrets.token_hex(16)}/{made.name}"
    size = made.stat().st_size
    store().keep(made, key)
    return {"key": key, "rows": rows, "notes": list(notes), "size": size}


def job_for(opened: Opened, job_id: object) -> Job:
    """Find the job of a file of this table, made under the very authority of the reader."""
    job = Job.objects.filter(pk=job_id, kind=KIND).first()
    if job is None or (
        job.payload["stored_id"] != opened.stored.pk
        or job.payload["fingerprint"] != opened.relation.fingerprint
    ):
        raise NotFound(_("Ce fichier n’existe pas, ou les droits ont changé : redemandez-le."))
    return job


def file_of(job: Job) -> Path:
    """Give the finished file of a job.

    Raises
    ------
    NotFound
        It is not finished.
    Gone
        It was deleted after its time.
    """
    if job.state != Job.State.DONE:
        raise NotFound(_("Ce fichier n’est pas encore prêt."))
    path = store().path(job.result["key"])
    if not path.exists():
        raise Gone(_("Ce fichier a été effacé au bout de 24 heures : redemandez-le."))
    return path


def note_download(opened: Opened, filters: Filters, format: str, user: User | None) -> None:
    """Write downloads on the access log, and those that not everybody may make on the trail."""
    whole = opened.relation.whole and not filters
    record_reading(
        Reader(user=user.pk if user else None),
        opened.dataset,
        opened.version,
        Reading.Door.DOWNLOAD,
        opened.stored.records if whole else None,
        filtered=filtered_columns(filters),
    )
    if opened.public:
        return
    record(
        user,
        "download.table",
        opened.dataset,
        organisation=opened.dataset.owner_id,
        table=opened.table,
        version=opened.version.number,
        format=format,
        filtered=filtered_columns(filters),
    )


def clear_old(kind: str = KIND) -> int:
    """Delete the files of jobs of one kind whose time has passed."""
    over = timezone.now() - KEPT
    jobs = Job.objects.filter(
        kind=kind, state=Job.State.DONE, ended_at__lt=over, ended_at__gt=over - KEPT
    )
    keys = [job.result["key"] for job in jobs]
    for key in keys:
        store().remove(key)
    return len(keys)


def file_name(opened: Opened, filters: Filters, format: Format, crs: str = DEGREES) -> str:
    """Name a file so that it tells what it holds, wherever it lands."""
    extension = "csv" if format.word == "csv-excel" else format.writes.value
    parts = [opened.dataset.slug]
    parts += [opened.table] if len(opened.tables) > 1 else []
    parts += [f"v{opened.version.number}"]
    parts += ["extrait"] if filters else []
    parts += [crs.lower().replace(":", "")] if crs != DEGREES else []
    parts += ["territoire-fictif"] if opened.fictional else []
    return "-".join(parts) + f".{extension}"


def _serves(job: Job) -> bool:
    if job.state == Job.State.DONE:
        return store().path(job.result["key"]).exists()
    return job.state not in ENDED_BADLY


def _facts(seen: Sight) -> dict[str, Any]:
    return {
        "masked": sorted(seen.masked),
        "territory_column": seen.territory_column,
        "communes": None if seen.communes is None else sorted(seen.communes),
    }


def _sight(facts: dict[str, Any]) -> Sight:
    communes = facts["communes"]
    return Sight(
        visible=True,
        masked=frozenset(facts["masked"]),
        territory_column=facts["territory_column"],
        communes=None if communes is None else frozenset(communes),
    )
