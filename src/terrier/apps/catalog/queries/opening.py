"""A table opened by a reader: the one way from an address to a relation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, Version, VersionTable
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.kernel.errors import NotFound

if TYPE_CHECKING:
    from terrier.apps.territories.models import Organisation
    from terrier.domain.access.policy import Reader, Sight
    from terrier.lake.relation import Relation


class Empty(NotFound):
    """The dataset is described, and no data came yet."""

    code = "empty"

    def __init__(self, dataset: Dataset, seen: Sight) -> None:
        super().__init__(_("Ce jeu de données est décrit, mais ne contient pas encore de données."))
        self.dataset = dataset
        self.sight = seen


@dataclass(frozen=True)
class Opened:
    """One table of one version, as one reader may see it."""

    dataset: Dataset
    sight: Sight
    version: Version
    tables: tuple[VersionTable, ...]
    stored: VersionTable
    relation: Relation

    @property
    def pinned(self) -> bool:
        """Say whether this is an old version."""
        return self.version.pk != self.dataset.current_id

    @property
    def table_title(self) -> str:
        """Name the table for people; an only table bears the name of its dataset."""
        alone = len(self.tables) == 1
        return self.dataset.title if alone else self.stored.table.title

    @cached_property
    def root(self) -> Organisation:
        """Give the head of the territory, which has its legal projection."""
        return self.dataset.owner.root()

    @property
    def fictional(self) -> bool:
        """Say whether the territory is invented."""
        return self.root.fictional

    @cached_property
    def public(self) -> bool:
        """Say whether everybody is shown this very content."""
        everybody = authority.sight_of(PUBLIC, self.dataset)
        return everybody.visible and _shown(everybody) == _shown(self.sight)

    def address(self, name: str, **parts: object) -> str:
        """Give the path of a view about this table."""
        return reverse(name, kwargs={"slug": self.dataset.slug, "table": self.table, **parts})

    def tile_template(self) -> str:
        """Give the path of the tiles, `{z}/{x}/{y}` left to fill in; it names the authority."""
        corner = self.address(
            "dataset-tile",
            version=self.version.number,
            fingerprint=self.relation.fingerprint,
            z=0,
            x=0,
            y=0,
        )
        return corner.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.stored.table.name


def _shown(seen: Sight) -> tuple[object, ...]:
    return seen.masked, seen.communes, seen.outside


def open_table(
    reader: Reader, slug: str, table: str | None = None, version: int | None = None
) -> Opened:
    """Open a table (the first without a name) of the current version, or of a numbered one.

    Raises
    ------
    Empty
        The dataset has no version yet.
    NotFound
        Nothing of that name for this reader.
    Gone
        The version was withdrawn.
    """
    dataset, seen = authority.dataset_for(reader, slug)
    if dataset.current_id is None:
        raise Empty(dataset, seen)
    opened = authority.version_for(dataset, version)
    tables = tuple(opened.tables.select_related("table"))
    stored = next((t for t in tables if table is None or t.table.name == table), None)
    if stored is None:
        raise NotFound(_("Ce jeu de données n’a pas de table de ce nom."))
    relation = authority.relation(seen, dataset, stored)
    return Opened(dataset, seen, opened, tables, stored, relation)
