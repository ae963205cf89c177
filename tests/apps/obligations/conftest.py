"""Datasets of collection points, and people who answer for the instance."""

from __future__ import annotations

import pytest

from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from tests.apps.catalog.conftest import bins

__all__ = ["bins"]


@pytest.fixture
def boss(place):
    """Give somebody who administers the instance, and belongs nowhere."""
    return territories.create_person(
        SYSTEM,
        email="instance@val.example",
        name="Instance",
        password="quatre-mots-pour-un-terrier",
        instance_administrator=True,
    )


@pytest.fixture
def desk(client, boss):
    """Give the browser of whoever answers for the instance."""
    client.force_login(boss)
    return client


@pytest.fixture
def head(boss):
    """Give the reader that they are."""
    return reader_of(boss)
