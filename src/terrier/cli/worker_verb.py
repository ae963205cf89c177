"""`terrier worker`: does the long work."""

from __future__ import annotations

import argparse
import os
import signal
import threading

HELP = "fait les travaux longs (imports, cartes, exports)"
NEEDS_DJANGO = True
NICENESS = 10
"""Long work gives way to the pages that people wait for; the readers that it starts do too."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the number of jobs done at once."""
    parser.add_argument(
        "--lanes", type=int, default=2, metavar="NOMBRE", help="travaux menés de front (2)"
    )


def run(asked: argparse.Namespace) -> None:
    """Work until SIGTERM or Ctrl-C, finishing what is begun."""
    from django.conf import settings

    from terrier.apps.jobs.worker import run_forever
    from terrier.apps.operations import presence
    from terrier.lake import engine

    presence.enter(settings.STORE.parent)
    engine.configure(**settings.LAKE)
    os.nice(NICENESS)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(stop, asked.lanes)
