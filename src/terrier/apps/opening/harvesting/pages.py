"""The public datasets as portals harvest them: what everybody sees, whoever asks."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.opening.harvesting import national
from terrier.apps.opening.ogc.collections import collections_of
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.dcat.facts import (
    Agent,
    Contact,
    DatasetFacts,
    Distribution,
    PageFacts,
    ServiceFacts,
)
from terrier.domain.dcat.vocabularies import FILE_TYPES
from terrier.domain.kernel.errors import NotFound
from terrier.domain.ogc.conformance import CONFORMS_TO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from terrier.apps.opening.models import NationalFile
    from terrier.apps.opening.ogc.collections import Collection

PAGE_SIZE = 100
SPATIAL = frozenset({"geojson"})
"""Formats only where rows have places."""


def page(number: int, door: str) -> PageFacts:
    """Gather one page of the public catalogue.

    Parameters
    ----------
    number
        From 1.
    door
        Name of the address that serves it, for the links between pages.

    Raises
    ------
    NotFound
        There are not so many pages.
    """
    public = Dataset.objects.visible_to(PUBLIC).filter(current__gone_reason="").order_by("pk")
    total = public.count()
    pages = max(1, -(-total // PAGE_SIZE))
    if not 1 <= number <= pages:
        raise NotFound(_("Le catalogue a %(pages)d pages.") % {"pages": pages})
    start = (number - 1) * PAGE_SIZE
    light = public.select_related("owner", "current").defer("current__plan", "current__receipt")
    here = light[start : start + PAGE_SIZE]
    datasets = _datasets(list(here))
    root = Organisation.objects.filter(parent=None).order_by("pk").first()
    publisher = _agent(root)
    title = _("Catalogue de %(place)s") % {"place": publisher.name}
    return PageFacts(
        uri=f"{_address('catalogue')}#catalogue",
        title=title,
        description=_("Les données ouvertes de %(place)s.") % {"place": publisher.name},
        homepage=_address("catalogue"),
        publisher=publisher,
        contact=Contact(publisher.name, root.contact_email if root else "", _address("catalogue")),
        service=_service(),
        datasets=datasets,
        total=total,
        address=_page_address(door, number),
        first=_page_address(door, 1),
        last=_page_address(door, pages),
        previous=_page_address(door, number - 1) if number > 1 else "",
        next=_page_address(door, number + 1) if number < pages else "",
    )


def _datasets(datasets: list[Dataset]) -> tuple[DatasetFacts, ...]:
    tables: dict[int, list[Collection]] = {}
    for collection in collections_of(PUBLIC, datasets):
        tables.setdefault(collection.dataset.pk, []).append(collection)
    files = national.current(t.stored for listed in tables.values() for t in listed)
    return tuple(_dataset(dataset, tables.get(dataset.pk, []), files) for dataset in datasets)


def _dataset(
    dataset: Dataset, tables: list[Collection], files: dict[int, NationalFile]
) -> DatasetFacts:
    address = _address("dataset", dataset.slug)
    owner = dataset.owner
    return DatasetFacts(
        uri=f"{address}#jeu",
        identifier=dataset.slug,
        title=dataset.title,
        description=dataset.description,
        page=address,
        publisher=_agent(owner),
        contact=Contact(
            dataset.contact_name or owner.name,
            dataset.contact_email or owner.contact_email,
            address,
        ),
        version=str(dataset.current.number),
        modified=_moment(dataset.current.created_at),
        issued=_moment(dataset.published_at),
        licence=dataset.licence,
        frequency=dataset.frequency,
        theme=dataset.theme,
        keywords=tuple(dataset.keywords),
        covers_from=dataset.covers_from,
        covers_to=dataset.covers_to,
        bbox=_around(tables),
        place=dataset.spatial_coverage,
        distributions=tuple(
            d for table in tables for d in _distributions(table, files.get(table.stored.pk))
        ),
    )


def _moment(at: datetime) -> datetime:
    """Write a moment in UTC: udata drops the zone, and would take a local hour for the future."""
    return at.astimezone(UTC).replace(microsecond=0)


def _distributions(table: Collection, obeying: NationalFile | None) -> list[Distribution]:
    parts = {"slug": table.dataset.slug, "table": table.stored.table.name}
    page = _address("dataset-table", **parts)
    files = [
        Distribution(
            uri=f"{page}#{format}",
            title=f"{table.title} ({name})",
            access_url=page,
            download_url=_address("dataset-download", **parts, format=format),
            format=format,
        )
        for format, name in FILE_TYPES.items()
        if table.systems or format not in SPATIAL
    ]
    api = Distribution(
        uri=f"{page}#api",
        title=f"{table.title} (OGC API – Features)",
        access_url=_address("api-collection", table.id),
        service=_service().uri,
    )
    return [*([_national(table, obeying, page)] if obeying else []), *files, api]


def _national(table: Collection, found: NationalFile, page: str) -> Distribution:
    """Give the file in the columns of the national schema that it obeys."""
    title = _("%(table)s (fichier conforme au schéma « %(schema)s »)")
    return Distribution(
        uri=f"{page}#schema",
        title=title % {"table": table.title, "schema": found.title},
        access_url=page,
        download_url=_address("api-national-file", table.id),
        format="csv",
        conforms_to=found.schema_uri,
    )


def _around(tables: Iterable[Collection]) -> tuple[float, float, float, float] | None:
    boxes = [table.stored_bbox for table in tables if table.stored_bbox]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _agent(organisation: Organisation | None) -> Agent:
    if organisation is None:
        return Agent(f"{_address('catalogue')}#editeur", "Terrier")
    page = _address("organisation", organisation.slug)
    return Agent(f"{page}#organisme", organisation.name, page)


def _service() -> ServiceFacts:
    landing = _address("api")
    return ServiceFacts(
        uri=f"{landing}#service",
        title=_("Données en OGC API – Features et Tiles"),
        endpoint=landing,
        description_url=_address("api-openapi"),
        conforms_to=tuple(uri for uri in CONFORMS_TO if uri.endswith("/core")),
    )


def _page_address(door: str, number: int) -> str:
    return f"{_address(door)}?page={number}"


def _address(name: str, *args: object, **parts: object) -> str:
    """Give a permanent address: under the public address of the instance, whoever asks."""
    return urljoin(settings.PUBLIC_URL, reverse(name, args=args or None, kwargs=parts or None))
