"""`proposals`: the crossings worth proposing for one dataset, against a catalogue of 500."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks import instance
from benchmarks.figures import Run

TITLE = "Proposed crossings"
DATASETS = 500
ROWS = 5_000
SKETCHED = 25
"""Tables that are written and sketched; the others of the catalogue hold the same values."""
ASKED = 12
MOST_S = 2.0
HOME = instance.WORK / "proposals-home"


def measure(run: Run) -> None:
    """Sketch a catalogue of 500 tables, then ask for the proposals of some, nothing being kept."""
    _open()
    from django.core.cache import cache

    from terrier.apps.catalog.models import Dataset
    from terrier.apps.crossing.queries.proposals import proposed
    from terrier.apps.territories.queries import PUBLIC

    started = time.perf_counter()
    _fill()
    run.detail["making the catalogue, s"] = time.perf_counter() - started
    times, found = [], []
    for dataset in Dataset.objects.order_by("pk")[:: DATASETS // ASKED]:
        stored = dataset.current.tables.select_related("version", "table").get()
        cache.clear()
        started = time.perf_counter()
        proposals = proposed(PUBLIC, stored).proposals
        times.append(time.perf_counter() - started)
        found.append(len(proposals))
    run.detail |= {"seconds": times, "proposals": found}
    note = f"{DATASETS} datasets, {statistics.median(found):.0f} proposals each"
    run.add(
        "Proposals for one dataset, median", statistics.median(times), "s", most=MOST_S, note=note
    )
    run.add("Proposals for one dataset, slowest", max(times), "s", most=MOST_S)
    started = time.perf_counter()
    proposed(PUBLIC, stored)
    run.add("The same again, kept", (time.perf_counter() - started) * 1000, "ms")


def _open() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    os.environ.update(instance.environment() | {"TERRIER_HOME": str(HOME)})
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from terrier.lake import engine

    engine.configure(**settings.LAKE)
    call_command("migrate", verbosity=0, interactive=False)


def _fill() -> None:
    """Make public datasets of twelve columns: codes, names, quantities, dates and positions."""
    from django.utils import timezone

    from terrier.apps.catalog.models import (
        Column,
        Dataset,
        Table,
        Version,
        VersionTable,
    )
    from terrier.apps.crossing.models import TableSketch
    from terrier.apps.territories.models import Organisation
    from terrier.lake.relation import Relation, RelationColumn
    from terrier.lake.sketches import ENGINE, sketch

    owner = Organisation.objects.create(name="Mesures", slug="mesures", kind="epci")
    sketched: list[dict[str, Any]] = []
    for n in range(DATASETS):
        path = HOME / f"{n % SKETCHED}.parquet"
        dataset = Dataset.objects.create(
            slug=f"jeu-{n}", title=f"Jeu {n}", owner=owner, visibility="public",
            published_at=timezone.now(),
        )  # fmt: skip
        table = Table.objects.create(dataset=dataset, name="t", title="Table")
        columns = [
            Column.objects.create(table=table, name=name, type=type, label=label, concept=concept)
            for name, type, label, concept in COLUMNS
        ]
        described = [{"id": c.stable_id, "name": c.name, "type": c.type} for c in columns]
        version = Version.objects.create(dataset=dataset, number=1, mode="replace")
        stored = VersionTable.objects.create(
            version=version, table=table, path=str(path), records=ROWS, columns=described,
            geometry_type="Point",
        )  # fmt: skip
        Dataset.objects.filter(pk=dataset.pk).update(current=version)
        relation = Relation(
            path,
            tuple(
                RelationColumn(c.stable_id, c.name, c.type, c.label, None, c.concept or None)
                for c in columns
            ),
            has_geometry=True,
        )
        if n < SKETCHED:
            _write(n, path)
            sketched.append(sketch(relation, {}).to_json())
        facts = _renamed(sketched[n % SKETCHED], [c.stable_id for c in columns])
        TableSketch.objects.create(stored=stored, facts=facts, engine=ENGINE)


COLUMNS = (
    ("code_insee", "TEXT", "Code Insee", "commune_code"),
    ("siret", "TEXT", "SIRET", "siret"),
    ("reference", "TEXT", "Référence du dossier", ""),
    ("nom", "TEXT", "Nom", ""),
    ("type", "TEXT", "Type", ""),
    ("quartier", "TEXT", "Quartier", ""),
    ("annee", "BIGINT", "Année", ""),
    ("numero", "BIGINT", "Numéro", ""),
    ("montant", "DOUBLE", "Montant", ""),
    ("population", "BIGINT", "Population", ""),
    ("le", "DATE", "Date", ""),
    ("actif", "BOOLEAN", "Actif", ""),
)


def _renamed(facts: dict[str, Any], ids: list[str]) -> dict[str, Any]:
    """Give the sketch of another table of the same values."""
    kept = zip(facts["columns"], ids, strict=True)
    return facts | {"columns": [c | {"id": i} for c, i in kept], "together": {}}


def _write(n: int, path: Path) -> None:
    """Write one table: a tenth of the codes and names of each is found in its neighbours."""
    from terrier.lake.engine import cursor

    first = n * ROWS * 9 // 10
    with cursor() as db:
        db.execute(
            f"""COPY (SELECT i + 1 AS _line, i + 1 AS _row,
              lpad((71001 + (i * 7 + {n}) % 580)::TEXT, 5, '0') AS code_insee,
              lpad((20000000000000 + {first} + i)::TEXT, 14, '0') AS siret,
              'D-' || ({first} + i) AS reference, 'Nom ' || ({first} + i) AS nom,
              'type ' || i % 8 AS type, 'quartier ' || ({n} % 20) || '-' || i % 60 AS quartier,
              2000 + i % 25 AS annee, i + 1 AS numero, i * 1.5 AS montant, i % 900 AS population,
              DATE '2020-01-01' + (i % 1500)::INT AS le, i % 2 = 0 AS actif,
              ST_Point(4.2 + (i % 97) * 0.01, 46.2 + (i % 89) * 0.01) AS geom
            FROM range({ROWS}) t(i)) TO '{path}' (FORMAT parquet, geoparquet_version 'BOTH')"""
        )
