"""`terrier version`: versions of Terrier and of what it stands on."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version

from terrier import __version__

HELP = "dit les versions"
NEEDS_DJANGO = False


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take no argument."""


def run(_asked: argparse.Namespace) -> None:
    """Print the versions, one per line."""
    print(f"Terrier {__version__}")
    print(f"Python {platform.python_version()}")
    for package in ("Django", "duckdb", "duckdb-extension-spatial", "pyarrow", "pyogrio"):
        print(f"{package} {version(package)}")
