"""A worker killed with -9 in the middle of an erasure: another one ends it."""

from __future__ import annotations

import signal

import pytest

from tests.apps.privacy.conftest import NAME, files_with

BEGIN = """
    import django; django.setup()
    from pathlib import Path
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from terrier.apps.imports.actions import deciding, receiving
    from terrier.apps.jobs.worker import drain
    from terrier.apps.privacy import actions as privacy
    from terrier.apps.territories import actions
    from terrier.apps.territories.permissions import SYSTEM
    from terrier.apps.territories.queries import reader_of
    from terrier.domain.access.policy import Role
    from tests.apps.conftest import communes_in_a_row
    from tests.apps.privacy.conftest import SUBSCRIBERS, target_of, with_key
    root = actions.prepare_fictional_territory("Val Clair", communes_in_a_row("Aubrac"))
    actor = actions.create_person(
        SYSTEM, email="c@val.example", name="C", password="quatre-mots-pour-un-terrier"
    )
    actions.add_member(SYSTEM, root, actor, Role.ADMINISTRATOR)
    source = Path("abonnes.csv")
    source.write_text(SUBSCRIBERS)
    begun = receiving.begin(
        actor, reader_of(actor), owner=root, originals=[receiving.keep_local_file(source, actor)]
    )
    source.unlink()
    drain()
    begun.refresh_from_db()
    with_key(begun, ("numero",))
    deciding.launch(begun, reader_of(actor), actor)
    drain()
    begun.refresh_from_db()
    target = target_of(begun.dataset, key="A1")
    privacy.ask(actor, reader_of(actor), [target], "Demande 12")
"""

VICTIM = """
    import django; django.setup()
    import time
    from terrier.apps.imports import redaction
    from terrier.apps.jobs import worker
    from terrier.apps.privacy.actions import erasing, rewriting, traces, withdrawing

    def stop(*_asked, **_options):
        print("there", flush=True)
        time.sleep(60)

    {place} = stop
    worker.drain()
"""

FINISH = """
    import django; django.setup()
    from datetime import timedelta
    from django.utils import timezone
    from terrier.apps.catalog.models import Dataset, Leftover, Tombstone, VersionTable
    from terrier.apps.jobs import actions, worker
    from terrier.apps.jobs.models import Job
    from terrier.apps.privacy.models import Erasure
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Dataset.objects.update(lease_until=None)
    actions.reclaim_lost()
    worker.drain()
    print(Erasure.objects.get().state, VersionTable.objects.get().records,
          [t.rows for t in Tombstone.objects.all()], Leftover.objects.count())
"""

PLACES = {
    "before anything": "erasing._mark",
    "while a file is written": "rewriting.figures_of_file",
    "before the swap": "rewriting.put_aside",
    "after the swap": "erasing.redact_dataset",
    "while the original is copied": "redaction.without_records",
    "before the old original goes": "traces.clear",
    "at the very end": "erasing.record",
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", PLACES)
def test_another_worker_ends_the_erasure(instance_made_by, moment):
    instance = instance_made_by(BEGIN)
    assert files_with(NAME, instance.home / "store")
    with instance.begin(VICTIM.format(place=PLACES[moment])) as victim:
        assert any(line.strip().endswith("there") for line in victim.stdout)
        victim.send_signal(signal.SIGKILL)

    # On a slow machine DuckDB draws its progress before.
    assert instance.run(FINISH).splitlines()[-1] == "done 3 [1] 0"
    assert files_with(NAME, instance.home) == []
