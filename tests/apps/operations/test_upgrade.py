"""Upgrades from every earlier release, and back where the new program fails."""

from __future__ import annotations

import json
import signal

import pytest

from tests.apps.operations.conftest import contents_of, only, refused, state_of
from tests.instances import Instance

SETTINGS = """
from terrier.config.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "failing"]
"""
DAMAGING = """
from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    dependencies = [("catalog", "0001_initial")]
    operations = [
        migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("UPDATE catalog_dataset SET title = 'damaged'"),
    ]
"""
RAISING = """
from django.db import migrations

def fail(apps, editor):
    raise ValueError("this migration fails on purpose")

class Migration(migrations.Migration):
    dependencies = [("failing", "0001_initial")]
    operations = [migrations.RunPython(fail)]
"""
LOSING = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("failing", "0001_initial")]
    operations = [migrations.RunSQL("UPDATE catalog_versiontable SET path = 'nowhere.parquet'")]
"""


def with_failing_program(instance: Instance, tmp_path, second: str) -> None:
    """Install a program whose migrations damage the database, then go wrong."""
    folder = tmp_path / "program" / "failing" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent.parent / "failing_settings.py").write_text(SETTINGS)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "0001_initial.py").write_text(DAMAGING)
    (folder / "0002_second.py").write_text(second)
    path = f"{folder.parent.parent}:{instance.environment['PYTHONPATH']}"
    instance.environment.update(PYTHONPATH=path, DJANGO_SETTINGS_MODULE="failing_settings")


def with_good_program(instance: Instance) -> None:
    instance.environment["DJANGO_SETTINGS_MODULE"] = "terrier.config.settings"


def test_every_earlier_release_is_brought_to_today(release, tmp_path):
    said = release.run_verb("upgrade", str(tmp_path / "backups"))
    assert said.splitlines()[-1].startswith("À jour.")
    state = state_of(release)
    assert state["somebody /jeux/tournees/"][0] == 200
    assert state["catalog.Dataset"][0] == 2
    assert "✓ Lecture des jeux de données : 2 tables lues" in examined(release)
    assert "✓ Structure de la base : à jour" in examined(release)


def examined(instance: Instance) -> str:
    """Give what the examination says; a worker, a mail server and backups may be wanting."""
    with instance.begin_verb("doctor", "--reads") as process:
        said, complaint = process.communicate()
    assert "Traceback" not in complaint, complaint
    return said


@pytest.mark.parametrize(
    ("second", "told"),
    [(RAISING, "this migration fails on purpose"), (LOSING, "Lecture des jeux de données")],
    ids=["a migration that fails", "a migration after which nothing can be read"],
)
def test_a_failed_upgrade_brings_everything_back(furnished, tmp_path, second, told):
    furnished.run_verb("backup", str(tmp_path / "before"))
    with_failing_program(furnished, tmp_path, second)
    complaint = refused(furnished, "upgrade", str(tmp_path / "backups"))
    assert told in complaint
    assert "celle d’avant" in complaint
    with_good_program(furnished)
    furnished.run_verb("backup", str(tmp_path / "after"))
    assert contents_of(only(tmp_path / "after")) == contents_of(only(tmp_path / "before"))
    assert not (furnished.home / "upgrading.json").exists()


def test_a_killed_upgrade_begins_again_from_its_backup(furnished, tmp_path):
    with_failing_program(furnished, tmp_path, RAISING)
    process = furnished.begin(f"""
        import os, signal
        import django; django.setup()
        from pathlib import Path
        from terrier.apps.operations import upgrading
        migrate = upgrading._migrate
        def killed():
            migrate()
            os.kill(os.getpid(), signal.SIGKILL)
        upgrading._migrate = killed
        upgrading.upgrade(Path({str(tmp_path / "backups")!r}), print)
    """)
    _said, complaint = process.communicate()
    assert process.returncode == -signal.SIGKILL, complaint
    assert "mise à niveau n’est pas terminée" in refused(furnished, "worker")
    with_good_program(furnished)
    furnished.run_verb("upgrade", str(tmp_path / "elsewhere"))
    assert not (tmp_path / "elsewhere").exists(), "the first backup is the one to come back to"
    titles = furnished.run(
        "import django; django.setup()\n"
        "from terrier.apps.catalog.models import Dataset\n"
        "print(sorted(Dataset.objects.values_list('title', flat=True)))"
    )
    assert titles.splitlines()[-1] == "['Equipements', 'Tournees']"


def test_an_upgrade_waits_for_nobody_to_be_at_work(furnished, tmp_path):
    worker = furnished.begin_verb("worker")
    try:
        furnished.run_verb("backup", str(tmp_path / "backups"))
        backup = json.loads((only(tmp_path / "backups") / "manifest.json").read_text())
        assert backup["database_kind"] in {"sqlite", "postgresql"}
        assert "arrêtez d’abord" in refused(furnished, "upgrade", str(tmp_path / "backups"))
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate()
