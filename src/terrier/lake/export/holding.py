"""Whether a format can hold the data: known before anything is written, with the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Unholdable
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.filters.values import family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

SHEET_ROWS = 1_048_576
"""Rows of a sheet, header included (Excel specifications and limits)."""
SHEET_COLUMNS = 16_384
SHAPEFILE_BYTES = 2**31 - 1
"""Largest .shp or .dbf that every reader opens."""
SHAPEFILE_TEXT = 254
"""Bytes of a text in a .dbf."""
SHAPEFILE_COLUMNS = 255
NUMBER_BYTES = 24
"""Widest field that a .dbf gives to what is not a text."""
_FAMILIES = {
    "POINT": "Point",
    "MULTIPOINT": "Point",
    "LINESTRING": "Line",
    "MULTILINESTRING": "Line",
    "POLYGON": "Polygon",
    "MULTIPOLYGON": "Polygon",
}


@dataclass(frozen=True)
class Bulk:
    """How much there is to hold."""

    rows: int
    longest: tuple[int, ...]
    """Bytes of the longest text of each column, 0 for other types."""
    kinds: frozenset[str] = frozenset()
    """Geometry types, in capitals, without a mention of heights."""
    vertices: int = 0


def bulk_of(relation: Relation, filters: Filters = NO_FILTERS, *, seconds: float = 60.0) -> Bulk:
    """Measure in one reading.

    Parameters
    ----------
    relation, filters
        What would be exported.
    seconds
        Longest time it may take.
    """
    source, params = select_from(relation, filters)
    lengths = [
        f"coalesce(max(strlen({quote(c.name)})), 0)" if family(c.type) == "text" else "0"
        for c in relation.columns
    ]
    geom = quote(GEOMETRY_COLUMN)
    shapes = (
        f"list(DISTINCT CAST(ST_GeometryType({geom}) AS TEXT)), "
        f"coalesce(sum(ST_NPoints({geom})), 0)"
        if relation.has_geometry
        else "[], 0"
    )
    with cursor(seconds=seconds) as db:
        found = db.execute(
            f"SELECT {', '.join(['count(*)', shapes, *lengths])} FROM {source}", params
        ).fetchone()
    if found is None:
        return Bulk(0, (0,) * len(relation.columns))
    kinds = frozenset(k for k in found[1] or () if k)
    return Bulk(int(found[0]), tuple(int(n) for n in found[3:]), kinds, int(found[2]))


def check_sheet(rows: int, columns: int) -> None:
    """Refuse what a sheet cannot hold.

    Raises
    ------
    Unholdable
        Too many rows or columns.
    """
    if rows + 1 > SHEET_ROWS or columns > SHEET_COLUMNS:
        raise Unholdable(
            f"Un classeur Excel ne tient que {SHEET_ROWS - 1} lignes et {SHEET_COLUMNS} colonnes : "
            f"il y en a {rows} et {columns}. Filtrez les lignes, ou téléchargez le CSV."
        )


def check_shapefile(relation: Relation, bulk: Bulk) -> None:
    """Refuse what a shapefile cannot hold whole.

    Raises
    ------
    Unholdable
        Mixed geometry types, too many columns, texts over 254 bytes, or files over 2 GB.
    """
    families = {_FAMILIES.get(kind, "") for kind in bulk.kinds}
    if len(families) > 1 or "" in families:
        raise Unholdable(
            "Un fichier shapefile ne tient qu’une sorte de géométrie (points, lignes ou surfaces) "
            "et ces données en mêlent plusieurs : prenez le GeoPackage."
        )
    if len(relation.columns) > SHAPEFILE_COLUMNS:
        raise Unholdable(
            f"Un fichier shapefile tient {SHAPEFILE_COLUMNS} colonnes, il y en a "
            f"{len(relation.columns)} : prenez le GeoPackage."
        )
    for column, width in zip(relation.columns, bulk.longest, strict=True):
        if width > SHAPEFILE_TEXT:
            raise Unholdable(
                f"La colonne « {column.label or column.name} » a des textes de {width} octets ; un "
                f"fichier shapefile les couperait à {SHAPEFILE_TEXT} : prenez le GeoPackage."
            )
    record = sum(width or NUMBER_BYTES for width in bulk.longest)
    if max(bulk.rows * record, bulk.vertices * 32 + bulk.rows * 60) > SHAPEFILE_BYTES:
        raise Unholdable(
            "Un fichier shapefile ne dépasse pas 2 Go et celui-ci serait plus gros : "
            "filtrez les lignes, ou prenez le GeoPackage."
        )
