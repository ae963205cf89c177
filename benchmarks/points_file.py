"""Child: the points that our archive holds, as a file that freestiler reads."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import instance


def main(out: Path) -> None:
    """Write `_row`, the columns of the archive and the geometry (GeoParquet 1.0, snappy)."""
    instance.open_here()
    from terrier.apps.catalog.models import VersionTable
    from terrier.apps.catalog.store import store
    from terrier.lake import engine
    from terrier.lake.tiles import archive_info

    stored = VersionTable.objects.exclude(archive="").latest("pk")
    columns = sorted(archive_info(store().path(stored.archive)).attributes)
    names = ", ".join(f'"{name}"' for name in ["_row", *columns])
    with engine.cursor() as db:
        db.execute(
            f"COPY (SELECT {names}, geom FROM read_parquet('{store().path(stored.path)}')) "
            f"TO '{out}' (FORMAT parquet, COMPRESSION snappy, GEOPARQUET_VERSION 'V1')"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
