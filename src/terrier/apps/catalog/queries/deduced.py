"""What can be filled in of a description without asking."""

from __future__ import annotations

from typing import Any

from terrier.apps.catalog import authority
from terrier.apps.catalog.choices import Licence
from terrier.apps.catalog.models import Dataset
from terrier.domain.access.policy import Reader
from terrier.lake.spans import date_span


def deduced(reader: Reader, dataset: Dataset) -> dict[str, Any]:
    """Propose values for the fields of the description that are empty."""
    proposed: dict[str, Any] = {
        "contact_name": dataset.owner.name,
        "contact_email": dataset.owner.contact_email,
        "licence": Licence.ETALAB_2,
        "spatial_coverage": dataset.owner.name,
    }
    if not (dataset.covers_from or dataset.covers_to):
        proposed |= _period(reader, dataset)
    return {name: value for name, value in proposed.items() if value and not getattr(dataset, name)}


def _period(reader: Reader, dataset: Dataset) -> dict[str, Any]:
    if dataset.current is None or dataset.current.gone_reason:
        return {}
    seen = authority.sight_of(reader, dataset)
    spans = [
        span
        for stored in dataset.current.tables.select_related("table")
        if (span := date_span(authority.relation(seen, dataset, stored)))
    ]
    if not spans:
        return {}
    return {
        "covers_from": min(first for first, _ in spans),
        "covers_to": max(last for _, last in spans),
    }
