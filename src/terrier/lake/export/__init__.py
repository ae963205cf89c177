"""Data out: formats streamed at any size, and files made by jobs."""

from terrier.lake.export.about import About
from terrier.lake.export.files import FileFormat, write_file
from terrier.lake.export.holding import Bulk, bulk_of, check_shapefile, check_sheet
from terrier.lake.export.result import ExportResult
from terrier.lake.export.streams import Stream, StreamFormat, formula_cells, stream

__all__ = [
    "About",
    "Bulk",
    "ExportResult",
    "FileFormat",
    "Stream",
    "StreamFormat",
    "bulk_of",
    "check_shapefile",
    "check_sheet",
    "formula_cells",
    "stream",
    "write_file",
]
