"""Archives: valid bags, complete, bound to the rights of today, and gone in time."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import bagit
import pyarrow.parquet as pq
import pyogrio
import pytest
import rdflib
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Dataset, Original, Reading, Tombstone
from terrier.apps.catalog.store import store
from terrier.apps.jobs import actions as jobs
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import drain
from terrier.apps.obligations.actions import archives
from terrier.apps.obligations.archiving.datasets import safe_name
from terrier.apps.obligations.bags import folder_bag, zip_bag
from terrier.apps.obligations.models import Archive, ArchiveTerms
from terrier.apps.obligations.standalone import archive_to
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Gone, Invalid, NotFound, Refused


@pytest.fixture
def published(bins):
    """Give a dataset with a masked column, two versions and an original."""
    dataset = bins("Points", licence="etalab-2.0")
    bins.add_version(dataset, rows=30)
    bins.mask(dataset)
    dataset.refresh_from_db()
    keep_original(dataset, "relevé : 2024?.csv", b"commune;nom\n96001;Point 1\n")
    return dataset


def keep_original(dataset: Dataset, name: str, content: bytes) -> Original:
    digest = hashlib.sha256(content).hexdigest()
    path = f"originals/{digest}/x"
    file = store().path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    original = Original.objects.create(name=name, sha256=digest, size=len(content), path=path)
    dataset.current.originals.add(original)
    return original


def unpack(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        packed.extractall(folder)
    (top,) = folder.iterdir()
    bagit.Bag(str(top)).validate()
    return top


def ask(client, place, dataset, role=Role.PUBLISHER, **typed) -> Archive:
    client.force_login(place.member("Camille", role))
    client.post(f"/jeux/{dataset.slug}/archive/demander", typed)
    drain()
    return Archive.objects.get()


def test_a_dataset_becomes_a_valid_bag_of_plain_files(client, place, published, tmp_path):
    archive = ask(client, place, published)
    answer = client.get(f"/archives/{archive.pk}.zip")
    file = tmp_path / "a.zip"
    file.write_bytes(answer.getvalue())
    assert hashlib.sha256(file.read_bytes()).hexdigest() == archive.sha256
    top = unpack(file, tmp_path / "out")
    here = top / "data/jeux/points/courant"
    rows = list(csv.DictReader((here / "points.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 30
    assert pq.read_table(here / "points.parquet").num_rows == 30
    assert pyogrio.read_info(here / "points.gpkg")["features"] == 30
    assert rows[1]["telephone"].startswith("03 85")  # Its publisher sees masked columns.
    said = json.loads((top / "data/jeux/points/description.json").read_text())
    assert said["licence"] == "etalab-2.0"
    assert [v["dans_l_archive"] for v in said["versions"]] == [False, True]
    (original,) = (top / "data/jeux/points/originaux").iterdir()
    assert original.read_bytes().startswith(b"commune;nom")
    assert original.name.endswith("-relevé _ 2024_.csv")
    graph = rdflib.Graph().parse(top / "data/catalogue.ttl")
    assert "Points" in {str(o) for o in graph.objects()}
    assert AuditEntry.objects.filter(action="archive.fetch").count() == 1


def test_every_version_on_demand(client, place, published, tmp_path):
    archive = ask(client, place, published, every_version="1")
    top = unpack(store().path(archive.key), tmp_path / "out")
    old = top / "data/jeux/points/versions/1/points.csv"
    assert len(old.read_text().splitlines()) == 61


def test_its_terms_are_kept_and_told(client, place, published, tmp_path):
    client.force_login(place.member("Alix", Role.PUBLISHER))
    typed = {"years": "10", "starts": "La fin du marché", "fate": "destruction", "basis": "DAF"}
    client.post("/jeux/points/archive/", typed)
    assert ArchiveTerms.objects.get().fate == "destruction"
    assert AuditEntry.objects.filter(action="archive.terms").count() == 1
    top = unpack(store().path(ask(client, place, published).key), tmp_path / "out")
    told = (top / "bag-info.txt").read_text()
    assert "Duree-Utilite-Administrative: points : 10 ans" in told
    assert "Sort-Final: points : destruction" in told


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_who_does_not_publish_asks_for_nothing(client, place, published, role):
    client.force_login(place.member("Autre", role))
    assert client.get("/jeux/points/archive/").status_code == 403
    assert client.post("/jeux/points/archive/demander").status_code == 403
    assert client.post("/archives/demander").status_code == 403
    assert not Archive.objects.exists()


def test_another_person_does_not_fetch_it(client, place, published):
    archive = ask(client, place, published)
    client.force_login(place.member("Autre", Role.ADMINISTRATOR))
    assert client.get(f"/archives/{archive.pk}.zip").status_code == 404


def test_rights_lost_before_or_after_close_it(client, place, published, reader_of):
    archive = ask(client, place, published)
    person = archive.asked_by
    person.memberships.update(role=Role.READER.value)
    assert client.get(f"/archives/{archive.pk}.zip").status_code == 410
    person.memberships.update(role=Role.PUBLISHER.value)
    second = archives.ask_one(reader_of(person), published, every_version=False)
    person.memberships.update(role=Role.READER.value)
    drain()
    second.refresh_from_db()
    assert second.key == ""
    assert second.job.state == Job.State.FAILED


def test_what_is_erased_closes_the_archives_made_before(client, place, published):
    archive = ask(client, place, published)
    Tombstone.objects.create(version=published.current, cause="person", rows=1)
    assert client.get(f"/archives/{archive.pk}.zip").status_code == 410
    file = store().path(archive.key)
    assert archives.clear_old() == 1
    assert not file.exists()


def test_an_archive_is_cleared_in_time(client, place, published):
    archive = ask(client, place, published)
    assert archives.clear_old() == 0
    Archive.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert archives.clear_old() == 1
    assert client.get(f"/archives/{archive.pk}.zip").status_code == 410
    assert "effacée" in client.get("/archives/").content.decode()


def test_everything_that_one_publishes_and_no_more(client, place, bins, published, tmp_path):
    other = territories.create_organisation(SYSTEM, name="Autre Rive", kind="epci", parent=None)
    bins("Voisins", owner=other)
    client.force_login(place.member("Camille", Role.PUBLISHER))
    client.post("/archives/demander")
    drain()
    top = unpack(store().path(Archive.objects.get().key), tmp_path / "out")
    assert [p.name for p in (top / "data/jeux").iterdir()] == ["points"]
    assert not (top / "data/instance").exists()
    told = (top / "data/LISEZMOI.txt").read_text()
    assert "1 jeu de données n’y est pas" in " ".join(told.split())
    assert "Voisins" not in "".join(p.read_text() for p in top.glob("*.txt"))


def test_the_instance_administrator_takes_the_instance_but_not_what_they_do_not_publish(
    desk, place, published, tmp_path
):
    text = desk.get("/archives/").content.decode()
    assert "parce que vous ne le publiez pas" in text
    desk.post("/archives/demander")
    drain()
    top = unpack(store().path(Archive.objects.get().key), tmp_path / "out")
    assert not (top / "data/jeux").exists()
    assert "demandé une archive" in (top / "data/instance/journal.csv").read_text("utf-8-sig")
    assert json.loads((top / "data/instance/organismes.json").read_text())


def test_the_command_takes_everything(place, bins, published, tmp_path):
    bins("Brouillon", published_at=None)
    bins("Restreint", visibility="restricted")
    files, notes = archive_to(tmp_path / "sortie.zip", email=None)
    assert notes == []
    top = unpack(tmp_path / "sortie.zip", tmp_path / "out")
    assert {p.name for p in (top / "data/jeux").iterdir()} == {"points", "brouillon", "restreint"}
    assert len([p for p in (top / "data").rglob("*") if p.is_file()]) == files
    public = rdflib.Graph().parse(top / "data/catalogue.ttl")
    assert len(list(public.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset))) == 1
    archive_to(tmp_path / "dossier", email=None, dataset="points")
    bagit.Bag(str(tmp_path / "dossier")).validate()


def test_what_leaves_is_told_to_its_owner(client, place, bins, published, tmp_path):
    Dataset.objects.filter(slug="points").update(about_persons=True)
    archive = ask(client, place, published)
    client.get(f"/archives/{archive.pk}.zip").getvalue()
    taken = AuditEntry.objects.filter(action="archive.take")
    assert [(e.object_label, e.organisation_id) for e in taken] == [("Points", place.root.pk)]
    assert Reading.objects.get().reader == archive.asked_by
    archive_to(tmp_path / "a.zip", email=None)
    assert taken.all().count() == 2
    top = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert "Points" in (top / "data/instance/registre.csv").read_text("utf-8-sig")


def test_an_archive_of_somebody_who_left_is_still_cleared(client, place, published):
    archive = ask(client, place, published)
    file = store().path(archive.key)
    archive.asked_by.delete()
    Archive.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert archives.clear_old() == 1
    assert not file.exists()


def test_the_command_refuses_what_cannot_be(place, published, tmp_path):
    (tmp_path / "la.zip").touch()
    with pytest.raises(Invalid):
        archive_to(tmp_path / "la.zip", email=None)
    with pytest.raises(Invalid):
        archive_to(tmp_path / "absent" / "a.zip", email=None)
    with pytest.raises(NotFound):
        archive_to(tmp_path / "a.zip", email=None, dataset="inconnu")
    with pytest.raises(Refused):
        archive_to(tmp_path / "a.zip", email="personne@val.example")
    place.member("Lise", Role.READER)
    with pytest.raises(NotFound):
        archive_to(tmp_path / "a.zip", email="lise@val.example", dataset="points")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".zip"] == ["la.zip"]


def test_what_is_no_longer_kept_is_said(place, bins, published, tmp_path):
    for original in Original.objects.all():
        store().remove(original.path)
    _files, notes = archive_to(tmp_path / "a.zip", email=None)
    assert notes == ["points : le fichier d’origine « relevé : 2024?.csv » n’est plus gardé."]
    top = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert notes[0] in (top / "data/LISEZMOI.txt").read_text()


def test_a_withdrawn_version_is_not_in_it(place, bins, published, tmp_path):
    published.versions.filter(number=1).update(gone_reason="Effacée.")
    archive_to(tmp_path / "a.zip", email=None, every_version=True)
    top = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert not (top / "data/jeux/points/versions").exists()


def test_a_dataset_without_data_has_its_description(place, tmp_path):
    Dataset.objects.create(slug="vide", title="Vide", owner=place.root)
    archive_to(tmp_path / "a.zip", email=None, dataset="vide")
    top = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert [p.name for p in (top / "data/jeux/vide").iterdir()] == ["description.json"]


def test_a_killed_job_begins_again(client, place, published, reader_of, monkeypatch):
    person = place.member("Camille", Role.PUBLISHER)
    archive = archives.ask_one(reader_of(person), published, every_version=False)

    class Killed(BaseException):
        pass

    def die(*_arguments, **_options):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("terrier.apps.obligations.archiving.making.add_dataset", die)
        job = jobs.claim("first")
        with pytest.raises(Killed):
            archives.make(job.payload["archive_id"], lambda _step, _share: None)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.reclaim_lost()
    drain()
    archive.refresh_from_db()
    assert archive.key
    assert archive.job.state == Job.State.DONE
    assert list((store().root / "work").iterdir()) == []


@pytest.mark.parametrize(("opened", "name"), [(zip_bag, "a.zip"), (folder_bag, "a")])
def test_a_failure_leaves_no_half_archive(tmp_path, opened, name):
    def fail():
        with opened(tmp_path / name, *(["a"] if opened is zip_bag else [])) as bag:
            bag.add_text("x.txt", "x")
            raise Gone("x")

    with pytest.raises(Gone):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\nb.csv", "a_b.csv"),
        ("x" * 300 + ".geojson", "x" * 142 + ".geojson"),
        ("...", "sans-nom"),
        ("C:\\temp\\f.xlsx", "C__temp_f.xlsx"),
        ("", "sans-nom"),
    ],
)
def test_names_are_those_that_every_system_takes(given, written):
    assert safe_name(given) == written
