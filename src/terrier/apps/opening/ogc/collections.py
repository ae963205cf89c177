"""Collections: the tables of the datasets that a reader sees, under addresses that never change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.territories.models import Organisation
from terrier.domain.kernel.errors import NotFound
from terrier.domain.ogc.crs import ReferenceSystem, offered
from terrier.lake import tiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from terrier.domain.access.policy import Reader, Sight

LAMBERT_93 = "EPSG:2154"
OPEN_AT_ONCE = 128
"""Collections that a process keeps open, each for one reader."""
_STATE = (
    "pk", "path", "archive", "records", "version__gone_reason",
    "table__dataset__gone_reason", "table__dataset__policy_revision",
    "table__dataset__updated_at", "table__dataset__about_persons",
)  # fmt: skip
"""What tells that a collection is no longer what it was: its files, its policy, its words."""


@dataclass(frozen=True)
class Collection:
    """A table of a dataset, the way machines know it."""

    dataset: Dataset
    stored: VersionTable
    sight: Sight
    alone: bool
    """True where it is the only table of its dataset."""
    systems: tuple[ReferenceSystem, ...]
    """Systems that coordinates can be asked in; empty without geometry."""

    @property
    def id(self) -> str:
        """Give the identifier: neither the dataset's address nor the table's name ever changes."""
        return f"{self.dataset.slug}.{self.stored.table.name}"

    @property
    def title(self) -> str:
        """Name it for people."""
        if self.alone:
            return self.dataset.title
        return f"{self.dataset.title} – {self.stored.table.title}"

    @property
    def stored_bbox(self) -> list[float] | None:
        """Give the kept extent, which only readers of every row are told."""
        return self.stored.bbox if self.sight.every_row else None


@dataclass(frozen=True)
class OpenCollection(Collection):
    """A collection with the relation to read."""

    opened: Opened

    @cached_property
    def edition(self) -> str:
        """Name the file as it stands: rows erased from a version give it another one."""
        file = f"{self.stored.path}:{self.stored.records}"
        return hashlib.sha256(file.encode()).hexdigest()[:8]

    def bbox(self) -> list[float] | None:
        """Give the extent of what the reader sees, degrees; None where nothing has a place."""
        relation = self.opened.relation
        if not relation.has_geometry:
            return None
        if self.stored_bbox is not None:
            return self.stored_bbox
        box = tiles.extent(relation)
        return None if box is None else [box.west, box.south, box.east, box.north]


def collections(reader: Reader) -> Iterator[Collection]:
    """Give the collections that a reader sees, by title."""
    visible = Dataset.objects.visible_to(reader).filter(current__gone_reason="")
    return collections_of(reader, visible.select_related("owner"))


def collections_of(reader: Reader, visible: Iterable[Dataset]) -> Iterator[Collection]:
    """Give the collections of datasets that the reader sees, in their order."""
    datasets = {d.current_id: d for d in visible}
    sights = authority.sights_of(reader, datasets.values())
    tables: dict[int, list[VersionTable]] = {}
    stored_tables = VersionTable.objects.filter(version__in=datasets).select_related("table")
    for stored in stored_tables.order_by("table__position", "pk"):
        tables.setdefault(stored.version_id, []).append(stored)
    projections = _projections()
    for current, dataset in datasets.items():
        mine = tables.get(current, [])
        for stored in mine:
            systems = offered(projections[dataset.owner_id]) if stored.geometry_type else ()
            yield Collection(dataset, stored, sights[dataset.pk], len(mine) == 1, systems)


def open_collection(reader: Reader, identifier: str, version: int | None = None) -> OpenCollection:
    """Open a collection by its identifier, in its version in place or in a numbered one.

    Raises
    ------
    NotFound
        Nothing of that name for this reader.
    Gone
        The dataset or the version was withdrawn.
    """
    slug, _dot, table = identifier.rpartition(".")
    if not slug:
        raise NotFound(_("Cette collection n’existe pas, ou n’est pas ouverte à votre compte."))
    return _open(reader, slug, table, version, _state(slug, table, version))


def _state(slug: str, table: str, version: int | None) -> tuple[object, ...] | None:
    """Ask in one query what the version and the policy are now."""
    which = (
        {"version__current_of__isnull": False} if version is None else {"version__number": version}
    )
    known = VersionTable.objects.filter(table__dataset__slug=slug, table__name=table, **which)
    return known.order_by().values_list(*_STATE).first()


@lru_cache(maxsize=OPEN_AT_ONCE)
def _open(
    reader: Reader, slug: str, table: str, version: int | None, _state: tuple[object, ...] | None
) -> OpenCollection:
    """Open once for each reader, version and policy: the authority is asked again when any changes.

    What refuses to open raises, and is not kept.
    """
    opened = open_table(reader, slug, table, version)
    return OpenCollection(
        dataset=opened.dataset,
        stored=opened.stored,
        sight=opened.sight,
        alone=len(opened.tables) == 1,
        systems=(
            offered(opened.root.projected_crs or LAMBERT_93) if opened.relation.has_geometry else ()
        ),
        opened=opened,
    )


def _projections() -> dict[int, str]:
    """Give the legal projection of each organisation's territory: that of its root."""
    rows = Organisation.objects.values_list("pk", "parent_id", "projected_crs")
    known = {pk: (parent, crs) for pk, parent, crs in rows}

    def of(pk: int) -> str:
        parent, crs = known[pk]
        return crs or LAMBERT_93 if parent is None else of(parent)

    return {pk: of(pk) for pk in known}
