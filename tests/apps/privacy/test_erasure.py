"""Erasing a person: gone from every version and file, and not back with the next import."""

from __future__ import annotations

import csv

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection

from terrier.apps.catalog.models import Correction, Tombstone
from terrier.apps.catalog.store import store
from terrier.apps.imports import running
from terrier.apps.imports.models import Import
from terrier.apps.privacy import actions, ledger
from terrier.apps.privacy.actions import erasing
from terrier.apps.privacy.models import Erasure
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Refused
from tests.apps.privacy.conftest import NAME, SUBSCRIBERS, files_with, settle, target_of, with_key


def rows_told(word: str) -> list[str]:
    """List every row of the database in which a word stands."""
    found = []
    tables = set(connection.introspection.table_names())
    for model in (m for m in apps.get_models() if m._meta.db_table in tables):
        for one in model.objects.all():
            if word in serializers.serialize("json", [one], ensure_ascii=False):
                found.append(f"{model.__name__} {one.pk}")
    return found


def erase(administrator, protector, *targets):
    asked = settle(lambda: actions.ask(administrator, protector, targets, "Demande 12"))
    asked.refresh_from_db()
    assert asked.state == Erasure.State.DONE
    return asked


def test_the_person_is_gone_from_every_version_and_file(
    door, subscribers, administrator, protector
):
    more = SUBSCRIBERS.replace("A4;Petit", "A4;Grand") + "A9;Quendillac;trop;de;cellules;ici\n"
    settle(lambda: door.bring(more, "suite.csv", dataset=subscribers))
    assert files_with(NAME)
    assert rows_told(NAME)

    done = erase(
        administrator,
        protector,
        target_of(subscribers, key="A1", values={"nom": NAME}),
        target_of(subscribers, key="A9"),
    )

    assert files_with(NAME) == []
    assert rows_told(NAME) == []
    assert sorted((r["version"], r["rows"]) for r in done.result) == [(1, 1), (2, 1)]
    told = Tombstone.objects.values_list("version__number", "rows")
    assert sorted(told) == [(1, 1), (2, 1)]
    versions = subscribers.versions.order_by("number")
    assert [v.tables.get().records for v in versions] == [3, 3]
    assert [v.originals.get().redacted_at is not None for v in versions] == [True, True]


def test_the_receipt_keeps_its_counts_and_says_so(subscribers, administrator, protector):
    before = subscribers.current.receipt["tables"][0]["equation"]

    erase(administrator, protector, target_of(subscribers, key="A1"))

    receipt = subscribers.versions.get().receipt["tables"][0]
    assert receipt["equation"] == before
    assert "effacées" in receipt["notes"][0]


def test_the_row_does_not_come_back_with_the_same_file(door, subscribers, administrator, protector):
    erase(administrator, protector, target_of(subscribers, key="A1"))

    again = settle(lambda: door.bring(SUBSCRIBERS, "abonnes.csv", dataset=subscribers))

    assert again.state == Import.State.UNCHANGED
    assert files_with(NAME) == []
    assert rows_told(NAME) == []


@pytest.mark.parametrize("mode", ["replace", "append", "upsert"])
def test_the_next_file_is_read_without_the_row_and_the_receipt_adds_up(
    door, subscribers, administrator, protector, mode
):
    erase(administrator, protector, target_of(subscribers, key="A1"))
    text = SUBSCRIBERS if mode != "append" else "\n".join(SUBSCRIBERS.splitlines()[:2]) + "\n"
    text += "A5;Neuf;Ana;03 85 00 00 05;2025-06-07\nA6;Neuf;Eve;03 85 00 00 06;jamais\n"

    settled = settle(lambda: door.bring(text, "suite.csv", dataset=subscribers, mode=mode))

    equation = settled.version.receipt["tables"][0]["equation"]
    assert equation["erased"] == 1
    fates = ("inserted", "updated", "unchanged", "rejected", "erased")
    assert sum(equation[n] for n in fates) == equation["records"]
    assert files_with(NAME) == []
    assert rows_told(NAME) == []


def test_without_a_key_the_values_tell_the_row(door, administrator, protector):
    importing = door.read(SUBSCRIBERS, "abonnes.csv")
    with_key(importing, ())
    dataset = settle(lambda: door.launch(importing)).dataset
    erase(
        administrator,
        protector,
        target_of(dataset, key="", values={"nom": "QUENDILLAC ", "prenom": "zenobie"}),
    )
    assert files_with(NAME) == []

    text = SUBSCRIBERS.replace("A1;", "B7;").replace("A2;Martin", "A2;Martine")
    again = door.read(text, "suite.csv", dataset=dataset)
    with_key(again, ())
    version = settle(lambda: door.launch(again)).version

    assert version.receipt["tables"][0]["equation"]["erased"] == 1
    assert files_with(NAME) == []


def test_a_namesake_with_another_key_stays(door, subscribers, administrator, protector):
    text = SUBSCRIBERS + f"A7;{NAME};Zénobie;03 85 00 00 07;2025-06-07\n"
    settle(lambda: door.bring(text, "suite.csv", dataset=subscribers))

    erase(administrator, protector, target_of(subscribers, key="A1", values={"nom": NAME}))

    subscribers.refresh_from_db()
    assert subscribers.current.tables.get().records == 4


def test_a_refused_line_of_the_person_leaves_the_rejects(
    door, subscribers, administrator, protector
):
    text = SUBSCRIBERS.replace("2019-02-01", "2019-02-01;Quendillac")
    text = text.replace("A2;Martin", "A2;Martin;trop;de")
    version = settle(lambda: door.bring(text, "suite.csv", dataset=subscribers)).version
    assert files_with(f";{NAME};")

    erase(administrator, protector, target_of(subscribers, key="A1"))

    stored = version.tables.get()
    with store().path(stored.rejects).open(encoding="utf-8-sig") as kept:
        assert [row["ligne"] for row in csv.DictReader(kept)] == ["3"]
    assert files_with(NAME) == []


def test_corrections_and_their_trail_leave(subscribers, door, administrator, protector):
    from terrier.apps.catalog.actions import corrections

    table = subscribers.tables.get()
    column = table.columns.get(name="prenom")
    mending = corrections.Mending("A1", column.stable_id, "Zénobie", "Zénobine", "Faute de frappe")
    settle(lambda: corrections.correct(door.actor, door.reader, subscribers, table, mending))
    assert Correction.objects.count() == 1

    erase(administrator, protector, target_of(subscribers, key="A1"))

    assert Correction.objects.count() == 0
    assert rows_told("Zénobi") == []
    assert files_with(NAME) == []


def test_a_spreadsheet_is_withdrawn_with_its_reason(
    door, administrator, protector, client, tmp_path
):
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "b.xlsx")
    sheet = book.add_worksheet()
    for n, line in enumerate(SUBSCRIBERS.splitlines()):
        sheet.write_row(n, 0, line.split(";"))
    book.close()
    importing = door.read((tmp_path / "b.xlsx").read_bytes(), "abonnes.xlsx")
    with_key(importing, ("numero",))
    dataset = settle(lambda: door.launch(importing)).dataset
    (tmp_path / "b.xlsx").unlink()

    erase(administrator, protector, target_of(dataset, key="A1"))

    original = dataset.versions.get().originals.get()
    assert not store().path(original.path).exists()
    client.force_login(door.actor)
    address = f"/jeux/{dataset.slug}/versions/1/fichiers/{original.pk}/"
    answer = client.get(f"{address}")
    assert answer.status_code in (404, 410)
    assert "effacées" in original.gone_reason


def test_rows_erased_while_a_file_is_read_do_not_come_with_it(door, subscribers, monkeypatch):
    target = target_of(subscribers, key="A1")
    type_table = running.type_table

    def erased_meanwhile(*asked, **options):
        typed = type_table(*asked, **options)
        erasing._mark(subscribers, [target])
        return typed

    monkeypatch.setattr(running, "type_table", erased_meanwhile)
    text = SUBSCRIBERS + "A5;Neuf;Ana;;2025-06-07\n"
    version = settle(lambda: door.bring(text, "suite.csv", dataset=subscribers)).version

    assert version.receipt["tables"][0]["equation"]["erased"] == 1
    assert version.tables.get().records == 4


def test_only_who_protects_the_owner_may_ask(subscribers, door):
    for reader in (Reader(), door.reader):
        with pytest.raises(Refused):
            actions.ask(None, reader, [target_of(subscribers, key="A1")], "Demande 12")


def test_the_ledger_holds_digests_and_nothing_of_the_person(subscribers, administrator, protector):
    asked = erase(administrator, protector, target_of(subscribers, key="A1", values={"nom": NAME}))

    text = ledger.path().read_text()
    assert str(asked.pk) in text
    assert NAME.lower() not in text.lower()
    assert ledger.path().stat().st_mode & 0o077 == 0
