"""Child, the limit: transcode the file, read it as text in DuckDB, write it as Parquet."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import duckdb

BLOCK = 4 << 20


def main(file: Path, folder: Path) -> None:
    """Do it, and say the time of both steps."""
    utf8, parquet = folder / "text.utf8.csv", folder / "text.parquet"
    db = duckdb.connect(config={"threads": 2})
    start, worked = time.perf_counter(), sum(os.times()[:4])
    with file.open(encoding="cp1252", newline="") as text, utf8.open("wb") as out:
        while block := text.read(BLOCK):
            out.write(block.encode())
    transcoded = time.perf_counter()
    rows = db.execute(
        f"COPY (SELECT * FROM read_csv('{utf8}', delim=';', quote='\"', header=true, "
        f"all_varchar=true)) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    done = time.perf_counter()
    told = {
        "seconds": done - start,
        "transcode": transcoded - start,
        "copy": done - transcoded,
        "processor": sum(os.times()[:4]) - worked,
        "rows": rows[0] if rows else 0,
    }
    print(json.dumps({"phase": "text", **told}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
