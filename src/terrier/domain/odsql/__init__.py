"""ODSQL, the query language of Opendatasoft's Explore API v2.1: text in, expressions out."""

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.parsing import (
    MAX_LENGTH,
    MAX_NESTING,
    parse_condition,
    parse_facet,
    parse_items,
    parse_order,
)

__all__ = [
    "MAX_LENGTH",
    "MAX_NESTING",
    "Malformed",
    "parse_condition",
    "parse_facet",
    "parse_items",
    "parse_order",
]
