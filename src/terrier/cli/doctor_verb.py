"""`terrier doctor`: says in plain words what is missing or wrong, and how to mend it."""

from __future__ import annotations

import argparse

HELP = "dit ce qui manque ou ne va pas, et comment y remédier"
NEEDS_DJANGO = True


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take no argument."""


def run(_asked: argparse.Namespace) -> int:
    """Print one line per check; 1 when something must be mended."""
    from terrier.apps.operations.examination import examine

    findings = examine()
    for finding in findings:
        print(f"{'✓' if finding.healthy else '✗'} {finding.label} : {finding.sentence}")
    return 0 if all(f.healthy for f in findings) else 1
