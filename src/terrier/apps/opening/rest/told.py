"""Datasets and tables written for programs, as one reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.apps.catalog import authority
from terrier.apps.catalog.freshness import freshness
from terrier.apps.catalog.models import Column
from terrier.apps.catalog.queries import Entry
from terrier.apps.opening.addresses import absolute
from terrier.lake import rows

from .schemas.catalogue import (
    ColumnAnswer,
    DatasetAnswer,
    DatasetLine,
    FreshnessAnswer,
    OrganisationAnswer,
    TableAnswer,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.models import Dataset, Version, VersionTable
    from terrier.domain.access.policy import Sight
    from terrier.lake.relation import Relation


def line(request: HttpRequest, entry: Entry) -> DatasetLine:
    """Write a dataset as the list tells it."""
    return DatasetLine(**_line(request, entry))


def whole(request: HttpRequest, dataset: Dataset, seen: Sight) -> DatasetAnswer:
    """Write a dataset with its tables."""
    current = dataset.current
    kept = [] if current is None or current.gone_reason else _tables(current)
    return DatasetAnswer(
        **_line(request, Entry(dataset, seen, tuple(kept))),
        description=dataset.description,
        contact_name=dataset.contact_name,
        contact_email=dataset.contact_email,
        spatial_coverage=dataset.spatial_coverage,
        covers_from=dataset.covers_from,
        covers_to=dataset.covers_to,
        source_note=dataset.source_note,
        updated_at=current.created_at if current else None,
        tables=[
            table(request, dataset, seen, stored, authority.relation(seen, dataset, stored))
            for stored in kept
        ],
    )


def table(
    request: HttpRequest, dataset: Dataset, seen: Sight, stored: VersionTable, relation: Relation
) -> TableAnswer:
    """Write a table with the columns that the reader sees."""
    parts = [dataset.slug, stored.table.name]
    return TableAnswer(
        name=stored.table.name,
        title=stored.table.title,
        version=stored.version.number,
        rows=stored.records if seen.every_row else rows.count(relation),
        partial=not seen.every_row,
        has_key=relation.has_key,
        geometry_type=stored.geometry_type,
        columns=columns(relation),
        url=absolute(request, "rest-table", *parts),
        rows_url=absolute(request, "rest-rows", *parts),
    )


def columns(relation: Relation) -> list[ColumnAnswer]:
    """Write the columns that the reader sees."""
    ids = [column.id for column in relation.columns]
    said = dict(Column.objects.filter(stable_id__in=ids).values_list("stable_id", "description"))
    return [
        ColumnAnswer(
            name=column.name,
            label=column.label or column.name,
            description=said.get(column.id, ""),
            type=column.type,
            unit=column.unit,
            concept=column.concept,
        )
        for column in relation.columns
    ]


def organisation(dataset: Dataset) -> OrganisationAnswer:
    """Write the owner of a dataset."""
    return OrganisationAnswer(slug=dataset.owner.slug, name=dataset.owner.name)


def _tables(version: Version) -> list[VersionTable]:
    return list(version.tables.select_related("table", "version"))


def _line(request: HttpRequest, entry: Entry) -> dict[str, object]:
    dataset = entry.dataset
    fresh = freshness(dataset)
    return {
        "slug": dataset.slug,
        "title": dataset.title,
        "summary": entry.summary,
        "organisation": organisation(dataset),
        "theme": dataset.theme,
        "keywords": dataset.keywords,
        "licence": dataset.licence,
        "frequency": dataset.frequency,
        "visibility": dataset.visibility,
        "draft": dataset.published_at is None,
        "version": dataset.current.number if dataset.current else None,
        "rows": entry.records,
        "has_geometry": entry.spatial,
        "freshness": FreshnessAnswer(
            state=fresh.state.value, updated_on=fresh.updated_on, due_on=fresh.due_on
        ),
        "url": absolute(request, "rest-dataset", dataset.slug),
        "page": absolute(request, "dataset", dataset.slug),
    }


def tag(version: Version) -> str:
    """Give the validator of a version (RFC 9110), for `If-Match`."""
    return f'"v{version.number}"'
