"""National Table Schemas: the one that a header matches, and how far a table obeys it."""

from terrier.connectors.schemas.check import check
from terrier.connectors.schemas.child_side import conformity
from terrier.connectors.schemas.match import NationalSchema, field_columns, matching_schema

__all__ = ["NationalSchema", "check", "conformity", "field_columns", "matching_schema"]
