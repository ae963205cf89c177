"""From a file to a version with its receipt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.store import store
from terrier.apps.imports.actions import rebuilding
from terrier.apps.imports.models import Import
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.tabular.plan import ImportPlan
from terrier.lake.storage import sha256_of

TONNAGES = (
    "Code INSEE;Commune;Date;Tonnage;Part\n"
    "01004;Ambérieu;03/02/2024;1 234,56;12,5 %\n"
    "01005;Ambérieux;28/02/2024;12,00;0,5 %\n"
    "01006;Ambléon;01/03/2024;NC;100 %\n"
)


@pytest.mark.django_db
def test_a_typical_file_is_typed_and_accounted_for(door, rows):
    importing = door.bring(TONNAGES, encoding="cp1252")
    first, _, third = rows(importing.version)
    assert first["code_insee"] == "01004"
    assert first["date"] == date(2024, 2, 3)
    assert Decimal(str(first["tonnage"])) == Decimal("1234.56")
    assert third["tonnage"] is None
    equation = importing.version.receipt["tables"][0]["equation"]
    assert (equation["lines"], equation["preamble"], equation["records"]) == (4, 1, 3)
    assert (equation["inserted"], equation["rejected"]) == (3, 0)
    tonnage = next(
        c for c in importing.version.receipt["tables"][0]["columns"] if c["name"] == "tonnage"
    )
    assert tonnage["missing"] == {"NC": 1}


@pytest.mark.django_db
def test_the_original_is_kept_as_received(door):
    importing = door.bring(TONNAGES, encoding="cp1252")
    original = importing.version.originals.get()
    kept = store().path(original.path)
    assert kept.read_bytes() == TONNAGES.encode("cp1252")
    assert sha256_of(kept) == original.sha256


@pytest.mark.django_db
def test_an_identical_file_makes_no_version(door):
    first = door.bring(TONNAGES)
    again = door.bring(TONNAGES, dataset=first.dataset)
    assert again.state == Import.State.UNCHANGED
    assert first.dataset.versions.count() == 1


@pytest.mark.django_db
def test_upsert_updates_by_key_and_counts_every_row(door, rows):
    first = door.bring("id;nom\nA1;vanne\nA2;pompe\n")
    second = door.bring(
        "id;nom\nA2;pompe neuve\nA3;ventouse\n", dataset=first.dataset, mode="upsert"
    )
    assert [(r["id"], r["nom"]) for r in rows(second.version)] == [
        ("A1", "vanne"),
        ("A2", "pompe neuve"),
        ("A3", "ventouse"),
    ]
    equation = second.version.receipt["tables"][0]["equation"]
    assert (equation["inserted"], equation["updated"], equation["unchanged"]) == (1, 1, 0)


@pytest.mark.django_db
def test_append_refuses_keys_that_are_in_place(door, rows):
    first = door.bring("id;nom\nA1;vanne\n")
    second = door.bring("id;nom\nA1;autre\nA2;pompe\n", dataset=first.dataset, mode="append")
    assert [r["id"] for r in rows(second.version)] == ["A1", "A2"]
    assert second.version.receipt["tables"][0]["equation"]["rejected"] == 1


@pytest.mark.django_db
def test_a_column_that_disappears_is_asked_about(door):
    first = door.bring("id;nom;ton\nA1;vanne;3\n")
    stable = first.dataset.tables.get().columns.get(name="ton").stable_id
    importing = door.read("id;nom;tonnage\nA1;vanne;4\n", dataset=first.dataset)
    with pytest.raises(Invalid, match="« ton »"):
        door.launch(importing)
    importing.column_changes = {first.dataset.tables.get().name: {"ton": "tonnage"}}
    importing.save()
    done = door.launch(importing)
    assert done.state == Import.State.DONE, done.error
    assert first.dataset.tables.get().columns.get(name="tonnage").stable_id == stable


@pytest.mark.django_db
def test_rejected_rows_are_repaired_and_the_version_built_again(door, rows):
    lines = "\n".join(f"{n};{n * 10}" for n in range(1, 200))
    importing = door.read(f"id;poids\n{lines}\n200;douze\n201;210\n")
    assert "douze" in str(importing.plan)
    door.launch(importing)
    version = importing.version
    assert version.receipt["tables"][0]["equation"]["rejected"] == 1
    again = rebuilding.with_repairs(
        version, version.tables.get().table.name, {(201, "poids"): "12"}, door.reader, door.actor
    )
    from terrier.apps.jobs.worker import drain

    drain()
    again.refresh_from_db()
    assert again.state == Import.State.DONE, again.error
    assert {r["id"]: r["poids"] for r in rows(again.version)}[200] == 12
    assert again.version.receipt["tables"][0]["equation"]["rejected"] == 0
    assert ImportPlan.from_json(again.version.plan).tables[0].repairs[0].value == "12"


@pytest.mark.django_db
def test_two_appends_read_on_the_same_base_both_arrive(door, rows):
    first = door.bring("n;v\n1;a\n")
    one = door.read("n;v\n2;b\n", "b.csv", dataset=first.dataset, mode="append")
    two = door.read("n;v\n3;c\n", "c.csv", dataset=first.dataset, mode="append")
    door.launch(one)
    door.launch(two)
    assert [r["v"] for r in rows(two.version)] == ["a", "b", "c"]


@pytest.mark.django_db
def test_launching_twice_imports_once(door):
    importing = door.read(TONNAGES)
    door.launch(importing)
    with pytest.raises(Conflict):
        door.launch(importing)
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_an_unreadable_file_says_why_and_leaves_nothing(door):
    importing = door.read(b"%PDF-1.7 rien", "rapport.pdf")
    assert importing.state == Import.State.FAILED
    assert "PDF" in importing.error
    assert not Dataset.objects.exists()


@pytest.mark.django_db
def test_a_reader_may_not_import(door, place):
    from terrier.apps.imports.actions import receiving
    from terrier.apps.territories.queries import reader_of
    from terrier.domain.access.policy import Role

    outsider = place.member("Paul", Role.READER)
    with pytest.raises(Refused):
        receiving.begin(outsider, reader_of(outsider), owner=place.root, originals=[])


@pytest.mark.django_db
def test_an_import_given_up_before_a_worker_took_it_changes_nothing(door):
    from terrier.apps.imports.actions import deciding
    from terrier.apps.jobs.worker import drain

    importing = door.read(TONNAGES)
    deciding.launch(importing, door.reader, door.actor)
    deciding.give_up(importing, door.reader, door.actor)
    drain()
    importing.refresh_from_db()
    assert importing.state == Import.State.CANCELLED
    assert not Dataset.objects.exists()


@pytest.mark.django_db
def test_a_first_import_that_fails_late_leaves_no_empty_draft(door, monkeypatch):
    from terrier.apps.catalog.actions import versions

    def refuse(*_args, **_kwargs):
        raise Invalid("Le disque est plein.")

    importing = door.read(TONNAGES)
    monkeypatch.setattr(versions, "commit", refuse)
    door.launch(importing)
    assert importing.state == Import.State.FAILED
    assert "disque" in importing.error
    assert not Dataset.objects.exists()


@pytest.mark.django_db
def test_the_type_that_a_question_suggests_is_taken_by_one_button(door, client):
    lines = "\n".join(f"{n};{n},50" for n in range(1, 59))
    importing = door.read(f"n;montant\n{lines}\n59;douze\n60;à voir\n")
    column = importing.plan["tables"][0]["columns"][1]
    assert (column["grammar"], column["suggestion"]) == ("text", "decimal_comma")
    client.force_login(door.actor)
    page = client.get(f"/importer/{importing.pk}/").content.decode()
    assert "Lire comme nombre" in page
    answers = {
        "t0-keep": "on",
        "t0-c0-keep": "on",
        "t0-c1-keep": "on",
        "do": "as:t0-c1-grammar:decimal_comma",
    }
    client.post(f"/importer/{importing.pk}/decider/", answers)
    importing.refresh_from_db()
    assert importing.plan["tables"][0]["columns"][1]["grammar"] == "decimal_comma"
