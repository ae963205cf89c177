"""What the page offers to take away: each format with what it would refuse, before any job."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.cache import cache

from terrier.domain.kernel.errors import Unholdable
from terrier.lake.export import (
    Bulk,
    FileFormat,
    bulk_of,
    check_shapefile,
    check_sheet,
    formula_cells,
)

from .queries.measures import profile_of

if TYPE_CHECKING:
    from terrier.lake.filters import Filters

    from .formats import Format
    from .queries import Opened

KEPT_SECONDS = 24 * 3600
COUNTED_ROWS = 50_000
"""Most rows whose texts are read to count the cells that Excel would run."""
PLACES = 2
"""Columns that a workbook adds for longitude and latitude."""


def refusal(opened: Opened, filters: Filters, rows: int, format: Format) -> str:
    """Say why the format cannot hold these rows, with the remedy; empty where it can."""
    try:
        match format.writes:
            case FileFormat.XLSX:
                added = PLACES if opened.relation.has_geometry else 0
                check_sheet(rows, len(opened.relation.columns) + added)
            case FileFormat.SHAPEFILE:
                _check_shapefile(opened, filters)
    except Unholdable as cannot:
        return cannot.user_message
    return ""


def neutralised(opened: Opened, filters: Filters, rows: int) -> int | None:
    """Count the cells that the CSV for Excel precedes with an apostrophe; None: not counted."""
    if rows > COUNTED_ROWS:
        return None
    key = f"catalog.formulas.{opened.relation.fingerprint}.{filters.to_query()}"
    kept: int | None = cache.get(_safe(key))
    if kept is None:
        kept = formula_cells(opened.relation, filters)
        cache.set(_safe(key), kept, KEPT_SECONDS)
    return kept


def _check_shapefile(opened: Opened, filters: Filters) -> None:
    figures = profile_of(opened)
    whole = Bulk(
        figures.rows,
        tuple(c.longest for c in figures.columns),
        frozenset(figures.geometry_types),
        figures.vertices,
    )
    try:
        check_shapefile(opened.relation, whole)
    except Unholdable:
        if not filters:
            raise
        # What is too much whole may fit once filtered: those rows are measured.
        check_shapefile(opened.relation, _bulk(opened, filters))


def _bulk(opened: Opened, filters: Filters) -> Bulk:
    key = _safe(f"catalog.bulk.{opened.relation.fingerprint}.{filters.to_query()}")
    kept: Bulk | None = cache.get(key)
    if kept is None:
        kept = bulk_of(opened.relation, filters)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _safe(key: str) -> str:
    """Shorten a key that holds what people wrote."""
    return hashlib.sha256(key.encode()).hexdigest()
