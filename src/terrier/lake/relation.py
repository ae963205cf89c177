"""The authorised relation: the only thing that pages, tiles, charts and exports read from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import (
    GEOMETRY_COLUMN,
    KEY_COLUMN,
    LINE_COLUMN,
    POSITION_COLUMN,
    ROW_COLUMN,
)


@dataclass(frozen=True)
class RelationColumn:
    """A column that the reader may see."""

    id: str
    """Stable id, kept through renames."""
    name: str
    """Name in the Parquet file of this version."""
    type: str
    """DuckDB type: TEXT, BIGINT, HUGEINT, DECIMAL(p,s), DOUBLE, BOOLEAN, DATE, TIME,
    TIMESTAMP, TIMESTAMPTZ."""
    label: str = ""
    unit: str | None = None
    concept: str | None = None
    absent: str = ""
    """Text that stands for no value in a CSV (`N/A`); most often nothing does."""
    repeated: bool = False
    """Whether a crossing put one value on several rows: its total would count it again."""


@dataclass(frozen=True)
class Relation:
    """One table of one version as one reader may see it.

    Built by `terrier.apps.catalog.authority` alone; every query of the lake takes one.
    """

    path: Path
    columns: tuple[RelationColumn, ...]
    has_geometry: bool = False
    has_key: bool = False
    territory_column: str | None = None
    """Name in the file of the column that limits rows (it may itself be masked)."""
    communes: frozenset[str] | None = None
    """Codes that rows are limited to; None: every row."""
    open_rows: tuple[str, frozenset[str]] | None = None
    """Column of the file (it may be masked) and its only values whose rows show; None: every row.
    An empty column with no value: no row."""
    whole: bool = True
    """True when no row and no column is withheld: stored figures and archives may serve."""
    fingerprint: str = ""
    """Version + policy revision + authority of the reader: belongs in every cache key."""
    rows_called: str = ""
    """Plural noun of the rows, where the title says it: `arrêts de bus`."""
    archive: Path | None = None
    """PMTiles archive of this version, only where `whole` and ready."""

    def column(self, name: str) -> RelationColumn | None:
        """Find a visible column by name."""
        return next((c for c in self.columns if c.name == name), None)

    def require(self, name: str) -> RelationColumn:
        """Find a visible column, or say in the same words that it is masked or does not exist.

        Raises
        ------
        Invalid
            The reader sees no column of this name.
        """
        found = self.column(name)
        if found is None:
            raise Invalid(
                f"Aucune colonne « {name[:63]} » n’est disponible ici : "
                "choisissez une des colonnes affichées."
            )
        return found

    def require_geometry(self) -> None:
        """Refuse what needs places where the table has none.

        Raises
        ------
        Invalid
            The table has no geometry.
        """
        if not self.has_geometry:
            raise Invalid(
                "Ces données n’ont pas de position : la carte et les filtres de lieu "
                "ne s’y appliquent pas."
            )

    @property
    def names(self) -> list[str]:
        """Give the columns that `sql` gives, in the order of the file."""
        names = [LINE_COLUMN, ROW_COLUMN]
        names += [KEY_COLUMN] if self.has_key else []
        names += [c.name for c in self.columns]
        names += [GEOMETRY_COLUMN] if self.has_geometry else []
        return names

    def sql(self, *, position: bool = False) -> tuple[str, list[object]]:
        """Render as a sub-select with bound parameters: visible columns, permitted rows.

        Parameters
        ----------
        position
            Give the rank of each row in the file too, which costs nothing to page by.
        """
        rank = [POSITION_COLUMN] if position else []
        selected = ", ".join(quote(n) for n in [*rank, *self.names])
        source = f"read_parquet({literal(str(self.path))})"
        limits, bound = self._limits()
        where = f" WHERE {' AND '.join(limits)}" if limits else ""
        return f"(SELECT {selected} FROM {source}{where})", bound

    @property
    def limited(self) -> bool:
        """Say whether rows are withheld from this reader."""
        return self.communes is not None or self.open_rows is not None

    def _limits(self) -> tuple[list[str], list[object]]:
        """Render what withholds rows, as conditions with bound values."""
        limits: list[str] = []
        bound: list[object] = []
        allowed = []
        if self.communes is not None:
            allowed.append((self.territory_column, self.communes))
        if self.open_rows is not None:
            allowed.append(self.open_rows)
        for column, values in allowed:
            if not column or not values:
                return ["false"], []
            marks = ", ".join("?" * len(values))
            limits.append(f"CAST({quote(column)} AS VARCHAR) IN ({marks})")
            bound += sorted(values)
        return limits, bound


def quote(name: str) -> str:
    """Quote an identifier for DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text literal, for the few places where DuckDB takes no parameter (paths)."""
    return "'" + text.replace("'", "''") + "'"
