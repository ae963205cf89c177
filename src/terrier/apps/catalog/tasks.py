"""The long work of the catalogue: archives of map tiles, files made for download."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.jobs.registry import Context, task
from terrier.domain.kernel.errors import Conflict

from . import archives, exporting, following
from .actions import correcting
from .figures import figures_of
from .models import Correction, VersionTable

ATTEMPTS = 3
"""Times that an archive is made again because the policy changed meanwhile."""


@task("catalog.archive", about=following.map_archives)
def archive(context: Context, version_table_id: int) -> dict[str, Any]:
    """Make the map archive of one table of one version."""
    for _attempt in range(ATTEMPTS):
        outcome = archives.make(version_table_id, context.report)
        if outcome is not None:
            return outcome
    raise Conflict(_("Les règles d’accès changent sans cesse : la carte sera préparée plus tard."))


@task("catalog.measure", about=following.figures)
def measure(_context: Context, version_table_id: int) -> dict[str, Any]:
    """Measure a new table once, so that no visitor waits for it."""
    stored = VersionTable.objects.select_related("version__dataset", "table")
    found = stored.filter(pk=version_table_id, version__gone_reason="").first()
    return {"rows": figures_of(found).rows} if found else {}


@task("catalog.correct", about=following.corrections)
def correct(context: Context, correction_id: int, standing: str | None) -> dict[str, Any]:
    """Make the version in which a new correction holds."""
    version = correcting.apply_now(
        Correction.objects.get(pk=correction_id), standing, context.report
    )
    return {"version": version and version.number}


@task("catalog.correct_together", about=following.corrections_together)
def correct_together(context: Context, corrections: list[int]) -> dict[str, Any]:
    """Make the one version in which several new corrections hold."""
    known = Correction.objects.filter(pk__in=corrections).select_related("table__dataset", "column")
    asked = list(known.order_by("pk"))
    version = correcting.apply_together(asked, context.report) if asked else None
    return {"version": version and version.number}


@task(exporting.KIND, about=following.files)
def export(context: Context, **payload: Any) -> dict[str, Any]:
    """Write a file for download."""
    return exporting.make(context.report, payload)


@task("catalog.exports.clear", every=timedelta(hours=1))
def clear_exports(_context: Context) -> dict[str, Any]:
    """Delete the files that nobody fetched in time."""
    return {"cleared": exporting.clear_old()}
