"""Which rows a reader asks for: written in an address, compiled to a condition."""

from terrier.lake.filters.address import parse
from terrier.lake.filters.condition import compile, select_from
from terrier.lake.filters.model import NO_FILTERS, Box, Circle, Filter, Filters, Operator

__all__ = [
    "NO_FILTERS",
    "Box",
    "Circle",
    "Filter",
    "Filters",
    "Operator",
    "compile",
    "parse",
    "select_from",
]
