"""What years of use leave behind goes; what serves stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from terrier.apps.catalog.store import store
from terrier.apps.jobs.models import Job
from terrier.apps.operations.tasks import tidy


@pytest.mark.django_db
def test_only_what_is_over_goes():
    now = timezone.now()
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=days))
    old = now - timedelta(days=40)
    done = {"state": Job.State.DONE, "ended_at": old}
    Job.objects.create(kind="catalog.exports.clear", **done)
    Job.objects.create(kind="catalog.exports.clear", state=Job.State.FAILED, ended_at=old)
    Job.objects.create(kind="catalog.exports.clear", state=Job.State.DONE, ended_at=now)
    asked_by_somebody = Job.objects.create(kind="catalog.correct", **done)
    for name, hours in (("tmpleft", 30), ("tmpbusy", 1), ("imports", 30)):
        folder = store().path(f"work/{name}")
        (folder / "inside").mkdir(parents=True)
        os.utime(folder, (time.time() - hours * 3600,) * 2)

    assert tidy(None) == {"jobs": 1, "workshops": 1}

    assert [s.session_key for s in Session.objects.all()] == ["open"]
    assert Job.objects.filter(pk=asked_by_somebody.pk).exists()
    assert sorted(p.name for p in store().path("work").iterdir()) == ["imports", "tmpbusy"]
