"""What the long work of the door is about, for whoever follows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Subject

from .models import Import


def reading(jobs: Sequence[Job]) -> list[Subject]:
    """Say which files are read."""
    return _named(jobs, _("Lecture de %(files)s"))


def importing(jobs: Sequence[Job]) -> list[Subject]:
    """Say which files are imported."""
    return _named(jobs, _("Import de %(files)s"))


def _named(jobs: Sequence[Job], sentence: str) -> list[Subject]:
    asked = [job.payload["import_id"] for job in jobs]
    found = Import.objects.filter(pk__in=asked).prefetch_related("originals")
    files = {str(one.pk): ", ".join(o.name for o in one.originals.all()) for one in found}
    return [
        Subject(
            sentence % {"files": files.get(key) or _("un fichier")},
            reverse("import", args=[key]) if key in files else "",
        )
        for key in asked
    ]
