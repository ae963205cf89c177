"""Several processes on one database, some of them killed: real ones, on each kind of database."""

from __future__ import annotations

import re
import signal
import socket
import time

import httpx
import pytest

from tests.conftest import ON_POSTGRESQL
from tests.instances import PREPARE, Instance, ended_well, wait_for

pytestmark = pytest.mark.slow

WORKER = """
    import django; django.setup()
    import threading, time
    from datetime import timedelta
    from django.utils import timezone
    from terrier.apps.jobs import actions, registry, worker
    from terrier.apps.jobs.models import Job
    actions.LEASE = timedelta(seconds=3)
    worker.BEAT_SECONDS = worker.POLL_SECONDS = 0.2
    worker.SCHEDULE_SECONDS = 0
    worker.RENEW_SECONDS = 1

    @registry.task("test.work", max_attempts=9)
    def work(context, n):
        print("begun\\n", end="", flush=True)  # two threads speak: a word in one piece
        time.sleep({seconds})
        return {{"n": n}}

    {setup}
    stop = threading.Event()
    threading.Thread(target=worker.run_forever, args=(stop, 2)).start()
    until = time.monotonic() + {patience}
    while time.monotonic() < until and not ({over}):
        time.sleep(0.2)
    stop.set()
"""


def worker(seconds: float, over: str, setup: str = "", patience: int = 60) -> str:
    """Write a worker process that goes on until something is so."""
    return WORKER.format(seconds=seconds, over=over, setup=setup, patience=patience)


def test_processes_that_start_at_once_prepare_the_database_once(instance):
    starting = [instance.begin(PREPARE) for _ in range(4)]
    assert [ended_well(process) for process in starting] == [""] * 4


def test_jobs_of_killed_workers_are_done_by_the_others(prepared):
    prepared.run("""
        import django; django.setup()
        from terrier.apps.jobs.models import Job
        for n in range(24):
            Job.objects.create(kind="test.work", payload={"n": n}, max_attempts=9)
    """)
    left = "not Job.objects.filter(kind='test.work').exclude(state='done').exists()"
    victim = prepared.begin(worker(60, left))
    with victim:
        for _ in range(2):
            assert victim.stdout.readline().strip() == "begun", victim.stderr.read()
        others = [prepared.begin(worker(0.05, left)) for _ in range(2)]
        victim.send_signal(signal.SIGKILL)
    for process in others:
        ended_well(process)
    said = prepared.run("""
        import django; django.setup()
        from collections import Counter
        from terrier.apps.jobs.models import Job
        jobs = Job.objects.filter(kind="test.work")
        assert all(job.result == job.payload for job in jobs)
        print(sorted(Counter(job.attempts for job in jobs).items()))
    """)
    assert said == "[(1, 22), (2, 2)]"


def test_each_period_has_its_work_once_however_many_workers_plan_it(prepared):
    setup = """registry._tasks.clear()
    registry.task("test.tick", every=timedelta(seconds=2))(lambda context: {})"""
    over = "Job.objects.filter(kind='test.tick').count() > 3"
    planning = [prepared.begin(worker(0, over, setup)) for _ in range(3)]
    time.sleep(3)
    planning[0].send_signal(signal.SIGKILL)
    planning[0].communicate()
    for process in planning[1:]:
        ended_well(process)
    said = prepared.run("""
        import django; django.setup()
        from terrier.apps.jobs.models import Job
        jobs = list(Job.objects.filter(kind="test.tick"))
        periods = [int(job.idempotency_key.split(":")[1]) for job in jobs]
        print(len(periods) >= 3, len(set(periods)) == len(periods))
        print({job.attempts for job in jobs if job.state == "done"} <= {1, 2})
    """)
    assert said.split() == ["True", "True", "True"]


TWO_APPENDS = """
    import django; django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from pathlib import Path
    from terrier.apps.accounts.models import User
    from terrier.apps.imports.actions import deciding, receiving
    from terrier.apps.imports.models import Import
    from terrier.apps.jobs.worker import drain
    from terrier.apps.territories import actions
    from terrier.apps.territories.permissions import SYSTEM
    from terrier.apps.territories.queries import reader_of
    from terrier.domain.access.policy import Role
    from tests.apps.conftest import communes_in_a_row
    root = actions.prepare_fictional_territory("Val Clair", communes_in_a_row("Aubrac"))
    actor = actions.create_person(
        SYSTEM, email="c@val.example", name="C", password="quatre-mots-pour-un-terrier"
    )
    actions.add_member(SYSTEM, root, actor, Role.PUBLISHER)

    def read(name, rows, dataset=None):
        source = Path(f"{name}.csv")
        source.write_text("nom;poids\\n" + "".join(f"{name}{n};{n}\\n" for n in range(rows)))
        begun = receiving.begin(
            actor, reader_of(actor), owner=root, dataset=dataset,
            originals=[receiving.keep_local_file(source, actor)],
        )
        drain()
        begun.refresh_from_db()
        return begun

    first = read("base", 100)
    deciding.launch(first, reader_of(actor), actor)
    drain()
    first.refresh_from_db()
    both = [read(name, rows, first.dataset) for name, rows in (("un", 10), ("deux", 20))]
    for appending in both:
        Import.objects.filter(pk=appending.pk).update(mode="append")
        appending.refresh_from_db()
        deciding.launch(appending, reader_of(actor), actor)
"""

ONE_IMPORT = """
    import django; django.setup()
    import time
    from datetime import timedelta
    from terrier.apps.catalog.actions import lease, versions
    from terrier.apps.jobs import actions, worker
    from terrier.apps.jobs.models import Job
    lease.DURATION = timedelta(seconds=2)
    actions.LEASE = timedelta(seconds=3)
    keep = versions._keep

    def slowly(*given):
        kept = keep(*given)
        print("there", flush=True)
        time.sleep({seconds})
        return kept

    versions._keep = slowly
    {more}
    until = time.monotonic() + 60
    while Job.objects.filter(kind="imports.run").exclude(state="done").exists():
        assert time.monotonic() < until
        actions.reclaim_lost()
        worker.run_one("{name}")
        time.sleep(0.1)
"""

BOTH_ARRIVED = """
    import django; django.setup()
    from terrier.apps.catalog.models import Dataset
    dataset = Dataset.objects.get()
    print([(v.number, v.tables.get().records) for v in dataset.versions.order_by("number")][-1],
          dataset.current.number, dataset.lease_token == "")
"""


@pytest.mark.parametrize("killed", [False, True], ids=["together", "one killed"])
def test_two_appends_on_the_same_base_both_arrive(instance_made_by, killed):
    instance = instance_made_by(TWO_APPENDS)
    first = instance.begin(ONE_IMPORT.format(name="first", seconds=60 if killed else 2, more=""))
    assert first.stdout.readline().strip() == "there", first.stderr.read()
    second = instance.begin(ONE_IMPORT.format(name="second", seconds=0, more=""))
    if killed:
        time.sleep(1)
        first.send_signal(signal.SIGKILL)
        first.communicate()
    else:
        ended_well(first)
    ended_well(second)
    assert instance.run(BOTH_ARRIVED) == "(3, 130) 3 True"


def test_the_base_that_moved_is_found_out_even_without_a_lease(instance_made_by):
    instance = instance_made_by(TWO_APPENDS)
    more = """lease._take = lambda *asked: True
    number = versions._next_number

    def late(dataset):
        found = number(dataset)
        time.sleep(2)
        return found

    versions._next_number = late"""
    both = [ONE_IMPORT.format(name=name, seconds=0, more=more) for name in ("first", "second")]
    for process in [instance.begin(code) for code in both]:
        ended_well(process)
    assert instance.run(BOTH_ARRIVED) == "(3, 130) 3 True"
    attempts = """
        import django; django.setup()
        from terrier.apps.jobs.models import Job
        print({job.attempts for job in Job.objects.filter(kind="imports.run")})
    """
    assert instance.run(attempts) == "{1}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def sign_in(port: int, password: str) -> str:
    address = {"host": "127.0.0.1"}  # the one that people type, whichever process answers
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers=address, trust_env=False
    ) as browser:
        page = browser.get("/compte/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"login": "c@val.example", "password": password, "csrfmiddlewaretoken": token}
        return browser.post("/compte/login/", data=form).text


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/compte/login/", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.skipif(not ON_POSTGRESQL, reason="several web processes need PostgreSQL")
def test_web_processes_start_at_once_and_count_wrong_passwords_together(instance: Instance):
    ports = [free_port(), free_port()]
    serving = [instance.begin_verb("serve", "--no-worker", "--port", str(p)) for p in ports]
    try:
        assert all(wait_for(lambda port=port: answers(port)) for port in ports)
        instance.run("""
            import django; django.setup()
            from terrier.apps.territories import actions
            from terrier.apps.territories.permissions import SYSTEM
            actions.create_person(
                SYSTEM, email="c@val.example", name="C", password="quatre-mots-pour-un-terrier"
            )
        """)
        said = [sign_in(ports[n % 2], "faux-mot-de-passe") for n in range(6)]
        assert "Trop" not in said[0]
        for port in ports:
            assert "Trop" in sign_in(port, "faux-mot-de-passe")
    finally:
        for process in serving:
            process.terminate()
        for process in serving:
            process.communicate()
