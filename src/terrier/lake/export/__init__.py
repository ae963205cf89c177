"""Data out: formats streamed at any size, and files made by jobs."""

from terrier.lake.export.files import FileFormat, write_file
from terrier.lake.export.result import ExportResult
from terrier.lake.export.streams import Stream, StreamFormat, stream

__all__ = ["ExportResult", "FileFormat", "Stream", "StreamFormat", "stream", "write_file"]
