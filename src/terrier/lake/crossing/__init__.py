"""Two relations put side by side: measured, written, and what met nothing.

Each function takes two authorised relations: see `docs/architecture/crossing.md`.
"""

from .by_value import UnmatchedValue, UnmatchedValues, called, unmatched_values
from .computing import Written, measure, write
from .ground import Ground, Hand
from .unmatched import UnmatchedPage, UnmatchedRow, unmatched, write_unmatched

__all__ = [
    "Ground",
    "Hand",
    "UnmatchedPage",
    "UnmatchedRow",
    "UnmatchedValue",
    "UnmatchedValues",
    "Written",
    "called",
    "measure",
    "unmatched",
    "unmatched_values",
    "write",
    "write_unmatched",
]
