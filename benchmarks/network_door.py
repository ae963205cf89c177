"""Child: a network through the whole door, then declared and held against every check."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import instance
from benchmarks.door import _processor_seconds, _receive, _say, _work

KEYS = ("idcana", "idappareil", "idouvrage")


def main(file: Path) -> None:
    """Receive, read, import, declare, check; say the time of each."""
    instance.open_here()
    from terrier.apps.accounts.models import User
    from terrier.lake import engine

    with engine.cursor():
        pass
    _say("prepared")
    actor = User.objects.get()
    start, worked = time.perf_counter(), _processor_seconds()
    importing = _receive(file, actor)
    _work(importing)
    read = time.perf_counter()
    _launch(importing, actor)
    committed = time.perf_counter()
    network = _declare(importing, actor)
    declared = time.perf_counter()
    run = _check(network)
    checked = time.perf_counter()
    _say(
        "checked",
        seconds=checked - start,
        processor=_processor_seconds() - worked,
        read=read - start,
        run=committed - read,
        declare=declared - committed,
        check=checked - declared,
        counts=run.counts,
        rows={t.table.name: t.records for t in importing.version.tables.all()},
    )


def _launch(importing: Any, actor: Any) -> None:
    from terrier.apps.imports.actions import deciding
    from terrier.apps.territories.queries import reader_of

    for table in importing.plan["tables"]:
        table["key"] = [c["name"] for c in table["columns"] if c["name"] in KEYS]
    importing.save(update_fields=["plan"])
    deciding.launch(importing, reader_of(actor), actor)
    _work(importing)


def _declare(importing: Any, actor: Any) -> Any:
    from terrier.apps.networks.actions.declaring import declare
    from terrier.apps.networks.models import Service
    from terrier.apps.territories.queries import reader_of
    from terrier.domain.topology.models import recognise

    dataset = importing.dataset
    stored = dataset.current.tables.select_related("table")
    mapping = recognise({t.table.name: [c["name"] for c in t.columns] for t in stored})
    assert mapping is not None
    service = Service.objects.create(
        name="Eau potable", competence="drinking_water", holder=dataset.owner
    )
    return declare(
        actor,
        reader_of(actor),
        dataset,
        service=service,
        commodity=mapping.commodity,
        mapping=mapping,
    )


def _check(network: Any) -> Any:
    from terrier.apps.networks.actions import checking

    return checking.check(network, network.dataset.current, lambda _step, _share: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
