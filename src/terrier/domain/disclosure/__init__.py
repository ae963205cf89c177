"""Small cells of published figures, and what must go with them so that totals do not tell them."""

from terrier.domain.disclosure.answers import without_small_cells
from terrier.domain.disclosure.cells import THRESHOLD, Hidden, hide

__all__ = ["THRESHOLD", "Hidden", "hide", "without_small_cells"]
