"""What helps to know one's way on the plan: streets, water, buildings, parcels that one may see."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from django.utils.translation import gettext as _

from terrier.apps.catalog.background import BACKGROUND
from terrier.apps.catalog.models import Dataset
from terrier.domain.access.policy import Reader
from terrier.web.days import day_of, write_day

from ..queries.inhabited import shapes
from .scene import Ground

PARCELS = "parcelles"
LAYERS = {**BACKGROUND, PARCELS: "parcel"}


def ground(reader: Reader, zone: shapely.Geometry, crs: str) -> list[Ground]:
    """Give what visible datasets draw under a zone, the lowest first."""
    found = ((kind, shapes(reader, slug, zone, crs)) for slug, kind in LAYERS.items())
    return [
        Ground(kind, list(seen.shapes), seen.complete)
        for kind, seen in found
        if seen is not None and len(seen.shapes)
    ]


def sources(reader: Reader) -> Iterator[str]:
    """Name the datasets of the ground with their dates."""
    known = Dataset.objects.visible_to(reader).filter(slug__in=LAYERS, current__isnull=False)
    for dataset in known.select_related("current"):
        day = write_day(day_of(dataset.current.created_at))
        yield _("%(title)s, version %(number)s du %(day)s") % {
            "title": dataset.title,
            "number": dataset.current.number,
            "day": day,
        }
