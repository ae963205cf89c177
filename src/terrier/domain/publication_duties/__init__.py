"""What a public body must publish online, decided from plain facts; help, not legal advice."""

from terrier.domain.publication_duties.catalogue import DUTIES, Duty
from terrier.domain.publication_duties.matching import Candidate, Likeness, likeness
from terrier.domain.publication_duties.rules import Applies, Profile, Verdict, judge
from terrier.domain.publication_duties.standing import Answer, Standing, standing

__all__ = [
    "DUTIES",
    "Answer",
    "Applies",
    "Candidate",
    "Duty",
    "Likeness",
    "Profile",
    "Standing",
    "Verdict",
    "judge",
    "likeness",
    "standing",
]
