"""Figures of a table, measured once for each authority that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from terrier.lake.profile import Profile, profile

if TYPE_CHECKING:
    from .opening import Opened

KEPT_SECONDS = 24 * 3600


def profile_of(opened: Opened) -> Profile:
    """Give the profile of the reader's relation: the stored one for the whole, else their own."""
    if opened.relation.whole and opened.stored.statistics:
        return Profile.from_json(opened.stored.statistics)
    # The fingerprint names version, policy and authority: nobody reads another's figures.
    key = f"catalog.profile.{opened.relation.fingerprint}"
    kept = cache.get(key)
    if kept is None:
        kept = profile(opened.relation).to_json()
        cache.set(key, kept, KEPT_SECONDS)
    return Profile.from_json(kept)
