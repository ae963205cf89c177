"""`terrier move-database`: everything arrives, proved, in both directions, whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.conftest import ON_POSTGRESQL
from tests.instances import Instance, own_database, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("instance"),
    pytest.mark.skipif(not ON_POSTGRESQL, reason="needs PostgreSQL: scripts/with-postgresql"),
]

FILL = """
    import django; django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from django.contrib.sessions.backends.db import SessionStore
    from terrier.apps.accounts.actions import record
    from terrier.apps.accounts.models import AuditEntry
    from terrier.apps.catalog.models import Dataset, Table, Version
    from terrier.apps.jobs.models import Job
    from terrier.apps.territories import actions
    from terrier.apps.territories.permissions import SYSTEM
    from terrier.domain.access.policy import Role
    from tests.apps.conftest import communes_in_a_row
    root = actions.prepare_fictional_territory("Val Clair", communes_in_a_row("Aubrac", "Échenon"))
    léa = actions.create_person(
        SYSTEM, email="lea@val.example", name="Léa", password="quatre-mots-pour-un-terrier"
    )
    actions.add_member(SYSTEM, root, léa, Role.PUBLISHER)
    hostile = "'; DROP TABLE x; -- %s {} \\\\ \\t\\r\\n é œ 𝄞 🐗 \\u202e \\u0001 e\\u0301 <b>"
    dataset = Dataset.objects.create(slug="a", title=hostile, description=hostile * 500,
        owner=root, keywords=[hostile, "", None])
    dataset.shared_with.add(root)
    numbers = [1, 1.0, 1e16, -0.0, 5e-324, 1e300, 2**70]
    plan = {"é": [*numbers, True, None, "", hostile], "": {"b": 1, "a": 2}}
    version = Version.objects.create(dataset=dataset, number=1, mode="replace", plan=plan)
    Dataset.objects.filter(pk=dataset.pk).update(current=version)
    gone = Table.objects.create(dataset=dataset, name="partie", title="x")
    print(gone.pk)
    gone.delete()
    AuditEntry.objects.bulk_create(
        AuditEntry(action="dataset.create", actor=léa, actor_label="Léa", object_type="dataset",
            object_id=str(n), object_label=f"{hostile} {n}", detail={"n": n, "s": hostile})
        for n in range(1200))
    Job.objects.create(kind="imports.run", payload={"x": 1.5})
    session = SessionStore(); session["_auth_user_id"] = "1"; session.save()
"""

EVERYTHING = """
    import django; django.setup()
    from django.apps import apps
    from terrier.apps.operations.moving.rows import carried_models, tally_of
    from django.db import connection
    for model in carried_models():
        print(model._meta.db_table, tally_of(model, connection))
"""

KILLED_AT = """
    import django; django.setup()
    import sys, time
    from terrier.apps.operations.moving import carrying, target
    real = {place}
    count = 0
    def stop(*given, **named):
        global count
        count += 1
        if count > {after}:
            print("there", flush=True)
            time.sleep(60)
        return real(*given, **named)
    {place} = stop
    carrying.move_database({url!r})
"""

MOMENTS = {
    "once the tables are made": ("target.hold", 0),
    "between two tables": ("carrying.copy_rows", 12),
    "while reading again": ("carrying.tally_of", 5),
    "before it is kept": ("target.mark", 0),
}


@dataclass(frozen=True)
class Move:
    """An instance that is filled, and the same one on the database that it moves to."""

    source: Instance
    url: str

    @property
    def target(self) -> Instance:
        """See the home folder with the other database."""
        return Instance.at(self.source.home, self.url)


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Iterator[Instance]:
    """Put something of everything in a file and in a database, which each test gets a copy of."""
    with own_database(os.environ["DATABASE_URL"]) as address:
        made = Instance.at(tmp_path_factory.mktemp("filled"), address)
        in_a_file = Instance.at(made.home)
        number = in_a_file.run(FILL)
        assert made.run(FILL) == number
        (made.home / "deleted").write_text(number)
        in_a_file.run("""
            import django; django.setup()
            from django.db import connection
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        """)
        yield made


@pytest.fixture
def in_a_file(filled, tmp_path) -> Instance:
    """Give a filled instance on SQLite."""
    shutil.copytree(filled.home, tmp_path, dirs_exist_ok=True)
    return Instance.at(tmp_path)


@pytest.fixture
def on_a_server(filled, tmp_path) -> Iterator[Instance]:
    """Give a filled instance on PostgreSQL."""
    shutil.copyfile(filled.home / "secret_key", tmp_path / "secret_key")
    with own_database(os.environ["DATABASE_URL"], like=filled.environment["DATABASE_URL"]) as url:
        yield Instance.at(tmp_path, url)


@pytest.fixture
def url(instance) -> str:
    """Give the address of an empty PostgreSQL database."""
    return instance.environment["DATABASE_URL"]


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def move(request) -> Move:
    if request.param == "to PostgreSQL":
        return Move(request.getfixturevalue("in_a_file"), request.getfixturevalue("url"))
    source = request.getfixturevalue("on_a_server")
    return Move(source, f"sqlite:///{source.home / 'terrier.sqlite3'}")


def refusal(process) -> str:
    with process:
        said, complaint = process.communicate()
    assert process.returncode == 1, said
    assert "Traceback" not in complaint
    return complaint


def test_everything_arrives_and_is_proved(move, filled):
    deleted = int((filled.home / "deleted").read_text())
    said = move.source.run_verb("move-database", move.url)
    assert "django_session " in said
    assert "relues à l’identique" in said
    assert move.source.run(EVERYTHING) == move.target.run(EVERYTHING)
    number = move.target.run("""
        import django; django.setup()
        from terrier.apps.catalog.models import Dataset, Table
        dataset = Dataset.objects.get()
        assert dataset.current.plan["é"][:4] == [1, 1, 1e16, 0], dataset.current.plan
        print(Table.objects.create(dataset=dataset, name="b", title="b").pk)
    """)
    assert int(number) == deleted + 1, "the number of a deleted row is not given again"


def test_another_run_brings_what_was_written_since(move):
    first = move.source.run_verb("move-database", move.url)
    assert move.source.run_verb("move-database", move.url) == first
    move.source.run("""
        import django; django.setup()
        from terrier.apps.accounts.models import AuditEntry, User
        User.objects.update(name="Léa Martin")
        AuditEntry.objects.order_by("pk").first().delete()
    """)
    assert move.source.run_verb("move-database", move.url) != first
    assert move.source.run(EVERYTHING) == move.target.run(EVERYTHING)


@pytest.mark.parametrize(
    ("move", "moment"),
    [*(("to PostgreSQL", m) for m in MOMENTS), ("to SQLite", "between two tables")],
    indirect=["move"],
)
def test_kill_9_leaves_nothing_and_the_next_run_brings_all(move, moment):
    place, after = MOMENTS[moment]
    with move.source.begin(KILLED_AT.format(place=place, after=after, url=move.url)) as victim:
        assert victim.stdout.readline().strip() == "there", victim.stderr.read()
        victim.send_signal(signal.SIGKILL)
    assert "accounts_user 0:" in move.target.run(EVERYTHING)
    move.source.run_verb("move-database", move.url)
    assert move.source.run(EVERYTHING) == move.target.run(EVERYTHING)


def test_work_done_at_the_target_is_never_overwritten(move):
    move.source.run_verb("move-database", move.url)
    move.target.run("""
        import django; django.setup()
        from terrier.apps.catalog.models import Dataset
        Dataset.objects.update(title="Travail de la semaine")
    """)
    left = move.target.run(EVERYTHING)
    assert "On a travaillé dans cette base" in refusal(
        move.source.begin_verb("move-database", move.url)
    )
    assert move.target.run(EVERYTHING) == left


def test_the_database_of_another_instance_is_not_touched(in_a_file, on_a_server):
    (in_a_file.home / "secret_key").write_text("another instance")
    left = on_a_server.run(EVERYTHING)
    taken = on_a_server.environment["DATABASE_URL"]
    assert "d’une instance" in refusal(in_a_file.begin_verb("move-database", taken))
    assert on_a_server.run(EVERYTHING) == left


def test_nor_is_the_target_of_another_instance(in_a_file, url):
    in_a_file.run_verb("move-database", url)
    (in_a_file.home / "secret_key").write_text("another instance")
    assert "d’une instance" in refusal(in_a_file.begin_verb("move-database", url))


def test_writers_wait_while_it_moves(move):
    asked = KILLED_AT.format(place="carrying.copy_rows", after=12, url=move.url)
    until = "count = -1000\n            while not os.path.exists('go'): time.sleep(0.1)"
    asked = asked.replace("time.sleep(60)", until).replace("import sys, time", "import os, time")
    with move.source.begin(asked) as moving:
        assert moving.stdout.readline().strip() == "there", moving.stderr.read()
        with move.source.begin("""
            import django; django.setup()
            from terrier.apps.accounts.models import User
            print("asked", flush=True)
            print(User.objects.update(name="Plus tard"))
        """) as writer:
            assert writer.stdout.readline().strip() == "asked", writer.stderr.read()
            time.sleep(1)
            assert writer.poll() is None
            (move.source.home / "go").touch()
            assert moving.wait() == 0
            assert writer.stdout.read().strip() == "1", writer.stderr.read()
    seen = """
        import django; django.setup()
        from terrier.apps.accounts.models import User
        print(User.objects.get().name)
    """
    assert (move.source.run(seen), move.target.run(seen)) == ("Plus tard", "Léa")


def test_what_runs_on_this_machine_is_to_be_stopped_first(in_a_file, url):
    with in_a_file.begin_verb("worker") as worker:
        assert wait_for(lambda: (in_a_file.home / "in-use.lock").exists())
        assert wait_for(lambda: "arrêtez" in refusal(in_a_file.begin_verb("move-database", url)))
        worker.terminate()


def test_so_is_a_worker_of_another_machine(on_a_server):
    on_a_server.run("""
        import django; django.setup()
        from terrier.apps.jobs.actions import beat
        beat("elsewhere:1:0")
    """)
    there = f"sqlite:///{on_a_server.home / 'x.sqlite3'}"
    assert "Arrêtez" in refusal(on_a_server.begin_verb("move-database", there))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://x/y", "n’est pas comprise"),
        ("postgresql://127.0.0.1:1/nothing", "ne répond pas"),
        ("sqlite:////nowhere/at/all.sqlite3", "n’existe pas"),
    ],
)
def test_a_wrong_address_is_refused_in_words(in_a_file, url, sentence):
    assert sentence in refusal(in_a_file.begin_verb("move-database", url))


def test_the_current_database_is_no_target(on_a_server):
    own = on_a_server.environment["DATABASE_URL"]
    assert "base actuelle" in refusal(on_a_server.begin_verb("move-database", own))


def test_the_tables_of_another_program_are_left_alone(in_a_file, url):
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE TABLE auth_group (whatever TEXT)")
        server.execute("CREATE TABLE invoices (whatever TEXT)")
        assert "autre programme" in refusal(in_a_file.begin_verb("move-database", url))
        found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in found} == {"auth_group", "invoices"}


def test_what_postgresql_cannot_hold_is_named_and_nothing_is_carried(in_a_file, instance, url):
    in_a_file.run("""
        import django; django.setup()
        from django.db import connection
        with connection.cursor() as cursor:
            cursor.execute("UPDATE catalog_dataset SET contact_name = 'a' || char(0) || 'b'")
            cursor.execute("UPDATE catalog_dataset SET slug = %s", ["s" * 101])
            cursor.execute("UPDATE catalog_version SET number = 3000000000")
            cursor.execute("UPDATE catalog_version SET receipt = %s", ['{"x": ["\\\\u0000"]}'])
    """)
    said = refusal(in_a_file.begin_verb("move-database", url))
    for sentence in (
        "catalog_dataset 1, contact_name : caractère nul ou incomplet",
        "catalog_dataset 1, slug : 101 caractères, 100 au plus",
        "catalog_version 1, number : le nombre 3000000000 sort des bornes",
        "catalog_version 1, receipt : caractère nul ou incomplet",
    ):
        assert sentence in said
    assert "accounts_user 0:" in instance.run(EVERYTHING)
