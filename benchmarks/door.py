"""Child: a file through the whole door, one phase after the other, as a worker does it."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import instance


def main(file: Path, *, with_map: bool) -> None:
    """Receive, read, import, show the first page, prepare the map; say the time of each.

    The instance is made beforehand by another process: this one weighs what a worker does.
    """
    instance.open_here()
    from terrier.apps.accounts.models import User
    from terrier.apps.imports import reading, running  # noqa: F401 - imported before the clock
    from terrier.lake import engine

    with engine.cursor():
        pass
    _say("prepared")
    actor = User.objects.get()
    start, worked = time.perf_counter(), _processor_seconds()
    importing = _receive(file, actor)
    received = time.perf_counter()
    _work(importing)
    read = time.perf_counter()
    _launch(importing, actor)
    committed = time.perf_counter()
    rows = _first_page(importing)
    readable = time.perf_counter()
    receipt = importing.version.receipt
    _say(
        "import",
        seconds=readable - start,
        processor=_processor_seconds() - worked,
        receive=received - start,
        read=read - received,
        run=committed - read,
        page=readable - committed,
        rows=rows,
        steps=receipt["steps"],
        slug=importing.dataset.slug,
        columns={c["name"]: c["type"] for c in importing.version.tables.get().columns},
        equation=receipt["tables"][0]["equation"],
        rejects=receipt["tables"][0]["rejects"],
        encoding=[e["value"] for e in receipt["tables"][0]["evidence"] if e["what"] == "encoding"],
    )
    if with_map:
        start, worked = time.perf_counter(), _processor_seconds()
        _drain()
        took = {"seconds": time.perf_counter() - start, "processor": _processor_seconds() - worked}
        _say("archive", **took, **_archive(importing))


def _processor_seconds() -> float:
    """Give the work of this process and of the children that have ended."""
    return sum(os.times()[:4])


def _receive(file: Path, actor: Any) -> Any:
    from terrier.apps.imports.actions import receiving
    from terrier.apps.territories.models import Organisation
    from terrier.apps.territories.queries import reader_of

    return receiving.begin(
        actor,
        reader_of(actor),
        owner=Organisation.objects.get(parent=None),
        originals=[receiving.keep_local_file(file, actor)],
        metadata={"title": instance.TITLE},
    )


def _work(importing: Any) -> None:
    """Do the one job that waits."""
    from terrier.apps.jobs.worker import run_one

    if not run_one("benchmark"):
        raise RuntimeError("no job waits")
    importing.refresh_from_db()
    if importing.error:
        raise RuntimeError(importing.error)


def _launch(importing: Any, actor: Any) -> None:
    from terrier.apps.imports.actions import deciding
    from terrier.apps.territories.queries import reader_of

    deciding.launch(importing, reader_of(actor), actor)
    _work(importing)


def _first_page(importing: Any) -> int:
    from terrier.apps.catalog import authority
    from terrier.domain.access.policy import Sight
    from terrier.lake import rows

    stored = importing.version.tables.get()
    relation = authority.relation(Sight(visible=True), importing.dataset, stored)
    return rows.page(relation, size=25).total


def _drain() -> None:
    from terrier.apps.jobs.worker import drain

    drain()


def _archive(importing: Any) -> dict[str, Any]:
    from terrier.apps.catalog.store import store
    from terrier.lake.tiles import archive_info

    path = store().path(importing.version.tables.get().archive)
    info = archive_info(path)
    return {
        "megabytes": path.stat().st_size / 1e6,
        "zooms": [info.min_zoom, info.max_zoom],
        "features": info.features,
    }


def _say(phase: str, **told: Any) -> None:
    print(json.dumps({"phase": phase, **told}, default=str), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), with_map="--map" in sys.argv)
