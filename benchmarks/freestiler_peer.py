"""Child, a peer: freestiler makes the tiles of the same points (in an environment of its own)."""

import json
import sys
import time
from pathlib import Path

import freestiler


def main(points: Path, folder: Path) -> None:
    """Make the archive, zooms 5 to 14, thinned below the last one."""
    out = folder / "freestiler.pmtiles"
    start = time.perf_counter()
    freestiler.freestile_file(
        points, out, min_zoom=5, max_zoom=14, drop_rate=2.5, overwrite=True, quiet=True
    )
    told = {"seconds": time.perf_counter() - start, "megabytes": out.stat().st_size / 1e6}
    print(json.dumps({"phase": "freestiler", **told}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
