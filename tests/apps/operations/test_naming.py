"""Every file that lies in a store is named, or is made again on demand."""

from __future__ import annotations

from datetime import date

import pytest

from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.store import store
from terrier.apps.interventions.actions import documents, pictures
from terrier.apps.interventions.models import Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.networks.actions.declaring import declare
from terrier.apps.networks.models import Service
from terrier.apps.operations.keeping import naming, snapshots
from terrier.apps.stories.actions import blocks, pages
from terrier.apps.stories.choices import Kind
from terrier.connectors.documents.recognising import recognise
from terrier.connectors.photographs.rewriting import Rewritten
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.mapping import NetworkMapping, TableMapping
from tests.apps.imports.conftest import Door, door  # noqa: F401
from tests.conftest import ON_POSTGRESQL


@pytest.mark.skipif(ON_POSTGRESQL, reason="a snapshot opens a database, which a test may not")
@pytest.mark.django_db(transaction=True)  # SQLite copies nothing while it is being written
def test_a_store_where_much_has_happened(door: Door, tmp_path):  # noqa: F811
    places = door.bring("code;nom;lat;lon\n1;a;46.5;4.8\n2;b;46.6;4.9\n", "lieux.csv").dataset
    photographed = Intervention.objects.create(
        table=places.tables.get(), row_key="1", kind="other", done_on=date(2026, 3, 1)
    )
    with pictures.kept([Rewritten(b"a picture", 1, 1)]) as rows:
        pictures.attach(photographed, rows)
    documents.attach(
        door.actor,
        door.reader,
        open_table(door.reader, places.slug),
        "1",
        documents.Attached(recognise(b"%PDF-1.7 a plan"), "Plan"),
    )
    page = pages.create(door.actor, door.reader, door.place.root, {"title": "Une page"})
    picture = Rewritten(b"another picture", 1, 1)
    shown = {"alternative": "Un quai"}
    blocks.add(door.actor, door.reader, page, Kind.IMAGE, shown, picture)
    blocks.add(door.actor, door.reader, page, Kind.TEXT, {"text": "Un texte"})
    service = Service.objects.create(
        name="Eau", competence="drinking_water", holder=door.place.root
    )
    mapping = NetworkMapping("guided", tables={places.tables.get().name: TableMapping(Role.NODES)})
    declare(
        door.actor,
        door.reader,
        places,
        service=service,
        commodity=Commodity.DRINKING_WATER,
        mapping=mapping,
    )
    drain()
    rejecting = door.read("n;v\n1;2\n2;beaucoup\n3;4\n" * 60 + "4;5\n", "mesures.csv")
    rejecting.plan["tables"][0]["columns"][1]["grammar"] = "integer"
    door.launch(rejecting)
    door.read("a;b\n1;2\n", "en-attente.csv")
    root = store().root
    there = {str(f.relative_to(root)) for f in root.rglob("*") if f.is_file()}
    kept = {key for key in there if key.split("/")[0] not in {"work", "exports"}}

    snapshots.take(tmp_path / "snapshot.sqlite3")
    named = {file.key for file in naming.files_named(tmp_path / "snapshot.sqlite3")}

    assert named == kept
    assert {key.split("/")[0] for key in kept} >= {"networks", "images"}
    assert {key.rsplit(".", 1)[1] for key in kept} >= {"csv", "jpg", "parquet", "pdf", "pmtiles"}
