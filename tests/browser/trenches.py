"""Two worksites side by side, one of them published, for the browser's small territory."""

from __future__ import annotations

from datetime import date, timedelta

import shapely

from terrier.apps.territories.queries import reader_of
from terrier.apps.worksites.actions import writing
from tests.browser.door import Door

STREET = shapely.LineString([(4.81, 46.51), (4.812, 46.511)])


def fill(door: Door) -> None:
    """Inscribe them, to begin next month."""
    reader, start = reader_of(door.actor), date.today() + timedelta(days=30)  # noqa: DTZ011
    for kind, title in (("EAU", "Conduite de la rue Haute"), ("TELECOM", "Fibre de la rue Haute")):
        values = {"kind": kind, "title": title, "starts_on": start, "ends_on": start}
        made = writing.create(door.actor, reader, door.root, values, STREET)
        if kind == "EAU":
            writing.publish(door.actor, reader, made, made.revision, published=True)
