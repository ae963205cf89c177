"""Making an archive: what is put in, what is left out, and what the bag says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from terrier import __version__
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Reader, Sight

from ..bags import Bag, folder_bag, zip_bag
from ..models import ArchiveTerms
from .catalogue import as_turtle
from .datasets import Report, Told, add_dataset
from .instance import add_instance

WHOLE = Sight(visible=True, contributes=True, publishes=True, administers=True)
"""What whoever holds the machine sees: the files lie before them already."""


@dataclass(frozen=True)
class Content:
    """What an archive holds."""

    datasets: tuple[tuple[Dataset, Sight], ...]
    left_out: int
    """Datasets of the instance that are not in it."""
    every_version: bool
    instance: Reader | None
    """Who reads the instance's own records; None: they are not in it."""


def everything_for(reader: Reader, *, every_version: bool) -> Content:
    """Gather what a person may take away: the datasets that they publish, seen whole."""
    living = list(Dataset.objects.filter(gone_reason="").select_related("owner", "current"))
    if reader == SYSTEM:
        return Content(tuple((d, WHOLE) for d in living), 0, every_version, reader)
    sights = authority.sights_of(reader, living)
    mine = tuple((d, sights[d.pk]) for d in living if sights[d.pk].publishes)
    instance = reader if reader.instance_administrator and not reader.read_only else None
    return Content(mine, len(living) - len(mine), every_version, instance)


def one(dataset: Dataset, seen: Sight, *, every_version: bool) -> Content:
    """Gather one dataset."""
    return Content(((dataset, seen),), 0, every_version, None)


def write(content: Content, out: Path, report: Report) -> tuple[int, list[str]]:
    """Write an archive as a zip, or as a folder where the name has no such ending.

    Returns
    -------
    tuple
        Number of files of the payload, and what could not be put in.
    """
    told = Told()
    opened = zip_bag(out, out.stem) if out.suffix == ".zip" else folder_bag(out)
    with opened as bag:
        _fill(bag, content, told, report)
        bag.close(_facts(content))
    return len(bag.sums), told.notes


def _fill(bag: Bag, content: Content, told: Told, report: Report) -> None:
    bag.add_text("catalogue.ttl", as_turtle([dataset for dataset, _seen in content.datasets]))
    total = len(content.datasets) or 1
    for done, (dataset, seen) in enumerate(content.datasets):
        add_dataset(
            bag,
            dataset,
            seen,
            every_version=content.every_version,
            told=told,
            report=_from(report, done / total),
        )
    if content.instance is not None:
        add_instance(bag, content.instance, [dataset for dataset, _seen in content.datasets])
    about = {
        "content": content,
        "notes": told.notes,
        "made_at": timezone.localtime(),
        "site": settings.PUBLIC_URL,
        "version": __version__,
    }
    bag.add_text("LISEZMOI.txt", render_to_string("obligations/archive_readme.txt", about))


def _from(report: Report, share: float) -> Callable[[str, float], None]:
    def told(step: str, _share: float) -> None:
        report(step, share)

    return told


def _facts(content: Content) -> list[tuple[str, str]]:
    owners = sorted({dataset.owner.name for dataset, _seen in content.datasets})
    facts = [
        ("Source-Organization", ", ".join(owners) or "Terrier"),
        ("External-Description", _described([dataset for dataset, _seen in content.datasets])),
        ("External-Identifier", urljoin(settings.PUBLIC_URL, reverse("catalogue"))),
        ("Bag-Software-Agent", f"Terrier {__version__}"),
    ]
    slugs = {dataset.pk: dataset.slug for dataset, _seen in content.datasets}
    for terms in ArchiveTerms.objects.filter(dataset__in=slugs).select_related("dataset"):
        slug = slugs[terms.dataset_id]
        if terms.years is not None:
            facts.append(("Duree-Utilite-Administrative", f"{slug} : {terms.years} ans"))
        if terms.fate:
            facts.append(("Sort-Final", f"{slug} : {terms.get_fate_display()}"))
    return facts


def _described(datasets: Sequence[Dataset]) -> str:
    titles = "; ".join(dataset.title for dataset in datasets[:20])
    return titles + (f"; et {len(datasets) - 20} autres" if len(datasets) > 20 else "")
