"""What the long work of the catalogue is about, for whoever follows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Subject

from .formats import FORMATS
from .models import Correction, Dataset, VersionTable


def files(jobs: Sequence[Job]) -> list[Subject]:
    """Say which file is prepared, and where it will be fetched."""
    stored = _stored([job.payload["stored_id"] for job in jobs])
    return [_file(job, stored.get(job.payload["stored_id"])) for job in jobs]


def map_archives(jobs: Sequence[Job]) -> list[Subject]:
    """Say the map of which dataset is prepared."""
    return _on_tables(jobs, _("Carte de « %(title)s »"), "#carte")


def figures(jobs: Sequence[Job]) -> list[Subject]:
    """Say the figures of which dataset are measured."""
    return _on_tables(jobs, _("Chiffres de « %(title)s »"))


def _on_tables(jobs: Sequence[Job], sentence: str, anchor: str = "") -> list[Subject]:
    stored = _stored([job.payload["version_table_id"] for job in jobs])
    found = [stored.get(job.payload["version_table_id"]) for job in jobs]
    return [_on_dataset(sentence, f.version.dataset if f else None, anchor) for f in found]


def corrections(jobs: Sequence[Job]) -> list[Subject]:
    """Say in which dataset a value is corrected."""
    asked = [job.payload["correction_id"] for job in jobs]
    known = Correction.objects.select_related("table__dataset").in_bulk(asked)
    return [
        _on_dataset(
            _("Correction dans « %(title)s »"), known[pk].table.dataset if pk in known else None
        )
        for pk in asked
    ]


def corrections_together(jobs: Sequence[Job]) -> list[Subject]:
    """Say in which dataset several values are corrected."""
    first = [job.payload["corrections"][0] for job in jobs]
    known = Correction.objects.select_related("table__dataset").in_bulk(first)
    return [
        _on_dataset(
            _("Corrections dans « %(title)s »"), known[pk].table.dataset if pk in known else None
        )
        for pk in first
    ]


def _file(job: Job, stored: VersionTable | None) -> Subject:
    title = _("%(format)s : %(name)s") % {
        "format": FORMATS[job.payload["format"]].title,
        "name": job.payload["name"],
    }
    if stored is None:
        return Subject(title)
    parts = [stored.version.dataset.slug, stored.table.name, job.pk]
    kept = [f"version={stored.version.number}", job.payload["filters"]]
    query = "&".join(part for part in kept if part)
    return Subject(title, f"{reverse('dataset-file', args=parts)}?{query}")


def _on_dataset(sentence: str, dataset: Dataset | None, anchor: str = "") -> Subject:
    if dataset is None:
        return Subject(sentence % {"title": _("un jeu de données supprimé")})
    address = reverse("dataset", args=[dataset.slug])
    return Subject(sentence % {"title": dataset.title}, address + anchor)


def _stored(keys: list[int]) -> dict[int, VersionTable]:
    return VersionTable.objects.select_related("version__dataset", "table").in_bulk(keys)
