"""Figures kept with a version, for readers of the whole relation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terrier.domain.access.policy import Sight
from terrier.lake.geometry_facts import geometry_facts
from terrier.lake.profile import Profile, profile

from . import authority
from .models import VersionTable


@dataclass(frozen=True)
class Figures:
    """What is kept of one finished file."""

    geometry_type: str
    bbox: list[float] | None


def figures_of_file(path: Path, *, has_geometry: bool) -> Figures:
    """Measure a finished file once, so that pages need not."""
    if not has_geometry:
        return Figures("", None)
    facts = geometry_facts(path)
    return Figures(facts.family, list(facts.bbox) if facts.bbox else None)


def figures_of(stored: VersionTable) -> Profile:
    """Give the profile of a whole table: the stored one, else measured and stored.

    Only readers of the whole relation may be shown it: see `queries.measures.profile_of`.
    """
    if stored.statistics:
        return Profile.from_json(stored.statistics)
    found = profile(authority.relation(Sight(visible=True), stored.version.dataset, stored))
    VersionTable.objects.filter(pk=stored.pk).update(statistics=found.to_json())
    stored.statistics = found.to_json()
    return found
