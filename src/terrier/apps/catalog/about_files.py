"""What the files that leave the platform say of themselves, and the projections they may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.crs import crs_label
from terrier.lake.export import About

if TYPE_CHECKING:
    from terrier.apps.territories.models import Organisation

    from .models import Dataset, Version

DEGREES = "EPSG:4326"


def about_file(dataset: Dataset, version: Version, *, extract: bool) -> About:
    """Say where a file made of a version comes from."""
    return About(
        title=dataset.title,
        source=dataset.owner.name,
        licence=str(dataset.get_licence_display()),
        version=version.number,
        day=timezone.localdate(version.created_at),
        origin=dataset.source_note,
        extract=extract,
        fictional=dataset.owner.root().fictional,
    )


def projections(root: Organisation) -> dict[str, str]:
    """Give the systems of coordinates that a file may be asked in, with their names."""
    legal = root.projected_crs
    return {DEGREES: _("longitude et latitude (WGS84)"), legal: crs_label(legal)}


def chosen_projection(root: Organisation, asked: str) -> str:
    """Read the answer of the form; degrees where none is given.

    Raises
    ------
    Invalid
        It is neither degrees nor the legal projection of the territory.
    """
    known = projections(root)
    if asked and asked not in known:
        raise Invalid(
            _("Les fichiers se demandent ici en %(known)s.") % {"known": ", ".join(known)}
        )
    return asked or DEGREES
