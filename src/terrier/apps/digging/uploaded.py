"""A small file that holds a footprint, read in a child process like every foreign file."""

from __future__ import annotations

import re

import shapely
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from terrier.apps.catalog.store import store
from terrier.connectors import sources
from terrier.connectors.child import Limits
from terrier.connectors.contract import PartProbe
from terrier.domain.kernel.errors import Invalid, TooBig
from terrier.lake.staged_shapes import staged_shapes

MOST_BYTES = 10_000_000
MOST_SHAPES = 500
LIMITS = Limits(seconds=20.0, memory_mb=3072)
"""A person waits: what is longer is no footprint."""


def shapes(file: UploadedFile) -> tuple[list[shapely.Geometry], str | None]:
    """Give the shapes of a file and their projection; None: the file does not say.

    Raises
    ------
    Unreadable
        It is damaged, or of a format that is not read.
    Invalid
        It holds no shape, several layers, or too many objects.
    """
    if (file.size or 0) > MOST_BYTES:
        raise TooBig(
            _("Ce fichier est trop gros pour une emprise : %(most)s Mo au plus.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    with store().workshop() as folder:
        received = folder / (
            re.sub(r"[^\w.-]", "_", file.name or "")[-100:].strip(".") or "emprise"
        )
        with received.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        probe = sources.probe(received, limits=LIMITS)
        part = _only_part(probe.parts)
        staged = folder / "emprise.parquet"
        sources.stage(received, probe.format, part.source, part.reading, staged, limits=LIMITS)
        found = staged_shapes(staged, MOST_SHAPES + 1)
    if not found:
        raise Invalid(_("Ce fichier ne contient aucune forme."))
    if len(found) > MOST_SHAPES:
        raise Invalid(
            _("Ce fichier contient plus de %(most)s objets : ne gardez que l’emprise.")
            % {"most": MOST_SHAPES}
        )
    return found, part.crs


def _only_part(parts: tuple[PartProbe, ...]) -> PartProbe:
    drawn = [part for part in parts if part.geometry_type]
    if not drawn:
        raise Invalid(
            _("Ce fichier n’a pas de forme : envoyez un GeoJSON, un GeoPackage ou un shapefile.")
        )
    if len(drawn) > 1:
        raise Invalid(
            _("Ce fichier a plusieurs couches (%(names)s) : n’en gardez qu’une.")
            % {"names": ", ".join(part.title for part in drawn[:5])}
        )
    return drawn[0]
