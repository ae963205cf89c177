"""The Parquet file that every connector writes: text or typed columns, and `_line`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.plan import LINE_COLUMN

ROW_GROUP = 200_000
MOST_REJECTS = 100_000
"""Beyond this the reading is wrong rather than the lines."""


class StagedWriter:
    """Writes record batches under a temporary name, and gives them their name when all is well.

    Parameters
    ----------
    out
        Path of the Parquet file.
    fields
        Columns without `_line`, in order.
    """

    def __init__(self, out: Path, fields: Sequence[pa.Field]) -> None:
        self.records = 0
        self._out = out
        self._partial = out.with_name(out.name + ".partial")
        self._schema = pa.schema([pa.field(LINE_COLUMN, pa.int64()), *fields])
        self._writer = pq.ParquetWriter(
            self._partial, self._schema, compression="lz4", write_statistics=False
        )

    def write(self, lines: pa.Array, columns: Sequence[pa.Array]) -> None:
        """Append records; `lines` holds their positions in the source."""
        table = pa.Table.from_arrays([lines, *columns], schema=self._schema)
        self._writer.write_table(table, row_group_size=ROW_GROUP)
        self.records += table.num_rows

    def __enter__(self) -> StagedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._writer.close()
        if kind is None:
            self._partial.replace(self._out)
        else:
            self._partial.unlink(missing_ok=True)


def text_fields(names: Sequence[str]) -> list[pa.Field]:
    """Give one text field per name."""
    return [pa.field(name, pa.string()) for name in names]


def text_arrays(rows: Sequence[Sequence[str | None]], width: int) -> list[pa.Array]:
    """Turn rows of exactly `width` cells into text columns; "" becomes null."""
    if not rows:
        return [pa.array([], pa.string()) for _ in range(width)]
    return [
        pa.array([c or None for c in column], pa.string()) for column in zip(*rows, strict=True)
    ]


def check_rejects(count: int) -> None:
    """Refuse a reading that rejects nearly everything.

    Raises
    ------
    Unreadable
        Where more than `MOST_REJECTS` lines were rejected.
    """
    if count > MOST_REJECTS:
        raise Unreadable(
            f"Plus de {MOST_REJECTS} lignes n'ont pas le bon nombre de cellules : le séparateur ou "
            "la ligne d'en-tête choisis ne conviennent sans doute pas. Changez-les, puis "
            "recommencez."
        )
