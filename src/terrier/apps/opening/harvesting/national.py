"""Tables as files of the national schemas (SCDL, IRVE …): checked before they are called so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.store import store
from terrier.apps.opening.models import NationalFile
from terrier.apps.territories.queries import PUBLIC
from terrier.connectors import schemas
from terrier.domain.tabular.plan import ColumnPlan, ImportPlan
from terrier.lake.export.texts import write_texts
from terrier.lake.relation import Relation


def waiting() -> QuerySet[VersionTable]:
    """Give the public tables in place that were not held against the schemas as they stand."""
    public = Dataset.objects.visible_to(PUBLIC)
    same_policy = Q(national__policy_revision=F("version__dataset__policy_revision"))
    in_place = VersionTable.objects.filter(version__current_of__in=public)
    return in_place.exclude(same_policy).select_related("version__dataset__owner", "table")


def examine(stored: VersionTable) -> NationalFile:
    """Hold what everybody sees of a table against the schema that its header matches."""
    dataset = stored.version.dataset
    relation = authority.relation(authority.sight_of(PUBLIC, dataset), dataset, stored)
    read = _read_as(stored)
    headers = {
        read[c.name].source if c.name in read else c.label or c.name: c.name
        for c in relation.columns
    }
    schema = schemas.matching_schema(list(headers), settings.SCHEMAS)
    found = {"policy_revision": dataset.policy_revision, "examined_at": timezone.now()}
    if schema is not None:
        fields = schemas.field_columns(schema, headers)
        columns = [
            [field, column, _absent(read.get(column), field in schema.required)]
            for field, column in fields.items()
            if column
        ]
        found |= {
            "schema": schema.id,
            "schema_version": schema.version,
            "title": schema.title,
            "columns": columns,
            **_checked(written(relation, columns)),
        }
    return NationalFile.objects.update_or_create(stored=stored, defaults=found)[0]


def current(tables: Iterable[VersionTable]) -> dict[int, NationalFile]:
    """Give the files known to obey a schema under today's policy, by the ids of their tables."""
    if settings.SCHEMAS is None:
        return {}
    kept = NationalFile.objects.filter(
        stored__in=list(tables), policy_revision=F("stored__version__dataset__policy_revision")
    )
    return {found.stored_id: found for found in kept if found.conforms}


def written(relation: Relation, columns: list[list[str]]) -> Relation:
    """Give the relation as the schema wants it: its fields, in its order, and nothing else."""
    by_name = {c.name: c for c in relation.columns}
    wanted = tuple(
        replace(by_name[column], label=field, absent=absent) for field, column, absent in columns
    )
    return replace(relation, columns=wanted, has_geometry=False, has_key=False)


def _read_as(stored: VersionTable) -> dict[str, ColumnPlan]:
    """Give how each column was read from the file, by its name."""
    plan = stored.version.plan
    tables = ImportPlan.from_json(plan).tables if plan.get("tables") else ()
    table = next((t for t in tables if t.name == stored.table.name), None)
    return {c.name: c for c in table.columns} if table else {}


def _absent(read: ColumnPlan | None, required: bool) -> str:
    """Give the one text that was read as no value where the schema wants one written."""
    tokens = read.missing if read is not None else ()
    return tokens[0] if required and len(tokens) == 1 else ""


def _checked(relation: Relation) -> dict[str, object]:
    with store().workshop() as folder:
        texts = Path(folder) / "textes.parquet"
        write_texts(relation, texts)
        names = [c.name for c in relation.columns]
        labels = [c.label for c in relation.columns]
        told = schemas.conformity(texts, names, labels, settings.SCHEMAS)
    if told is None:
        return {"schema": ""}
    return {"errors": told.errors_count, "complete": told.complete}
