"""Where an organisation stands with one duty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from terrier.domain.publication_duties.rules import Applies, Verdict


class Standing(StrEnum):
    """Whether the duty is met."""

    PUBLISHED = "publié"
    STALE = "publié, en retard"
    NOT_OPEN = "préparé, pas encore public"
    ELSEWHERE = "publié ailleurs"
    HAVE_NONE = "nous n’en avons pas"
    MISSING = "manquant"
    TO_SAY = "à dire"
    """It depends on what the organisation does, and nobody said."""
    NOT_ASKED = "non obligatoire"
    UNKNOWN = "à déterminer"


@dataclass(frozen=True)
class Answer:
    """What the organisation said: a dataset, an address elsewhere, or that it has none."""

    dataset: bool = False
    public: bool = False
    """Everybody sees the dataset."""
    late: bool = False
    """Its promised update has passed."""
    elsewhere: bool = False
    none: bool = False


def standing(verdict: Verdict, answer: Answer | None, *, made_here: bool = False) -> Standing:
    """Say where the organisation stands.

    What is published counts even where nothing asks for it; what is not can only be missing
    where the duty applies.
    """
    if made_here:
        return Standing.PUBLISHED
    said = _said(answer)
    if said is not None:
        return said
    return {
        Applies.YES: Standing.MISSING,
        Applies.IF_HELD: Standing.TO_SAY,
        Applies.NO: Standing.NOT_ASKED,
        Applies.UNKNOWN: Standing.UNKNOWN,
    }[verdict.applies]


def _said(answer: Answer | None) -> Standing | None:
    if answer is None:
        return None
    if answer.dataset:
        if not answer.public:
            return Standing.NOT_OPEN
        return Standing.STALE if answer.late else Standing.PUBLISHED
    if answer.elsewhere:
        return Standing.ELSEWHERE
    return Standing.HAVE_NONE if answer.none else None
