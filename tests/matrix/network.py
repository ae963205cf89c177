"""A real network in the world: public, with rows that only its own territory may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.test import TestCase

from terrier.apps.digging import actions, asking
from terrier.apps.digging.models import Answer
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Right
from tests.apps.networks import town
from tests.apps.networks.town import MARKER, NODES, PIPES, Town

if TYPE_CHECKING:
    from tests.matrix.world import World

VALVE, CONNECTION = "zqvanne", "zqbranchement"
WITHHELD = (VALVE, CONNECTION, MARKER)
"""In the name of each valve, of the connection and of each customer."""
RIGHTS = {
    "contributor": frozenset({Right.OPERATE_NETWORK}),
    "publisher": frozenset({Right.OPERATE_NETWORK, Right.SEE_CUSTOMERS}),
    # A right in a commune is none on the network of the whole.
    "agent": frozenset({Right.OPERATE_NETWORK, Right.SEE_CUSTOMERS}),
}
"""Technical rights of the people of the world, beside their roles."""


def bring_network(world: World, folder: Path) -> Town:
    """Bring in the water of a street, declare it, bring it again with its markers, check it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        made = town.build(world.root, folder, "public")
        made.bring(
            canalisations=[_marked(row, "B1", CONNECTION) for row in PIPES],
            ouvrages=[_marked(row, "V", VALVE) for row in NODES],
        )
        drain()
    made.network.refresh_from_db()
    return made


def _marked(row: tuple, begins: str, mark: str) -> tuple:
    return (mark + row[0], *row[1:]) if row[0].startswith(begins) else row


def answer_before_digging(world: World) -> Answer:
    """Have somebody who may operate the network ask what lies under the street."""
    user = world.people["contributor"]
    reader = reader_of(user)
    lon, lat = town.at(100, 25)
    asked = {"par": "point", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "rayon": "60"}
    return actions.answer(user, reader, asking.area(reader, asked, None), asking.wish(asked))
