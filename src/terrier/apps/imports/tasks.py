"""The long work of the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.catalog import leftovers
from terrier.apps.jobs.registry import Cancelled, Context, task
from terrier.domain.kernel.errors import TerrierError, no_room

from . import following, reading, redaction, running, workplace
from .actions import receiving
from .models import Import


@task("imports.fetch", about=following.reading)
def fetch(context: Context, import_id: str, url: str) -> dict[str, Any]:
    """Fetch the file of an address, then read it."""
    importing = Import.objects.get(pk=import_id)
    with _failing_in_words(importing):
        context.report(_("Téléchargement"), 0.01)
        original = receiving.keep_remote(url, importing.created_by)
        importing.originals.set([original])
        reading.read(importing, context.report)
    return {}


@task("imports.read", about=following.reading)
def read(context: Context, import_id: str) -> dict[str, Any]:
    """Probe and propose; under `auto`, import at once as proposed."""
    importing = Import.objects.get(pk=import_id)
    with _failing_in_words(importing):
        reading.read(importing, context.report)
    return {}


@task("imports.run", about=following.importing)
def run(context: Context, import_id: str) -> dict[str, Any]:
    """Type, count, merge and commit."""
    importing = Import.objects.get(pk=import_id)
    if importing.state != Import.State.RUNNING:
        return {}
    with _failing_in_words(importing):
        running.run(importing, context.report)
    workplace.clear(importing)
    return {"version": importing.version and importing.version.number}


@task("imports.redact")
def redact(_context: Context, import_id: str) -> dict[str, Any]:
    """Take rows that had been erased out of the file that an import has just brought."""
    importing = Import.objects.select_related("version").get(pk=import_id)
    reason = _("Ce fichier contenait encore des lignes effacées à la demande d’une personne.")
    if importing.version is not None:
        held = redaction.redact_version(importing.version, reason)
    else:
        held = redaction.redact_import(importing, reason)
    leftovers.sweep()
    return {"redacted": held}


@task("imports.clear", every=timedelta(hours=6))
def clear(_context: Context) -> dict[str, Any]:
    """Remove what abandoned imports left in the workshop."""
    return {"cleared": workplace.clear_old()}


class _failing_in_words:  # noqa: N801 - reads as a statement
    """Writes on the import why it failed; the job says it too."""

    def __init__(self, importing: Import) -> None:
        self._importing = importing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        error = no_room(error) or error
        known = isinstance(error, TerrierError)
        cancelled = isinstance(error, Cancelled)
        self._importing.state = Import.State.CANCELLED if cancelled else Import.State.FAILED
        self._importing.error = error.user_message if known else ""
        if not known and not cancelled:
            self._importing.error = _(
                "Une erreur imprévue est survenue. Rien n’a été changé dans les données en place."
            )
        self._importing.save(update_fields=["state", "error"])
        running.forget_empty_draft(self._importing)
