"""A small territory and its people, for the tests of every app."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import shapely
from django.core.cache import caches

from terrier.apps.accounts.models import User
from terrier.apps.territories import actions, queries
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Role

PASSWORD = "quatre-mots-pour-un-terrier"


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Rate limits live in the cache, which outlives a test."""
    for cache in caches.all():
        cache.clear()


@dataclass(frozen=True)
class Place:
    """A root with three communes."""

    root: Organisation
    first: Organisation
    second: Organisation
    third: Organisation

    def member(self, name: str, role: Role, organisation: Organisation | None = None) -> User:
        """Make a person with a role (in the root by default)."""
        user = actions.create_person(
            SYSTEM, email=f"{name.lower()}@val.example", name=name, password=PASSWORD
        )
        actions.add_member(SYSTEM, organisation or self.root, user, role)
        return user


def square(west: float, south: float, side: float = 0.05) -> bytes:
    """Draw a commune."""
    return shapely.to_wkb(shapely.box(west, south, west + side, south + side))


def communes_in_a_row(*names: str) -> list[actions.CommuneFacts]:
    """Give communes from west to east, 96001 first."""
    return [
        actions.CommuneFacts(f"96{n + 1:03d}", name, 100 * (n + 1), square(4.8 + n * 0.05, 46.5))
        for n, name in enumerate(names)
    ]


@pytest.fixture
def place(db) -> Place:
    root = actions.prepare_fictional_territory(
        "Val Clair", communes_in_a_row("Aubrac", "Le Bourg", "Cormes")
    )
    communes = Organisation.objects.filter(parent=root).order_by("commune__code")
    return Place(root, *communes)


@pytest.fixture
def reader_of():
    return queries.reader_of
