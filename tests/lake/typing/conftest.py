from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from terrier.lake import engine
from terrier.lake.relation import literal, quote

Stage = Callable[..., Path]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Write columns of raw text as a connector stages them; line 1 is the header."""

    def write(columns: dict[str, Sequence[str | None]], first_line: int = 2) -> Path:
        out = tmp_path / f"staged{len(list(tmp_path.iterdir()))}.parquet"
        unnested = ", ".join(f"unnest(?::TEXT[]) AS {quote(name)}" for name in columns)
        with engine.cursor() as cur:
            cur.execute(
                f"CREATE OR REPLACE TEMP TABLE given AS SELECT {unnested}",
                [list(values) for values in columns.values()],
            )
            cur.execute(
                f"COPY (SELECT row_number() OVER () + {first_line - 1} AS _line, * FROM given) "
                f"TO {literal(str(out))} (FORMAT parquet)"
            )
        return out

    return write
