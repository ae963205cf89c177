"""A worker killed with -9 in the middle of an import: another one ends it, with one version."""

from __future__ import annotations

import signal

import pytest

BEGIN = """
    import django; django.setup()
    from pathlib import Path
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from terrier.apps.imports.actions import deciding, receiving
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
    source = Path("source.csv")
    source.write_text("nom;poids\\n" + "".join(f"n{n};{n}\\n" for n in range(1000)))
    begun = receiving.begin(
        actor, reader_of(actor), owner=root, originals=[receiving.keep_local_file(source, actor)]
    )
    drain()
    begun.refresh_from_db()
    deciding.launch(begun, reader_of(actor), actor)
"""

VICTIM = """
    import django; django.setup()
    import time
    from terrier.apps.imports import running
    from terrier.apps.catalog.actions import versions
    from terrier.apps.jobs import worker

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
    from terrier.apps.catalog.models import Dataset, Version
    from terrier.apps.imports.models import Import
    from terrier.apps.jobs import actions, worker
    from terrier.apps.jobs.models import Job
    assert Import.objects.get().state == {state!r}, Import.objects.get().state
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Dataset.objects.update(lease_until=None)
    actions.reclaim_lost()
    worker.drain()
    done = Import.objects.get()
    assert done.error == "", done.error
    version = Version.objects.get()
    print(done.state, done.version == version, Dataset.objects.get().current == version,
          version.tables.get().records)
"""

PLACES = {
    "while typing": ("running.type_table", "running"),
    "before the files are kept": ("versions._keep", "running"),
    "in the last transaction": ("versions.record", "running"),
    "once it is committed": ("worker.actions.finish", "done"),
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", PLACES)
def test_another_worker_ends_the_import_with_one_version(instance_made_by, moment):
    place, state = PLACES[moment]
    instance = instance_made_by(BEGIN)
    with instance.begin(VICTIM.format(place=place)) as victim:
        assert victim.stdout.readline().strip() == "there", victim.stderr.read()
        victim.send_signal(signal.SIGKILL)
    assert instance.run(FINISH.format(state=state)) == "done True True 1000"
