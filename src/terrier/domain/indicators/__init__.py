"""What one figure says of a commune: its value, its trend, its place among the others."""

from terrier.domain.indicators.outstanding import (
    News,
    Outstanding,
    Weighed,
    news,
    outstanding,
)
from terrier.domain.indicators.place import place
from terrier.domain.indicators.readings import Reading, readings
from terrier.domain.indicators.sentence import PLACEHOLDERS, check, written
from terrier.domain.indicators.standing import Better, Standing, Step, Who, similar, standing

__all__ = [
    "PLACEHOLDERS",
    "Better",
    "News",
    "Outstanding",
    "Reading",
    "Standing",
    "Step",
    "Weighed",
    "Who",
    "check",
    "news",
    "outstanding",
    "place",
    "readings",
    "similar",
    "standing",
    "written",
]
