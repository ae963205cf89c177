"""The worker: takes jobs, keeps their lease, and survives whatever they do."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time

from django.db import DatabaseError, close_old_connections, connections
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import TerrierError

from . import actions, registry
from .models import Job
from .registry import Cancelled

log = logging.getLogger("terrier.jobs")

POLL_SECONDS = 0.5
BEAT_SECONDS = 10
RENEW_SECONDS = 2
SCHEDULE_SECONDS = 30


class RunningJob:
    """What a handler sees of its job: a place to report, which is where it is stopped."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stop = threading.Event()
        self.done = threading.Event()
        self._written = 0.0

    def report(self, step: str, share: float) -> None:
        """Say the step and the share done; at most a few writes per second."""
        if self.stop.is_set():
            raise Cancelled
        if time.monotonic() - self._written > 0.3 or share >= 1:
            actions.note_progress(self.job, step, share)
            self._written = time.monotonic()

    def keep_lease(self) -> None:
        """Prolong the lease until the job ends (runs in a thread of its own)."""
        while not self.done.wait(RENEW_SECONDS):
            try:
                cancel = actions.renew(self.job)
            except DatabaseError:
                log.warning("lease of %s not renewed, trying again", self.job, exc_info=True)
                cancel = False
            if cancel is None or cancel:
                self.stop.set()
            close_old_connections()
        connections.close_all()


def run_one(worker: str) -> bool:
    """Do one waiting job; say whether there was one."""
    job = actions.claim(worker)
    if job is None:
        return False
    running = RunningJob(job)
    keeper = threading.Thread(target=running.keep_lease, daemon=True)
    keeper.start()
    try:
        result = registry.find(job.kind).handler(running, **job.payload)
        actions.finish(job, result or {})
    except Cancelled:
        actions.cancelled(job)
    except TerrierError as error:
        log.info("job %s refused: %s", job, error.message)
        actions.fail(job, error.user_message)
    except Exception:
        log.exception("job %s failed", job)
        actions.try_again(
            job, _("Une erreur imprévue est survenue ; elle est écrite au journal du serveur.")
        )
    finally:
        running.done.set()
        keeper.join()
    return True


def run_forever(stop: threading.Event, lanes: int = 2) -> None:
    """Work until asked to stop, on a few jobs at once; the current jobs are finished first."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    threads = [
        threading.Thread(target=_lane, args=(f"{name}:{number}", stop)) for number in range(lanes)
    ]
    for thread in threads:
        thread.start()
    tick = 0.0
    while not stop.is_set():
        try:
            actions.beat(name)
            actions.reclaim_lost()
            if time.monotonic() - tick > SCHEDULE_SECONDS:
                actions.plan_scheduled()
                tick = time.monotonic()
        except Exception:
            log.exception("worker tick failed")
        close_old_connections()
        stop.wait(BEAT_SECONDS)
    for thread in threads:
        thread.join()


def _lane(worker: str, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            worked = run_one(worker)
        except Exception:
            log.exception("worker lane failed")
            worked = False
        close_old_connections()
        if not worked:
            stop.wait(POLL_SECONDS)
    connections.close_all()


def drain(worker: str = "inline") -> int:
    """Do every waiting job now, in this process; give how many (commands and tests)."""
    done = 0
    while run_one(worker):
        done += 1
    return done
