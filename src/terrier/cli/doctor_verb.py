"""`terrier doctor`: says in plain words what is missing or wrong, and how to mend it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

HELP = "dit ce qui manque ou ne va pas, et comment y remédier"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what else to look at, and the form of the answer."""
    parser.add_argument("--json", action="store_true", help="pour un programme")
    parser.add_argument(
        "--reads", action="store_true", help="lit aussi quelques lignes de chaque jeu de données"
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="FICHIER",
        help="certificat à regarder (PEM) ; sinon celui que montre TERRIER_URL",
    )


def run(asked: argparse.Namespace) -> int:
    """Print one line per check; 1 when something must be mended."""
    from django.conf import settings

    from terrier.apps.operations.examination import examine
    from terrier.lake import engine

    engine.configure(**settings.LAKE)
    findings = examine(reads=asked.reads, certificate=asked.certificate)
    healthy = all(finding.healthy for finding in findings)
    if asked.json:
        told = {
            f.name: {"label": f.label, "healthy": f.healthy, "detail": f.sentence} for f in findings
        }
        print(json.dumps({"healthy": healthy, "checks": told}, ensure_ascii=False, indent=1))
        return 0 if healthy else 1
    for finding in findings:
        print(f"{'✓' if finding.healthy else '✗'} {finding.label} : {finding.sentence}")
    return 0 if healthy else 1
