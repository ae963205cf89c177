"""The datasets that a reader sees, as Explore describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.html import linebreaks

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.opening.ogc.collections import collections_of
from terrier.domain.dcat.vocabularies import LICENCES
from terrier.lake import odsql
from terrier.lake.odsql import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.apps.catalog.models import VersionTable
    from terrier.domain.access.policy import Reader, Sight

KINDS = {
    "dataset_id": Kind.TEXT, "dataset_uid": Kind.TEXT, "title": Kind.TEXT,
    "description": Kind.TEXT, "theme": Kind.TEXTS, "keyword": Kind.TEXTS, "publisher": Kind.TEXT,
    "license": Kind.TEXT, "license_url": Kind.TEXT, "language": Kind.TEXT,
    "territory": Kind.TEXTS, "references": Kind.TEXT, "features": Kind.TEXTS,
    "modified": Kind.DATETIME, "data_processed": Kind.DATETIME,
    "metadata_processed": Kind.DATETIME, "records_count": Kind.INTEGER,
}  # fmt: skip
"""What datasets can be asked by; `default.title` is the same as `title`."""
FACETS = ("features", "modified", "publisher", "theme", "keyword", "license", "territory")
_EMPTY_METAS: dict[str, Any] = {
    "metadata_languages": ["fr"],
    "geographic_reference_auto": True,
    "modified_updates_on_metadata_change": False,
    "modified_updates_on_data_change": True,
    "federated": False,
    "source_domain": None, "source_domain_title": None, "source_domain_address": None,
    "source_dataset": None, "shared_catalog": None, "oauth_scope": None, "parent_domain": None,
    "attributions": None, "geographic_reference": None, "geographic_area": None,
    "geographic_area_mode": None, "timezone": None,
}  # fmt: skip
"""Members that Explore always gives and that say nothing here."""


@dataclass(frozen=True)
class Described:
    """A table of a dataset, which Explore calls a dataset."""

    dataset: Dataset
    stored: VersionTable
    sight: Sight
    first: bool
    """True for the first table, which bears the bare name of its dataset."""
    alone: bool

    @property
    def id(self) -> str:
        """Give its identifier: the slug of the dataset; with the table for those that follow."""
        slug = self.dataset.slug
        return slug if self.first else f"{slug}.{self.stored.table.name}"

    @property
    def uid(self) -> str:
        """Give an identifier that outlives a change of address."""
        return f"da_{self.stored.table_id}"

    @property
    def modified(self) -> str:
        """Say when the data in place came."""
        return moment(self.dataset.current.created_at)

    def facts(self) -> dict[str, Any]:
        """Give what datasets can be asked by."""
        dataset = self.dataset
        theme = dataset.get_theme_display()
        return {
            "dataset_id": self.id,
            "dataset_uid": self.uid,
            "title": dataset.title
            if self.alone
            else f"{dataset.title} – {self.stored.table.title}",
            "description": _as_html(dataset.description),
            "theme": [str(theme)] if theme else None,
            "keyword": list(dataset.keywords) or None,
            "publisher": dataset.owner.name,
            "license": str(dataset.get_licence_display()) or None,
            "license_url": LICENCES.get(dataset.licence),
            "language": "fr",
            "territory": [dataset.spatial_coverage] if dataset.spatial_coverage else None,
            "references": dataset.source_note or None,
            "features": self.features(),
            "modified": self.modified,
            "data_processed": self.modified,
            "metadata_processed": moment(dataset.updated_at),
            # A number of rows is told to whoever sees them all.
            "records_count": self.stored.records if self.sight.every_row else None,
        }

    def features(self) -> list[str]:
        """Say what can be done with it."""
        dated = any(c["type"].startswith(("DATE", "TIMESTAMP")) for c in self.columns())
        found = ["analyze"]
        found += ["geo"] if self.stored.geometry_type else []
        return found + (["timeserie"] if dated else [])

    def columns(self) -> list[dict[str, str]]:
        """Give the columns that the reader sees."""
        return [c for c in self.stored.columns if c["id"] not in self.sight.masked]

    def document(self, fields: list[dict[str, Any]]) -> dict[str, Any]:
        """Describe it whole."""
        facts = self.facts()
        own = ("dataset_id", "dataset_uid", "features")
        metas = {name: value for name, value in facts.items() if name not in own}
        return {
            "dataset_id": self.id,
            "dataset_uid": self.uid,
            "attachments": [],
            "has_records": True,
            "data_visible": True,
            "features": facts["features"],
            "metas": {"default": {**_EMPTY_METAS, **metas}},
            "fields": fields,
        }


def described(reader: Reader, slug: str | None = None) -> list[Described]:
    """List the tables that a reader sees, by title; of one dataset where a slug is given."""
    visible = Dataset.objects.visible_to(reader).filter(current__gone_reason="")
    if slug is not None:
        visible = visible.filter(slug=slug)
    heavy = ("current__plan", "current__receipt")
    seen: set[int] = set()
    found = []
    datasets = visible.select_related("owner", "current").defer(*heavy)
    for collection in collections_of(reader, datasets):
        first = collection.dataset.pk not in seen
        seen.add(collection.dataset.pk)
        found.append(
            Described(
                collection.dataset, collection.stored, collection.sight, first, collection.alone
            )
        )
    return found


def source(tables: Iterable[Described]) -> odsql.Source:
    """Make a source of the catalogue that ODSQL can be asked of."""
    return odsql.of_catalogue((table.facts() for table in tables), KINDS, prefix="default.")


def documents(tables: list[Described]) -> list[dict[str, Any]]:
    """Describe tables whole, their columns fetched at once."""
    ids = [table.stored.table_id for table in tables]
    columns = {c.stable_id: c for c in Column.objects.filter(table_id__in=ids)}
    return [table.document(_fields(table, columns)) for table in tables]


def moment(when: datetime) -> str:
    """Write a moment as Explore does, in UTC."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat()


def _as_html(text: str) -> str | None:
    """Write a description as Explore does: HTML, which nobody's words can be taken for here."""
    return linebreaks(text, autoescape=True) if text.strip() else None


def _fields(table: Described, columns: dict[str, Column]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if table.stored.geometry_type:
        found |= {
            name: _field(name, kind, label)
            for name, kind, label in (
                (odsql.POINT_FIELD, Kind.POINT, "Point"),
                (odsql.SHAPE_FIELD, Kind.SHAPE, "Géométrie"),
            )
        }
    for entry in table.columns():
        column = columns[entry["id"]]
        kind = odsql.kind_of(entry["type"])
        label = column.label or entry["name"]
        field = _field(entry["name"], kind, label, column.description)
        if column.unit:
            field["annotations"]["unit"] = [column.unit]
        if kind is Kind.DATE:
            field["annotations"]["timeserie_precision"] = ["day"]
        found.setdefault(entry["name"], field)
    return list(found.values())


def _field(name: str, kind: Kind, label: str, description: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": odsql.type_of(kind),
        "description": description or None,
        "annotations": {},
    }
