"""The plan of an import: every decision that turns a source into tables, all of them changeable.

A plan is proposed by the probe, shown to the person, changed by them, kept with the version,
and enough to build the version again from the original file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

LINE_COLUMN = "_line"
"""BIGINT, 1-based position in the source: text line, sheet row or feature number."""
ROW_COLUMN = "_row"
"""BIGINT, 1-based ordinal of the row in its version, in the order of the source."""
KEY_COLUMN = "_key"
"""TEXT, canonical key of the row; only where the table has a declared key."""
GEOMETRY_COLUMN = "geom"
"""GEOMETRY, WGS84 longitude/latitude (EPSG:4326), 2D or 3D."""
POSITION_COLUMN = "file_row_number"
"""BIGINT, 0-based rank of the row in the file: DuckDB gives it to every Parquet file."""
RESERVED_COLUMNS = frozenset(
    {LINE_COLUMN, ROW_COLUMN, KEY_COLUMN, GEOMETRY_COLUMN, POSITION_COLUMN}
)


@dataclass(frozen=True)
class ColumnPlan:
    """How one source column is read."""

    source: str
    """Name of the column in the staged text table, unique there."""
    name: str
    """Identifier in the lake: lower-case ASCII, unique in the table, at most 63 characters."""
    label: str
    """The header as people should read it."""
    grammar: str = "text"
    """Id of a grammar of `terrier.domain.tabular.grammars`."""
    concept: str | None = None
    """Id of a concept of `terrier.domain.tabular.concepts`."""
    unit: str | None = None
    keep: bool = True
    reason: str = ""
    """French sentence: why this grammar was proposed."""
    question: str = ""
    """French sentence: what the person should decide, empty where nothing is in doubt."""
    suggestion: str = ""
    """Id of the grammar that the question speaks of; empty where it speaks of none."""
    missing: tuple[str, ...] = ()
    """Tokens read as "no value" in this column (`NC`, `-`, `n/a` …)."""
    options: dict[str, Any] = field(default_factory=dict)
    """Grammar options shown by the data (for instance `{"parentheses_negative": True}`)."""


@dataclass(frozen=True)
class GeometryPlan:
    """Where the geometry of a table comes from."""

    kind: str
    """`native` (the format has geometries), `lonlat`, `latlon_text`, `xy`, `wkt`, `geojson`."""
    columns: tuple[str, ...] = ()
    """Staged column names: (x, y), or the single text column."""
    crs: str = "EPSG:4326"
    """CRS of the coordinates as they stand in the source, `AUTHORITY:CODE`."""
    crs_reason: str = ""
    swap_axes: bool = False


@dataclass(frozen=True)
class Repair:
    """A raw value mended by a person before typing, where the source had a bad one."""

    line: int
    column: str
    """Staged column name."""
    value: str


@dataclass(frozen=True)
class TablePlan:
    """How one sheet, layer or file becomes one table."""

    source: str
    """Address of the part inside the source: sheet or layer name, path in a zip, or ""."""
    name: str
    """Identifier of the table within its dataset: lower-case ASCII."""
    title: str
    columns: tuple[ColumnPlan, ...] = ()
    geometry: GeometryPlan | None = None
    key: tuple[str, ...] = ()
    """Lake names of the columns that together identify a row; empty: no key."""
    keep: bool = True
    repairs: tuple[Repair, ...] = ()
    reading: dict[str, Any] = field(default_factory=dict)
    """Connector options: `encoding`, `separator`, `quote`, `header_line`, `header_rows`,
    `total_lines`, … as the connector's probe proposed them."""


@dataclass(frozen=True)
class ImportPlan:
    """Every decision of one import."""

    format: str
    """Format id of the connector: `csv`, `xlsx`, `geopackage`, `shapefile`, …"""
    tables: tuple[TablePlan, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the plan as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportPlan:
        """Read a plan written by `to_json`."""
        return cls(format=data["format"], tables=tuple(_table(t) for t in data["tables"]))

    def with_table(self, name: str, **changes: Any) -> ImportPlan:
        """Give the same plan with one table changed."""
        return replace(
            self,
            tables=tuple(replace(t, **changes) if t.name == name else t for t in self.tables),
        )


def _table(data: dict[str, Any]) -> TablePlan:
    geometry = data.get("geometry")
    return TablePlan(
        **{
            **data,
            "columns": tuple(
                ColumnPlan(**{**c, "missing": tuple(c.get("missing", ()))}) for c in data["columns"]
            ),
            "geometry": geometry
            and GeometryPlan(**{**geometry, "columns": tuple(geometry["columns"])}),
            "key": tuple(data.get("key", ())),
            "repairs": tuple(Repair(**r) for r in data.get("repairs", ())),
        }
    )
