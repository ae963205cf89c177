"""Crossings in the world: of what is open with what is not, of what is masked, and one released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import TestCase

from terrier.apps.catalog.queries import open_table
from terrier.apps.crossing.actions import defining, hands, releasing
from terrier.apps.crossing.models import Crossing
from terrier.apps.interventions.actions import documents
from terrier.apps.interventions.models import Document
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.connectors.documents.recognising import PDF, Recognised
from terrier.domain.access.policy import Visibility
from terrier.domain.matching.definition import Brought, Definition, KeyPair, Side, Summary
from tests.crossings import counted_by_commune, one_for_each

if TYPE_CHECKING:
    from tests.matrix.world import World

RELEASED = "resume"
"""The one that is opened wider than what it is computed from."""


def cross(world: World) -> None:
    """Make the crossings, open each as wide as can be, and match two rows by hand."""
    world.crossings["croise"] = _kept(world, "croise", _by_key(world, "ouvert", "interne"))
    world.crossings["voile"] = _kept(world, "voile", _by_key(world, "masque", "ouvert"))
    world.crossings[RELEASED] = made = _kept(world, RELEASED, _by_commune(world, "interne"))
    user = world.people["administrator"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        hands.match(user, reader_of(user), world.crossings["croise"], ["L0"], ["L1"], "zqmain")
        hands.match(user, reader_of(user), world.crossings["croise"], ["L2"], None, "zqmain")
        releasing.release(user, reader_of(user), made, "Utile à tous.", threshold=3)
    drain()
    drain()
    for crossing in world.crossings.values():
        crossing.refresh_from_db()
        crossing.dataset.refresh_from_db()
        assert not crossing.problem


def attach(world: World, name: str) -> Document:
    """Attach a document to the first row of a dataset, which lies in the first commune."""
    user = world.people["administrator"]
    opened = open_table(reader_of(user), f"jeu-{name}", "lieux")
    file = Recognised(PDF, f"%PDF-1.4 zqnote{name}".encode())
    sent = documents.Attached(file, f"Plan zqligne{name}c0", f"zqligne{name}c0")
    return documents.attach(user, reader_of(user), opened, "L0", sent)


def _kept(world: World, name: str, definition: Definition) -> Crossing:
    from tests.matrix.world import open_to

    user = world.people["administrator"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        title, slug = f"Croisement zqtitre{name}", f"croisement-{name}"
        made = defining.create(
            user, reader_of(user), world.root, title, definition, slug=slug, description="Essai."
        )
    drain()
    made.refresh_from_db()
    assert not made.problem, made.problem
    open_to(user, made.dataset, Visibility.PUBLIC)
    return made


def _by_key(world: World, left: str, right: str) -> Definition:
    """Bring the name of a row to that of the same number."""
    pair = KeyPair(world.column(left, "numero").stable_id, world.column(right, "numero").stable_id)
    brought = Brought("autre_nom", "Autre nom", Summary.VALUE, world.column(right, "nom").stable_id)
    sides = (Side(world.datasets[name].pk, "lieux") for name in (left, right))
    return one_for_each(*sides, pair, brought)


def _by_commune(world: World, name: str) -> Definition:
    code = world.column(name, "code_insee").stable_id
    return counted_by_commune(Side(world.datasets[name].pk, "lieux"), code, "lieux")
