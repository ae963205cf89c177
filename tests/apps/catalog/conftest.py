"""A dataset of bins with its small Parquet file, for every kind of reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Column, Dataset
from terrier.lake.engine import cursor

COLUMNS = (
    NewColumn("commune", "TEXT", "Commune", concept="commune_code"),
    NewColumn("nom", "TEXT", "Nom du point"),
    NewColumn("tonnage", "DECIMAL(10,2)", "Tonnage", unit="t"),
    NewColumn("releve", "DATE", "Relevé le"),
    NewColumn("actif", "BOOLEAN", "En service"),
    NewColumn("telephone", "TEXT", "Téléphone du gardien", concept="phone"),
)
ROWS = 60
"""Rows of the dataset, a third in each commune."""


def write_bins(path: Path, rows: int = ROWS, weighed: int | None = None) -> Path:
    """Write collection points, row n in commune n % 3, 0.002 degrees apart.

    The first of them are weighed: all, where their number is not given.
    """
    point = "ST_SetCRS(ST_Point(4.805 + (i % 3) * 0.05, 46.505 + (i // 3) * 0.002), 'EPSG:4326')"
    with cursor() as db:
        db.execute(
            f"""COPY (
              SELECT i + 2 AS _line, i + 1 AS _row, CAST(i + 1 AS TEXT) AS _key,
                CAST(96001 + i % 3 AS TEXT) AS commune, 'Point ' || (i + 1) AS nom,
                CASE WHEN i < {rows if weighed is None else weighed}
                  THEN CAST(i * 1000.5 AS DECIMAL(10,2)) END AS tonnage,
                DATE '2024-01-01' + CAST(i AS INT) AS releve, i % 2 = 0 AS actif,
                CASE WHEN i % 4 > 0 THEN '03 85 00 00 ' || lpad(CAST(i AS TEXT), 2, '0') END
                  AS telephone,
                {point} AS geom
              FROM range({rows}) t(i)
            ) TO '{path}' (FORMAT parquet, geoparquet_version 'BOTH')"""
        )
    return path


@dataclass(frozen=True)
class Bins:
    """Makes datasets of collection points."""

    place: object
    folder: Path

    def __call__(self, title: str = "Points de collecte", *, rows: int = ROWS, **fields) -> Dataset:
        slug = fields.pop("slug", None) or title.lower().replace(" ", "-")
        owner = fields.pop("owner", self.place.root)
        fields.setdefault("visibility", "public")
        published_at = fields.pop("published_at", timezone.now())
        dataset = Dataset.objects.create(slug=slug, title=title, owner=owner, **fields)
        self.add_version(dataset, rows=rows)
        # Published last: a column about persons that came into a public dataset would be masked.
        dataset.published_at = published_at
        dataset.save()
        return dataset

    def add_version(
        self,
        dataset: Dataset,
        *,
        rows: int = ROWS,
        tables: tuple[str, ...] = ("points",),
        weighed: int | None = None,
    ) -> None:
        """Commit one more version."""
        new = NewVersion(
            "replace",
            tuple(self._table(dataset, name, rows, weighed) for name in tables),
            plan={"format": "csv", "tables": []},
        )
        commit(dataset, dataset.current, new, None)

    def _table(self, dataset: Dataset, name: str, rows: int, weighed: int | None) -> FinishedTable:
        return FinishedTable(
            name,
            name.capitalize(),
            write_bins(
                self.folder / f"{dataset.slug}-{name}-{rows}-{weighed}.parquet", rows, weighed
            ),
            COLUMNS,
            rows,
            has_key=True,
            geometry_type="Point",
            bbox=[4.805, 46.505, 4.905, 46.545],
        )

    @staticmethod
    def column(dataset: Dataset, name: str) -> Column:
        """Find a column."""
        return Column.objects.get(table__dataset=dataset, name=name)

    def mask(self, dataset: Dataset, name: str = "telephone") -> None:
        """Mask a column."""
        Column.objects.filter(table__dataset=dataset, name=name).update(masked=True)
        self._revise(dataset)

    def limit(self, dataset: Dataset, name: str = "commune") -> None:
        """Limit rows to the reader's communes."""
        dataset.territory_column = self.column(dataset, name).stable_id
        self._revise(dataset)

    @staticmethod
    def _revise(dataset: Dataset) -> None:
        dataset.policy_revision += 1
        dataset.save()


@pytest.fixture
def bins(place, tmp_path) -> Callable[..., Dataset]:
    """Make datasets of collection points owned by the root."""
    return Bins(place, tmp_path)
