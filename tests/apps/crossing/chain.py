"""A crossing of a crossing, for real processes: made, changed below, and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.apps.catalog.models import Dataset
from terrier.apps.crossing.actions import defining
from terrier.apps.crossing.models import Crossing
from terrier.apps.jobs.worker import drain
from terrier.apps.territories import actions
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
)
from tests.apps.catalog.conftest import Bins
from tests.apps.conftest import Place, communes_in_a_row
from tests.apps.crossing.conftest import by_commune, points


def chain() -> None:
    """Count the points « a » by commune, then bring that to each point « b »."""
    root = actions.prepare_fictional_territory(
        "Val Clair", communes_in_a_row("Aubrac", "Le Bourg", "Cormes")
    )
    place = Place(root, *Organisation.objects.filter(parent=root).order_by("commune__code"))
    actor = place.member("Croisée", Role.ADMINISTRATOR)
    bins = Bins(place, Path())
    first, second = bins("a", slug="a"), bins("b", slug="b")
    counted = defining.create(actor, reader_of(actor), root, "Par commune", by_commune(first))
    drain()
    counted.dataset.refresh_from_db()
    ids = {e["name"]: e["id"] for e in counted.dataset.current.tables.get().columns}
    pair = KeyPair(Bins.column(second, "commune").stable_id, ids["code"])
    around = Brought("autour", "Autour", Summary.VALUE, ids["points"])
    asked = Definition(
        points(second),
        Side(counted.dataset_id, "croisement"),
        Link(Kind.KEYS, (pair,)),
        Several.BEST,
        (around,),
    )
    defining.create(actor, reader_of(actor), root, "Chaque point", asked)
    drain()


def bring(slug: str, *rows: int) -> None:
    """Bring versions of a source, one after the other."""
    dataset = Dataset.objects.get(slug=slug)
    for number in rows:
        Bins(None, Path()).add_version(dataset, rows=number)


def told() -> dict[str, Any]:
    """Say of each crossing how many versions it has, what it is of, and what stands below."""
    return {
        crossing.dataset.title: {
            "versions": crossing.dataset.versions.count(),
            "problem": crossing.problem,
            "inputs": [crossing.inputs[side].get("version") for side in ("left", "right")],
            "standing": [
                s.dataset and Dataset.objects.get(pk=s.dataset).current.number
                for s in (crossing.asked().left, crossing.asked().right)
            ],
            "rows": crossing.dataset.current.tables.get().records,
            "made of": [
                v.receipt["crossing"]["inputs"]["right"].get("version")
                for v in crossing.dataset.versions.order_by("number")
            ],
        }
        for crossing in Crossing.objects.select_related("dataset__current")
    }
