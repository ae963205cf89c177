"""Tables of worksites are read again when a version arrives, and their states follow the days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, Subject, task

from .actions import feeding
from .models import Feed


@on_arrival
def ask_to_read(version: Version) -> None:
    """Ask a worker to read the tables of the dataset that worksites come from."""
    for feed in Feed.objects.filter(table__dataset=version.dataset_id):
        enqueue("worksites.read", {"feed_id": feed.pk})


def _about(jobs: Sequence[Job]) -> list[Subject]:
    ids = [job.payload.get("feed_id") for job in jobs]
    known = Feed.objects.select_related("table__dataset").in_bulk([i for i in ids if i])
    return [
        Subject(_("Chantiers de « %s »") % known[i], reverse("worksite-feed", args=[i]))
        if i in known
        else Subject(_("Chantiers d’un jeu de données"))
        for i in ids
    ]


@task("worksites.read", about=_about)
def read(_context: Context, feed_id: int) -> dict[str, Any]:
    """Read a table again."""
    feed = Feed.objects.select_related("table__dataset__owner", "set_by").filter(pk=feed_id).first()
    done = feeding.read(feed) if feed else None
    return vars(done) if done else {}


@task("worksites.day", every=timedelta(days=1))
def new_day(_context: Context) -> dict[str, Any]:
    """Read every table again: what was planned begins, what was under way is over."""
    for feed in Feed.objects.all():
        enqueue("worksites.read", {"feed_id": feed.pk})
    return {}
