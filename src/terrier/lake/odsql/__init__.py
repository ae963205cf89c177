"""Questions in ODSQL, compiled to SQL over what one reader sees, with bound values."""

from terrier.lake.odsql.exporting import CsvStyle, Streamed, stream, write
from terrier.lake.odsql.facets import Facet, Wanted, facets
from terrier.lake.odsql.pieces import Kind, type_of
from terrier.lake.odsql.reading import Answer, Told, count, identifiers, record, records, zones
from terrier.lake.odsql.sources import (
    POINT_FIELD,
    SHAPE_FIELD,
    Source,
    kind_of,
    of_catalogue,
    of_relation,
)

__all__ = [
    "POINT_FIELD",
    "SHAPE_FIELD",
    "Answer",
    "CsvStyle",
    "Facet",
    "Kind",
    "Source",
    "Streamed",
    "Told",
    "Wanted",
    "count",
    "facets",
    "identifiers",
    "kind_of",
    "of_catalogue",
    "of_relation",
    "record",
    "records",
    "stream",
    "type_of",
    "write",
    "zones",
]
