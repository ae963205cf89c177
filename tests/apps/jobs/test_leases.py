"""Jobs survive their workers."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.jobs import actions, registry, worker
from terrier.apps.jobs.models import Job
from terrier.domain.kernel.errors import Invalid


@pytest.fixture
def kind():
    """Declare a kind of work for one test."""
    declared = []

    def declare(handler, **options):
        name = f"test.{handler.__name__}.{len(declared)}"
        registry.task(name, **options)(handler)
        declared.append(name)
        return name

    yield declare
    for name in declared:
        del registry._tasks[name]


@pytest.mark.django_db
def test_a_job_is_done_once_and_keeps_its_result(kind):
    job = actions.enqueue(kind(lambda context, n: {"twice": 2 * n}), {"n": 21})
    assert worker.drain() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.progress) == (Job.State.DONE, {"twice": 42}, 1)


@pytest.mark.django_db
def test_an_idempotency_key_gives_one_job(kind):
    name = kind(lambda context: None)
    first = actions.enqueue(name, {}, idempotency_key="nightly:1")
    assert actions.enqueue(name, {}, idempotency_key="nightly:1") == first


@pytest.mark.django_db
def test_an_error_of_ours_fails_with_its_sentence(kind):
    def refuse(context):
        raise Invalid("La ligne 3 n’a pas de code.")

    job = actions.enqueue(kind(refuse), {})
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "La ligne 3 n’a pas de code.")


@pytest.mark.django_db
def test_an_unforeseen_error_is_tried_again_later(kind):
    def stumble(context):
        raise ValueError("boom")

    job = actions.enqueue(kind(stumble), {})
    worker.drain()
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert job.not_before > timezone.now()


@pytest.mark.django_db
def test_a_lost_worker_can_no_longer_write(kind):
    job = actions.enqueue(kind(lambda context: None), {})
    lost = actions.claim("first")
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert actions.reclaim_lost() == 1
    taken = actions.claim("second")
    assert actions.renew(lost) is None
    actions.finish(lost, {"from": "first"})
    actions.finish(taken, {"from": "second"})
    job.refresh_from_db()
    assert job.result == {"from": "second"}
    assert job.attempts == 2


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_fails_at_last(kind):
    job = actions.enqueue(kind(lambda context: None, max_attempts=1), {})
    actions.claim("first")
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    actions.reclaim_lost()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "arrêté" in job.error


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once(kind, place):
    from terrier.domain.access.policy import Role

    user = place.member("Léa", Role.CONTRIBUTOR)
    job = actions.enqueue(kind(lambda context: None), {}, user)
    actions.request_cancel(job, user)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert worker.drain() == 0


@pytest.mark.lease_thread
@pytest.mark.django_db(transaction=True)
def test_a_running_job_stops_at_its_next_report(kind):
    def long(context):
        Job.objects.filter(pk=context.job.pk).update(cancel_requested=True)
        context.stop.wait(10)
        context.report("encore", 0.5)
        raise AssertionError("the report did not stop the job")

    job = actions.enqueue(kind(long), {})
    worker.drain()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


SLEEPER = """
import django; django.setup()
from terrier.apps.jobs import registry, worker
@registry.task("test.sleep")
def sleep(context):
    import time
    print("begun", flush=True)
    time.sleep(60)
worker.run_one("victim")
"""


@pytest.mark.slow
def test_kill_9_in_the_middle_gives_the_job_back(prepared):
    """A real worker process on a real database, killed while it works."""
    prepared.run("""
        import django; django.setup()
        from terrier.apps.jobs.models import Job
        Job.objects.create(kind="test.sleep")
    """)
    with prepared.begin(SLEEPER) as victim:
        assert victim.stdout.readline().strip() == "begun"
        victim.send_signal(signal.SIGKILL)
    said = prepared.run("""
        import django; django.setup()
        from datetime import timedelta
        from django.utils import timezone
        from terrier.apps.jobs import actions, registry, worker
        from terrier.apps.jobs.models import Job
        @registry.task("test.sleep")
        def sleep(context):
            return {"done": True}
        assert Job.objects.get().state == "running"
        assert actions.reclaim_lost() == 0, "the lease still holds"
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert actions.reclaim_lost() == 1
        worker.drain()
        job = Job.objects.get()
        print(job.state, job.attempts, job.result)
    """)
    assert said == "done 2 {'done': True}"
