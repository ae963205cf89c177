"""Tables that obey a national schema are offered as its files, and said so to harvesters."""

from __future__ import annotations

import csv
import io

import pytest
from frictionless import Resource, Schema, system
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.worker import drain
from terrier.apps.opening.models import NationalFile
from tests.apps.imports.conftest import Door
from tests.conftest import SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
VALID = "stationnement/stationnement_exemple-valide.csv"


@pytest.fixture
def opened(place, tmp_path, settings):
    """Bring a real file in and open its dataset to everybody."""
    settings.SCHEMAS = SHARED / "schemas"
    door = Door(place, tmp_path)

    def bring(body: bytes) -> Dataset:
        dataset = door.bring(body).version.dataset
        Dataset.objects.update(visibility="public", published_at=dataset.created_at)
        Column.objects.update(masked=False)
        hold()
        return dataset

    return bring


def hold() -> None:
    enqueue("opening.examine", {})
    drain()


def graph(client) -> Graph:
    return Graph().parse(data=client.get("/api/catalogue.ttl").content, format="turtle")


def national_files(client) -> list[str]:
    return [
        str(s) for s in graph(client).subjects(DCTERMS.conformsTo) if str(s).endswith("#schema")
    ]


def address(dataset: Dataset) -> str:
    return f"/api/collections/{dataset.slug}.{dataset.tables.get().name}/schema.csv"


def test_a_table_that_obeys_is_offered_and_said(opened, client):
    dataset = opened((SHARED / VALID).read_bytes())
    found = NationalFile.objects.get()
    assert (found.title, found.errors, found.conforms) == ("Lieux de stationnement", 0, True)
    (distribution,) = national_files(client)
    said = {str(o) for o in graph(client).objects(URIRef(distribution), DCTERMS.conformsTo)}
    assert said == {
        "https://schema.data.gouv.fr/schemas/etalab/schema-stationnement/0.1.5/schema.json"
    }
    answer = client.get(address(dataset))
    body = b"".join(answer)
    rows = list(csv.reader(io.StringIO(body.decode())))
    before = list(csv.reader(io.StringIO((SHARED / VALID).read_text("utf-8-sig"))))
    assert len(rows) == len(before)
    assert set(rows[0]) <= set(before[0])
    page = client.get(f"/jeux/{dataset.slug}/").content.decode()
    assert "Fichier conforme au schéma national" in page


def test_the_file_is_valid_for_the_official_checker(opened, client, tmp_path):
    dataset = opened((SHARED / VALID).read_bytes())
    (tmp_path / "sortie.csv").write_bytes(b"".join(client.get(address(dataset))))
    schema = SHARED / "schemas/etalab/schema-stationnement/latest/schema.json"
    with system.use_context(trusted=True):
        checked = Resource(
            path=str(tmp_path / "sortie.csv"), schema=Schema.from_descriptor(str(schema))
        ).validate()
    wrong = [e.message for t in checked.tasks for e in t.errors if e.type != "missing-label"]
    assert wrong == []


def test_a_table_with_one_wrong_value_is_not(opened, client):
    body = (SHARED / "stationnement/stationnement_exemple-invalide.csv").read_bytes()
    dataset = opened(body)
    assert NationalFile.objects.get().errors > 0
    assert national_files(client) == []
    assert client.get(address(dataset)).status_code == 404


def test_what_a_mask_takes_away_is_checked_again(opened, client):
    dataset = opened((SHARED / VALID).read_bytes())
    Column.objects.filter(table__dataset=dataset, name="id").update(masked=True)
    Dataset.objects.update(policy_revision=dataset.policy_revision + 1)
    assert client.get(address(dataset)).status_code == 404
    hold()
    assert not NationalFile.objects.get().conforms
    assert national_files(client) == []


def test_what_is_not_public_is_not_held(opened, client):
    dataset = opened((SHARED / VALID).read_bytes())
    Dataset.objects.update(visibility="internal")
    assert client.get(address(dataset)).status_code == 404
    assert national_files(client) == []
