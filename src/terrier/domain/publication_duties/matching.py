"""Which dataset looks like what a duty asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from terrier.domain.publication_duties.catalogue import Duty


class Likeness(IntEnum):
    """How much a dataset looks like what is asked."""

    NONE = 0
    WORDS = 1
    """Its title speaks of it."""
    SCHEMA = 2
    """It was held against a national schema made for it."""


@dataclass(frozen=True)
class Candidate:
    """What is known of a dataset."""

    title: str
    keywords: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    """National schemas that its tables were held against."""


def likeness(duty: Duty, candidate: Candidate) -> Likeness:
    """Say how much a dataset looks like what a duty asks for; a person decides.

    Words are looked for whole, with their plural.
    """
    if any(part in schema for part in duty.schemas for schema in candidate.schemas):
        return Likeness.SCHEMA
    text = plain(" ".join((candidate.title, *candidate.keywords)))
    found = any(re.search(rf"\b{re.escape(word)}s?\b", text) for word in duty.words)
    return Likeness.WORDS if found else Likeness.NONE


def plain(text: str) -> str:
    """Write without accents, in small letters.

    Examples
    --------
    >>> plain("Délibérations")
    'deliberations'
    """
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).lower()
