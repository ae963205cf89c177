"""`python -m benchmarks [name …]`: measures, prints, keeps."""

from __future__ import annotations

import argparse
from importlib import import_module

from benchmarks.figures import HEAD, Run
from benchmarks.machine import describe

BENCHMARKS = {
    "import": "bringing_in",
    "reading": "reading",
    "questions": "questions",
    "features": "features",
    "tiles": "map_tiles",
    "load": "load",
    "networks": "networks",
    "network_import": "network_import",
    "underground": "underground",
    "network_map": "network_map",
    "crossing": "crossing",
    "proposals": "proposals",
    "endurance": "endurance",
}
"""Module by name; the later ones read what `import` brought in."""
LONG = {"endurance"}
"""Not among « all of them »: these are asked for by name."""


def main() -> None:
    """Run the benchmarks asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    asked = parser.parse_args().names or [n for n in BENCHMARKS if n not in LONG]
    for name in asked:
        if name not in BENCHMARKS:
            parser.error(f"no benchmark {name!r}: {', '.join(BENCHMARKS)}")
    for name in asked:
        module = import_module(f"benchmarks.{BENCHMARKS[name]}")
        run = Run(name, module.TITLE, describe())
        print(f"\n## {run.title}\n\n{HEAD}", end="", flush=True)
        module.measure(run)
        print(f"\n{run.keep()}")


if __name__ == "__main__":
    main()
