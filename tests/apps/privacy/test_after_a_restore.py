"""A restore of yesterday's backup does not bring an erased person back."""

from __future__ import annotations

import json

import pytest
from django.core import serializers

from terrier.apps.catalog.models import Dataset, ErasedMark, Tombstone, Version
from terrier.apps.catalog.store import store
from terrier.apps.imports.models import Import
from terrier.apps.privacy import actions, ledger
from terrier.apps.privacy.models import Erasure
from terrier.domain.kernel.errors import Conflict
from tests.apps.privacy.conftest import NAME, files_with, target_of
from tests.apps.privacy.test_erasure import erase, rows_told


def back_to_yesterday(dataset, files, rows):
    """Put the files and the rows of a backup back, as a restore does."""
    for key, content in files.items():
        store().path(key).parent.mkdir(parents=True, exist_ok=True)
        store().path(key).write_bytes(content)
    Erasure.objects.all().delete()
    ErasedMark.objects.all().delete()
    Tombstone.objects.all().delete()
    for one in serializers.deserialize("json", rows):
        one.save()


def saved(dataset):
    """Take a backup: every file of the store, every row that an erasure touches."""
    root = store().root
    files = {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}
    kept = [Dataset.objects.get(pk=dataset.pk), *Import.objects.all()]
    for version in Version.objects.all():
        kept += [version, *version.tables.all(), *version.originals.all()]
    return files, serializers.serialize("json", kept)


def test_what_was_erased_since_is_erased_again(subscribers, administrator, protector):
    files, rows = saved(subscribers)
    erase(administrator, protector, target_of(subscribers, key="A1", values={"nom": NAME}))
    back_to_yesterday(subscribers, files, rows)
    assert files_with(NAME)
    assert rows_told(NAME)

    (done,) = actions.replay()

    assert done.state == Erasure.State.DONE
    assert files_with(NAME) == []
    assert rows_told(NAME) == []
    assert actions.replay() == []


def test_a_ledger_kept_elsewhere_serves_too(subscribers, administrator, protector, tmp_path):
    files, rows = saved(subscribers)
    erase(administrator, protector, target_of(subscribers, key="A1"))
    elsewhere = tmp_path / "copie.jsonl"
    ledger.path().rename(elsewhere)
    back_to_yesterday(subscribers, files, rows)

    assert len(actions.replay(elsewhere)) == 1
    assert files_with(NAME) == []


def test_another_secret_key_is_refused_in_words(subscribers, administrator, protector, settings):
    erase(administrator, protector, target_of(subscribers, key="A1"))
    Erasure.objects.all().delete()
    settings.SECRET_KEY = "another"

    with pytest.raises(Conflict, match="clé secrète"):
        actions.replay()


def test_a_line_cut_by_a_power_failure_is_left_out(subscribers, administrator, protector):
    erase(administrator, protector, target_of(subscribers, key="A1"))
    with ledger.path().open("a") as out:
        out.write('{"id": "cut')

    assert len(list(ledger.read())) == 1
    assert json.loads(ledger.path().read_text().splitlines()[0])["cause"] == "person"
