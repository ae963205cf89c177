"""Small cells of published figures, and what must go with them so that totals do not tell them."""

from terrier.domain.disclosure.answers import releasable, without_small_cells
from terrier.domain.disclosure.cells import SMALLEST_THRESHOLD, THRESHOLD, Hidden, hide, hide_in_all
from terrier.domain.disclosure.jointly import Atom, tellable_together

__all__ = [
    "SMALLEST_THRESHOLD",
    "THRESHOLD",
    "Atom",
    "Hidden",
    "hide",
    "hide_in_all",
    "releasable",
    "tellable_together",
    "without_small_cells",
]
