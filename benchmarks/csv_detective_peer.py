"""Child, a peer: data.gouv.fr's analysis of the whole file (in an environment of its own)."""

import json
import sys
import time

from csv_detective import routine


def main(file: str) -> None:
    """Analyse the file and say what was found."""
    start = time.perf_counter()
    found = routine(file, num_rows=-1, save_results=False)
    told = {
        "seconds": time.perf_counter() - start,
        "encoding": found.get("encoding"),
        "rows": found.get("total_lines"),
        "formats": {name: column["format"] for name, column in found["columns"].items()},
    }
    print(json.dumps({"phase": "csv-detective", **told}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
