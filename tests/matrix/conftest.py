"""One world for all the tests of the matrix, in a transaction that is undone at the end."""

from __future__ import annotations

import functools

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from terrier.apps.accounts import sessions
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import beat
from terrier.apps.jobs.worker import RunningJob
from terrier.apps.territories import queries
from tests.matrix.readers import Someone, everybody
from tests.matrix.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> World:
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "STORE", tmp_path_factory.mktemp("store"))
    # Leases are renewed through a connection of their own, which does not see this transaction.
    patch.setattr(RunningJob, "keep_lease", lambda running: running.done.wait())
    _remember_who_asks(patch)
    store.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(tmp_path_factory.mktemp("files"))
        transaction.set_rollback(True)
    patch.undo()
    store.cache_clear()


def _remember_who_asks(patch: pytest.MonkeyPatch) -> None:
    """Find a reader once, not at each request: whatever the matrix writes is undone."""
    found, still_open = {}, sessions.still_open

    def remembered(request):
        key = request.session[sessions.KEY]
        if key not in found:
            found[key] = still_open(request)
        return found[key]

    patch.setattr(sessions, "still_open", remembered)
    patch.setattr(queries, "reader_of", functools.cache(queries.reader_of))


@pytest.fixture(autouse=True)
def _own_store(world, db):
    """The world has a store already; what a test writes in the database is undone after it."""
    for cache in caches.all():
        cache.clear()
    # The page of health wants a worker that was alive a moment ago.
    beat("world")


@pytest.fixture(scope="package")
def somebody(world) -> dict[str, Someone]:
    """Give every kind of reader, by name."""
    return {someone.name: someone for someone in everybody(world)}
