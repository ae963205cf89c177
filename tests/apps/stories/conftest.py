"""Pages about collection points."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from PIL import Image

from terrier.apps.accounts.models import User
from terrier.apps.stories.actions import blocks, pages
from terrier.apps.stories.choices import Kind
from terrier.apps.stories.models import Block, Page
from terrier.apps.territories import queries
from terrier.connectors.photographs.rewriting import rewrite
from terrier.domain.access.policy import Role, Visibility
from tests.apps.catalog.conftest import bins
from tests.apps.conftest import Place

__all__ = ["bins"]

BY_COMMUNE = {
    "dataset": "points-de-collecte", "table": "points",
    "question": "mesure=sum:tonnage&par=commune&forme=bars",
}  # fmt: skip
BY_YEAR = {**BY_COMMUNE, "question": "mesure=sum:tonnage&par=releve:month"}


def picture(colour: str = "green") -> bytes:
    """Make a small JPEG with a place noted in it."""
    image = Image.new("RGB", (40, 30), colour)
    noted = Image.Exif()
    noted[0x010F] = "Appareil de Dupont"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=noted)
    return out.getvalue()


@dataclass(frozen=True)
class Desk:
    """Writes pages as somebody."""

    place: Place
    user: User

    @property
    def reader(self):
        return queries.reader_of(self.user)

    def page(self, title: str = "Nos déchets", **values) -> Page:
        return pages.create(self.user, self.reader, self.place.root, {"title": title, **values})

    def add(self, page: Page, kind: Kind, **values) -> Block:
        image = rewrite(picture()) if kind is Kind.IMAGE else None
        return blocks.add(self.user, self.reader, page, kind, values, image)

    def publish(self, page: Page, visibility=Visibility.PUBLIC, shared=()) -> None:
        revision = Page.objects.get(pk=page.pk).revision
        pages.publish(self.user, self.reader, page, visibility, frozenset(shared), revision)


@pytest.fixture
def desk(place) -> Desk:
    """Give somebody who publishes for the root."""
    return Desk(place, place.member("Chloe", Role.PUBLISHER))
