"""Sources that change at the same time: real workers end on the newest of all of them."""

from __future__ import annotations

import json

from tests.instances import PREPARE, ended_well

MADE = f"""{PREPARE}
    from tests.apps.crossing.chain import chain
    chain()
"""
CHANGE = """
    import django; django.setup()
    from tests.apps.crossing.chain import bring
    bring({slug!r}, 10, 20, {rows})
"""
WORK = """
    import django; django.setup()
    import time
    from terrier.apps.jobs.worker import drain
    until = time.monotonic() + 3
    while time.monotonic() < until:
        drain("{name}")
        time.sleep(0.05)
"""
END = """
    import django; django.setup()
    import json
    from terrier.apps.jobs.worker import drain
    from tests.apps.crossing.chain import told
    drain()
    print(json.dumps(told()))
"""


def test_sources_that_change_at_once_end_in_the_newest_of_all(instance_made_by):
    """Three versions of each of two sources, two workers: nothing is missed, nothing made twice."""
    instance = instance_made_by(MADE)
    work = [instance.begin(WORK.format(name=name)) for name in ("one", "two")]
    changes = [
        instance.begin(CHANGE.format(slug=slug, rows=rows)) for slug, rows in (("a", 30), ("b", 45))
    ]
    for process in (*changes, *work):
        ended_well(process)
    found = json.loads(instance.run(END))
    counted, each = found["Par commune"], found["Chaque point"]
    for crossing in (counted, each):
        assert not crossing["problem"]
        assert crossing["inputs"] == crossing["standing"]
    assert (counted["rows"], each["rows"]) == (3, 45)
    assert counted["inputs"][1] == each["inputs"][0] == 4
    # One computing at most for each version below, and none goes back to an older one.
    assert counted["versions"] <= 4
    assert each["versions"] <= 1 + 3 + (counted["versions"] - 1)
    for crossing in (counted, each):
        assert crossing["made of"] == sorted(crossing["made of"])
