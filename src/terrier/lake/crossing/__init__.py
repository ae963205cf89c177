"""Two relations put side by side: measured, written, and what met nothing.

Each function takes two authorised relations: see `docs/architecture/crossing.md`.
"""

from .computing import Written, measure, write
from .ground import Ground, Hand
from .unmatched import UnmatchedPage, UnmatchedRow, unmatched, write_unmatched

__all__ = [
    "Ground",
    "Hand",
    "UnmatchedPage",
    "UnmatchedRow",
    "Written",
    "measure",
    "unmatched",
    "write",
    "write_unmatched",
]
