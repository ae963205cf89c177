"""Backups and restores, with real processes, on the kind of database under test."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from tests.apps.operations.conftest import contents_of, elsewhere, only, refused, state_of, until
from tests.instances import ended_well

STRUCTURE = """
import django; django.setup()
from django.db import connection
from tests.apps.operations.test_backups import structure_of
print(structure_of(connection))
"""


def restored(furnished, backup: Path, home: Path):
    other = elsewhere(furnished, home)
    other.run_verb("restore", str(backup), "--into", str(home))
    return other


def structure_of(database) -> dict:
    """Give the columns and the constraints of every table, caches apart.

    SQLite numbers the foreign keys, which have no name there.
    """
    with database.cursor() as cursor:
        told, kept = database.introspection, database.introspection.table_names(cursor)
        return {
            table: (
                sorted(map(str, told.get_table_description(cursor, table))),
                sorted(
                    str(("" if name.startswith("fk_") else name, more))
                    for name, more in told.get_constraints(cursor, table).items()
                ),
            )
            for table in sorted(kept)
            if not table.startswith("terrier_")
        }


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="restored into PostgreSQL below")
def test_tables_are_made_at_once_as_migrations_make_them(prepared):
    prepared.run(f"""
        import django; django.setup()
        from pathlib import Path
        from django.db import connection
        from terrier.apps.operations.keeping import snapshots
        from tests.apps.operations.test_backups import structure_of
        with snapshots._opened(Path({str(prepared.home / "built.sqlite3")!r})) as built:
            snapshots._build(built, snapshots._applied(connection))
            assert structure_of(built) == structure_of(connection) != {{}}
    """)


def test_restored_elsewhere_to_the_same_state(furnished, backup, tmp_path):
    before = state_of(furnished)
    other = restored(furnished, backup, tmp_path / "other")
    assert state_of(other) == before
    assert [n for n in before if n.endswith(".parquet")]
    asked = {name: told[0] for name, told in before.items() if name.startswith("somebody /")}
    assert set(asked.values()) == {200}, asked


def test_a_second_backup_copies_only_what_is_new(furnished, tmp_path):
    backups = tmp_path / "backups"
    assert "7 nouveaux fichiers" in furnished.run_verb("backup", str(backups))
    assert "0 nouveaux fichiers" in furnished.run_verb("backup", str(backups))
    more = tmp_path / "tournees.csv"
    more.write_text("tournee;jour;tonnes\nD;2026-02-01;3,5\n")
    furnished.run_verb("import", str(more), "--dataset", "tournees", "--as", "claire@val.example")
    assert "2 nouveaux fichiers" in furnished.run_verb("backup", str(backups))


def test_only_the_newest_are_kept_and_the_vault_with_them(furnished, tmp_path):
    backups = tmp_path / "backups"
    for _time in range(3):
        furnished.run_verb("backup", str(backups))
    lost = backups / "files" / "ff" / ("f" * 64)
    lost.parent.mkdir(exist_ok=True)
    lost.write_text("named by nobody")
    furnished.run_verb("backup", str(backups), "--keep", "2")
    assert len(list(backups.glob("2*"))) == 2
    assert not lost.exists()
    assert furnished.run_verb("backup", str(backups), "--verify").count("✓") == 2


def test_what_a_backup_holds_is_for_its_owner_and_names_no_secret(furnished, tmp_path):
    furnished.environment["TERRIER_SMTP_URL"] = "smtp://town:word-to-hide@mail.example"
    furnished.run_verb("backup", str(tmp_path / "backups"))
    backup = only(tmp_path / "backups")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    for name in ("secret_key", "terrier.sqlite3"):
        assert stat.S_IMODE((backup / name).stat().st_mode) == 0o600
    told = (backup / "manifest.json").read_text()
    assert "word-to-hide" not in told
    assert "TERRIER_SMTP_URL" in json.loads(told)["settings"]
    assert json.loads(told)["migrations"]["catalog"][0] == "0001_initial"


@pytest.mark.parametrize("fault", ["absent", "cut", "changed", "database", "manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(furnished, backup, tmp_path, fault):
    files = json.loads((backup / "manifest.json").read_text())["files"]
    key = next(k for k in files if k.endswith(".parquet"))
    sha256 = files[key]["sha256"]
    content = backup.parent / "files" / sha256[:2] / sha256
    whole = content.read_bytes()
    named = key
    if fault == "absent":
        content.unlink()
    elif fault == "cut":
        content.write_bytes(whole[:-1])
    elif fault == "changed":
        content.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    else:
        named = {"database": "terrier.sqlite3", "manifest": "manifest.json"}[fault]
        with (backup / named).open("r+b") as opened:
            opened.seek(40)
            byte = opened.read(1)[0]
            opened.seek(40)
            opened.write(bytes([byte ^ 1]))
    home = tmp_path / "other"
    home.mkdir()
    other = elsewhere(furnished, home)
    assert named in refused(other, "restore", str(backup), "--into", str(home))
    assert [e.name for e in home.iterdir() if e.name != "in-use.lock"] == []
    if fault != "manifest":
        with furnished.begin_verb("backup", str(backup.parent), "--verify") as process:
            said, _ = process.communicate()
        assert process.returncode == 1
        assert named in said


def test_what_rotted_is_copied_again_once_it_was_found(furnished, backups):
    rotten = next(f for f in (backups / "files").glob("*/*") if f.stat().st_size > 500)
    content = rotten.read_bytes()
    rotten.write_bytes(bytes(len(content)))
    with furnished.begin_verb("backup", str(backups), "--verify") as process:
        process.communicate()
    assert "1 nouveaux fichiers" in furnished.run_verb("backup", str(backups))
    assert rotten.read_bytes() == content
    assert "✗" not in furnished.run_verb("backup", str(backups), "--verify")


def test_a_manifest_that_cannot_be_read_keeps_every_content(furnished, backups):
    (only(backups) / "manifest.json").write_text("{}")
    lost = backups / "files" / "ff" / ("f" * 64)
    lost.parent.mkdir(exist_ok=True)
    lost.write_text("who knows")
    with furnished.begin_verb("backup", str(backups)) as process:
        said, complaint = process.communicate()
    assert process.returncode == 1, complaint
    assert "manifest.json a changé" in said
    assert lost.exists()
    assert len(list(backups.glob("2*"))) == 2


def test_erasures_outlive_the_backups_and_are_done_again(furnished, backup, tmp_path):
    told = furnished.run("""
        import django; django.setup()
        from django.conf import settings
        from terrier.lake import engine
        engine.configure(**settings.LAKE)
        from terrier.apps.privacy import ledger
        from terrier.apps.privacy.models import Erasure
        from terrier.apps.privacy.actions import execute
        erasure = Erasure.objects.create(cause="person", reason="essai", targets=[])
        ledger.write(erasure)
        execute(erasure, lambda *_: None)
        print(erasure.pk)
    """).splitlines()[-1]
    furnished.run_verb("backup", str(backup.parent))
    other = elsewhere(furnished, tmp_path / "other")
    said = other.run_verb("restore", str(backup), "--into", str(other.home))
    assert "Effacements faits de nouveau : 1." in said
    known = other.run("""
        import django; django.setup()
        from terrier.apps.privacy.models import Erasure
        print(*Erasure.objects.values_list("pk", "state"))
    """)
    assert told in known
    assert "done" in known


def test_an_occupied_folder_is_refused_then_set_aside(furnished, backup, tmp_path):
    other = restored(furnished, backup, tmp_path / "other")
    first = (other.home / "terrier.sqlite3").read_bytes()
    assert "--replace" in refused(other, "restore", str(backup))
    said = other.run_verb("restore", str(backup), "--replace")
    (aside,) = other.home.glob("before-restore-*")
    assert str(aside) in said
    assert (aside / "terrier.sqlite3").read_bytes() == first
    assert (aside / "store").is_dir()


def test_a_home_in_use_is_not_restored_into(furnished, backup):
    worker = furnished.begin_verb("worker")
    try:
        until(lambda: (furnished.home / "in-use.lock").exists())
        time.sleep(2)
        words = ("restore", str(backup), "--replace")
        assert "arrêtez d’abord" in refused(furnished, *words)
        # A backup does not ask for that.
        furnished.run_verb("backup", str(backup.parent))
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate()


def killed_at(instance, place: str, *words: str) -> None:
    """Run a verb in a process that kills itself with -9 at a place, the nth time it comes there."""
    module, function, nth = place.split(":")
    process = instance.begin(f"""
        import os, signal, sys
        from importlib import import_module
        if {module!r}.startswith("terrier.apps.operations.keeping.s") or "making" in {module!r}:
            import django; django.setup()
        from terrier.cli.main import main
        module = import_module({module!r})
        owner, _, name = {function!r}.rpartition(".")
        owner = getattr(module, owner) if owner else module
        real, times = getattr(owner, name), [0]
        def deadly(*given, **named):
            times[0] += 1
            if times[0] == {nth}:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)
        setattr(owner, name, deadly)
        sys.exit(main({list(words)!r}))
    """)
    _said, complaint = process.communicate()
    assert process.returncode == -signal.SIGKILL, complaint


@pytest.mark.parametrize(
    "place",
    [
        "terrier.apps.operations.keeping.snapshots:take:1",
        "terrier.lake.vault:Vault.keep:1",
        "terrier.lake.vault:Vault.keep:2",
        "terrier.apps.operations.keeping.manifest:Manifest.write:1",
        "terrier.apps.operations.keeping.shelf:Shelf.finish:1",
        "terrier.apps.operations.keeping.shelf:Shelf.keep_newest:1",
        "terrier.apps.operations.keeping.shelf:Shelf.clear_vault:1",
    ],
)
def test_a_killed_backup_leaves_the_earlier_one_whole(furnished, backup, tmp_path, place):
    backups = backup.parent
    more = tmp_path / "tournees.csv"
    more.write_text("tournee;jour;tonnes\nD;2026-02-01;3,5\n")
    furnished.run_verb("import", str(more), "--dataset", "tournees", "--as", "claire@val.example")
    killed_at(furnished, place, "backup", str(backups), "--keep", "5")
    assert furnished.run_verb("backup", str(backups), "--verify").startswith(f"✓ {backup.name}")
    halves = list(backups.glob("unfinished-*"))
    for half in halves:
        assert "inachevée" in refused(
            furnished, "restore", str(half), "--into", str(tmp_path / "x")
        )
    furnished.run_verb("backup", str(backups))
    assert not list(backups.glob("unfinished-*"))
    assert not list((backups / "files").glob(".part-*"))
    assert not (furnished.home / "store" / "work" / "backup").exists()
    assert "✗" not in furnished.run_verb("backup", str(backups), "--verify")


@pytest.mark.parametrize(
    "place",
    [
        "terrier.apps.operations.keeping.restoring:exchange:1",
        "terrier.apps.operations.keeping.restoring:_copy:1",
        "terrier.apps.operations.keeping.restoring:_copy:4",
        "terrier.apps.operations.keeping.restoring:_set_aside:1",
        "terrier.apps.operations.keeping.restoring:_set_aside:2",
        "pathlib:Path.rename:2",
        "pathlib:Path.rename:3",
        "pathlib:Path.rename:4",
        "terrier.apps.operations.keeping.restoring:end:1",
    ],
)
def test_a_killed_restore_is_taken_up_where_it_stood(furnished, backup, tmp_path, place):
    other = restored(furnished, backup, tmp_path / "other")
    words = ("restore", str(backup), "--replace")
    killed_at(other, place, *words)
    assert "relancez" in refused(other, "worker")
    other.run_verb("restore", str(backup))
    assert not (other.home / "restoring").exists()
    other.run_verb("backup", str(tmp_path / "again"))
    assert contents_of(only(tmp_path / "again")) == contents_of(backup)


def test_a_backup_while_people_import_names_only_what_it_holds(furnished, tmp_path):
    files = []
    for number in range(6):
        file = tmp_path / f"lot-{number}.csv"
        file.write_text("a;b\n" + "".join(f"{number};{n}\n" for n in range(50)))
        files.append(str(file))
    organisation = furnished.run(
        "import django; django.setup()\n"
        "from terrier.apps.territories.models import Organisation\n"
        "print(Organisation.objects.filter(parent=None).first().slug)"
    ).splitlines()[-1]
    importing = furnished.begin_verb(
        "import", *files, "--organisation", organisation, "--as", "claire@val.example"
    )
    while importing.poll() is None:
        furnished.run_verb("backup", str(tmp_path / "backups"))
    ended_well(importing)
    backups = sorted((tmp_path / "backups").glob("2*"))
    assert len(backups) > 1
    assert "✗" not in furnished.run_verb("backup", str(tmp_path / "backups"), "--verify")
    middle = backups[len(backups) // 2]
    told = json.loads((middle / "manifest.json").read_text())
    assert told["missing"] == []
    state_of(restored(furnished, middle, tmp_path / "other"))


def test_a_file_withdrawn_after_the_snapshot_is_held_by_its_second_name(furnished, tmp_path):
    said = furnished.run(f"""
        import django; django.setup()
        from pathlib import Path
        from terrier.apps.operations.keeping import making
        from terrier.apps.catalog.store import store
        from terrier.lake.vault import Vault
        keep = Vault.keep
        def after_deleting(self, file):
            for stored in store().root.glob("datasets/**/*.parquet"):
                stored.unlink()
            return keep(self, file)
        Vault.keep = after_deleting
        done = making.make(Path({str(tmp_path / "backups")!r}))
        print(done.files, done.missing)
    """)
    assert said.splitlines()[-1] == "7 []"


def test_what_the_store_has_lost_is_named_and_the_rest_is_kept(furnished, tmp_path):
    lost = next(furnished.home.glob("store/datasets/**/*.pmtiles"))
    lost.unlink()
    changed = next(furnished.home.glob("store/originals/**/equipements.csv"))
    changed.write_text("something else")
    with furnished.begin_verb("backup", str(tmp_path / "backups")) as process:
        said, _ = process.communicate()
    assert process.returncode == 1
    assert f"{lost.name} : la base le nomme" in said
    assert "equipements.csv : son contenu" in said
    assert len(list((tmp_path / "backups").glob("2*"))) == 1


def test_a_backup_does_not_lie_in_what_it_protects(furnished):
    assert "protège" in refused(furnished, "backup", str(furnished.home / "backups"))


def test_a_newer_backup_is_refused(furnished, backup, tmp_path):
    told = json.loads((backup / "manifest.json").read_text())
    told["migrations"]["catalog"].append("9999_from_the_future")
    (backup / "manifest.json").write_text(json.dumps(told))
    import hashlib

    seal = hashlib.sha256((backup / "manifest.json").read_bytes()).hexdigest()
    (backup / "manifest.sha256").write_text(f"{seal}  manifest.json\n")
    home = tmp_path / "other"
    home.mkdir()
    said = refused(elsewhere(furnished, home), "restore", str(backup))
    assert "catalog.9999_from_the_future" in said


def test_a_manifest_leads_nowhere_else(furnished, backup, tmp_path):
    told = json.loads((backup / "manifest.json").read_text())
    file = next(iter(told["files"].values()))
    told["files"]["../../../escaped"] = file
    (backup / "manifest.json").write_text(json.dumps(told))
    import hashlib

    seal = hashlib.sha256((backup / "manifest.json").read_bytes()).hexdigest()
    (backup / "manifest.sha256").write_text(f"{seal}  manifest.json\n")
    home = tmp_path / "a" / "b" / "c"
    home.mkdir(parents=True)
    assert "hors du dossier" in refused(elsewhere(furnished, home), "restore", str(backup))
    assert not list(tmp_path.rglob("escaped"))


def test_the_database_of_a_backup_opens_without_terrier(backup):
    with sqlite3.connect(backup / "terrier.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM catalog_dataset").fetchone() == (2,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


if os.environ.get("DATABASE_URL"):

    def test_restored_into_postgresql_again(furnished, tmp_path):
        """What is on PostgreSQL is put back in its place, and what was there is set aside."""
        furnished.run_verb("backup", str(tmp_path / "backups"))
        before, structure = state_of(furnished), furnished.run(STRUCTURE)
        words = ("restore", str(only(tmp_path / "backups")))
        assert "--replace" in refused(furnished, *words)
        furnished.run_verb(*words, "--replace")
        assert state_of(furnished) == before
        assert furnished.run(STRUCTURE) == structure
        (aside,) = furnished.home.glob("before-restore-*")
        with sqlite3.connect(aside / "terrier.sqlite3") as database:
            assert database.execute("SELECT count(*) FROM catalog_dataset").fetchone() == (2,)
        database.close()
