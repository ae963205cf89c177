"""Small version files, and relations on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn, literal

COMMUNES = """
SELECT * FROM (VALUES
  (2, 1, '71543', 'Tournus', 12.50::DECIMAL(10,2), 5000::BIGINT, DATE '2024-02-03', true,
     1.5::DOUBLE, 'secret 1', ST_Point(4.91, 46.56)),
  (3, 2, '71248', 'Lacrost', NULL, 9007199254740993, DATE '2023-12-31', false,
     'nan'::DOUBLE, 'secret 2', ST_Point(4.92, 46.57)),
  (4, 3, '71359', 'Préty', -3.05, 12, NULL, NULL, NULL, 'secret 3', ST_Point(4.93, 46.53)),
  (5, 4, '71543', 'Tournus "sud"; =1+1', 100.00, -1, DATE '2022-01-01', true,
     1e22, 'secret 4', NULL),
  (6, 5, '71157', NULL, 0.10, NULL, DATE '2024-02-03', false, -0.25, 'secret 5',
     ST_Point(5.10, 46.70))
) t(_line, _row, code_insee, commune, tonnage, habitants, date_pose, actif, taux, agent, geom)
"""
TYPES = {
    "code_insee": "TEXT",
    "commune": "TEXT",
    "tonnage": "DECIMAL(10,2)",
    "habitants": "BIGINT",
    "date_pose": "DATE",
    "actif": "BOOLEAN",
    "taux": "DOUBLE",
}


def write_version(path: Path, select: str, params: list[object] | None = None) -> Path:
    """Write a version file as the lake does."""
    with cursor() as db:
        db.execute(
            f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, ROW_GROUP_SIZE 20000,"
            " COMPRESSION zstd, GEOPARQUET_VERSION 'BOTH')",
            params or [],
        )
    return path


def columns(**types: str) -> tuple[RelationColumn, ...]:
    """Make visible columns."""
    return tuple(
        RelationColumn(id=f"c-{name}", name=name, type=type, label=name.capitalize())
        for name, type in types.items()
    )


@pytest.fixture(scope="session")
def communes_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_version(tmp_path_factory.mktemp("lake") / "communes.parquet", COMMUNES)


@pytest.fixture
def communes(communes_path: Path) -> Relation:
    """Five rows; the column `agent` of the file is masked."""
    return Relation(path=communes_path, columns=columns(**TYPES), has_geometry=True)


@pytest.fixture
def tournus_only(communes_path: Path) -> Relation:
    """The rows of one commune, for a reader who does not see the commune code."""
    visible = columns(**{n: t for n, t in TYPES.items() if n != "code_insee"})
    return Relation(
        path=communes_path,
        columns=visible,
        has_geometry=True,
        territory_column="code_insee",
        communes=frozenset({"71543"}),
        whole=False,
    )


@pytest.fixture
def make_relation(tmp_path: Path) -> Callable[..., Relation]:
    """Write a version from a select (`_line`, `_row`, columns, `geom`) and give its relation."""

    def make(
        select: str, types: dict[str, str], *, params: list[object] | None = None, **options: Any
    ) -> Relation:
        path = write_version(tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet", select, params)
        return Relation(path=path, columns=columns(**types), **options)

    return make


@pytest.fixture
def make_columns() -> Callable[..., tuple[RelationColumn, ...]]:
    """Give the maker of visible columns."""
    return columns
