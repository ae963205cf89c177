"""Every change of a job: compare-and-set updates, right on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.domain.kernel.errors import Refused

from . import registry
from .models import Job, WorkerBeat

LEASE = timedelta(seconds=60)


def enqueue(
    kind: str,
    payload: dict[str, Any],
    user: User | None = None,
    *,
    idempotency_key: str | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Ask for work; with an idempotency key, asking twice gives the same job."""
    fields = {
        "kind": kind,
        "payload": payload,
        "created_by": user,
        "max_attempts": registry.find(kind).max_attempts,
        "not_before": not_before or timezone.now(),
    }
    if idempotency_key is None:
        return Job.objects.create(**fields)
    try:
        with transaction.atomic():
            return Job.objects.create(idempotency_key=idempotency_key, **fields)
    except IntegrityError:
        return Job.objects.get(idempotency_key=idempotency_key)


def request_cancel(job: Job, user: User) -> None:
    """Stop a job for the person who asked for it."""
    if job.created_by_id != user.pk and not user.instance_administrator:
        raise Refused(_("Seule la personne qui a lancé ce travail peut l’annuler."))
    stop(job)


def stop(job: Job) -> None:
    """Stop a job: at once if it waits, at its next report if it runs; the caller may do so."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.CANCELLED, ended_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)


def claim(worker: str) -> Job | None:
    """Take the oldest waiting job; two workers never take the same one."""
    now = timezone.now()
    waiting = Job.objects.filter(state=Job.State.WAITING, not_before__lte=now)
    for pk in waiting.order_by("created_at").values_list("pk", flat=True)[:20]:
        taken = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            worker=worker,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
            error="",
        )
        if taken:
            return Job.objects.get(pk=pk)
    return None


def renew(job: Job) -> bool | None:
    """Prolong the lease; give whether cancelling was asked, None when the lease was lost."""
    held = _held(job)
    if not held.update(lease_until=timezone.now() + LEASE):
        return None
    return bool(held.values_list("cancel_requested", flat=True).first())


def note_progress(job: Job, step: str, share: float) -> None:
    """Write how far the job is."""
    _held(job).update(step=step[:200], progress=min(max(share, 0.0), 1.0))


def finish(job: Job, result: dict[str, Any]) -> None:
    """Write the result; nothing is written if the lease was lost meanwhile."""
    _held(job).update(
        state=Job.State.DONE, progress=1, result=result, ended_at=timezone.now(), lease_until=None
    )


def fail(job: Job, sentence: str) -> None:
    """Write why the job failed, in a sentence for people."""
    _held(job).update(
        state=Job.State.FAILED, error=sentence, ended_at=timezone.now(), lease_until=None
    )


def cancelled(job: Job) -> None:
    """Write that the job stopped because somebody asked."""
    _held(job).update(state=Job.State.CANCELLED, ended_at=timezone.now(), lease_until=None)


def try_again(job: Job, sentence: str) -> None:
    """Put a job back after an unforeseen error, later each time, until its attempts are used."""
    if job.attempts >= job.max_attempts:
        fail(job, sentence)
        return
    _held(job).update(
        state=Job.State.WAITING,
        error=sentence,
        lease_until=None,
        not_before=timezone.now() + timedelta(seconds=5 * 4 ** (job.attempts - 1)),
    )


def reclaim_lost() -> int:
    """Put back the jobs whose worker died; those that died too often fail."""
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now())
    sentence = _(
        "Le programme s’est arrêté pendant ce travail, plusieurs fois de suite. "
        "Rien n’a été changé ; relancez-le, et prévenez l’administrateur si cela se répète."
    )
    exhausted = lost.filter(attempts__gte=F("max_attempts"))
    failed = exhausted.update(
        state=Job.State.FAILED, error=sentence, ended_at=timezone.now(), lease_until=None
    )
    return failed + lost.update(state=Job.State.WAITING, lease_until=None)


def beat(worker: str) -> None:
    """Leave a sign of life for the health page."""
    WorkerBeat.objects.update_or_create(name=worker, defaults={"at": timezone.now()})
    WorkerBeat.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()


def plan_scheduled() -> None:
    """Ask for the work that is due; the key makes sure that each period has it once."""
    now = timezone.now()
    for task in registry.scheduled():
        assert task.every is not None
        period = int(now.timestamp() // task.every.total_seconds())
        enqueue(task.kind, {}, idempotency_key=f"{task.kind}:{period}")


def _held(job: Job) -> Any:
    return Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts
    )
