"""One writer per dataset: a lease that a crash lets expire."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ..models import Dataset

DURATION = timedelta(seconds=90)


class WriterLease:
    """The right to write one dataset, for as long as it is renewed."""

    def __init__(self, dataset: Dataset, token: str) -> None:
        self._held = Dataset.objects.filter(pk=dataset.pk, lease_token=token)

    def renew(self) -> None:
        """Prolong; losing the lease is found out by the compare-and-set of the commit."""
        self._held.update(lease_until=timezone.now() + DURATION)

    def release(self) -> None:
        """Let the next writer in."""
        self._held.update(lease_token="", lease_until=None)


@contextmanager
def writer_lease(dataset: Dataset, waiting: Callable[[], None]) -> Iterator[WriterLease]:
    """Wait for the right to write; `waiting` is called each second and may raise to give up."""
    token = str(uuid.uuid4())
    while not _take(dataset, token):
        waiting()
        time.sleep(1)
    lease = WriterLease(dataset, token)
    try:
        yield lease
    finally:
        lease.release()


def _take(dataset: Dataset, token: str) -> bool:
    now = timezone.now()
    free = Dataset.objects.filter(pk=dataset.pk).filter(
        Q(lease_token="") | Q(lease_until__lt=now) | Q(lease_until=None)
    )
    return bool(free.update(lease_token=token, lease_until=now + DURATION))
