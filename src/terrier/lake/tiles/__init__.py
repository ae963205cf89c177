"""Map tiles: an archive for readers of the whole, queried tiles for the others."""

from terrier.lake.tiles.archive import ArchiveInfo, archive_info, archive_tile, build_archive
from terrier.lake.tiles.drawn import draw_tile, window_of
from terrier.lake.tiles.encoding import COMPLETE_ZOOM, LAYER
from terrier.lake.tiles.grid import TileAddress
from terrier.lake.tiles.live import Tile, extent, query_tile

__all__ = [
    "COMPLETE_ZOOM",
    "LAYER",
    "ArchiveInfo",
    "Tile",
    "TileAddress",
    "archive_info",
    "archive_tile",
    "build_archive",
    "draw_tile",
    "extent",
    "query_tile",
    "window_of",
]
