"""Versions: listed, compared, restored; the receipt of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import versions as acts
from terrier.apps.catalog.authority import dataset_for, dataset_to_contribute, version_for
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.queries import open_table
from terrier.apps.imports.queries import version_with_receipt
from terrier.apps.imports.sending import send_rejects
from terrier.domain.kernel.errors import NotFound
from terrier.lake.compare import compare

from .permission import IMPORT, READ, RESTORE
from .questions import MAX_VERSION
from .schemas.versions import (
    ChangesAnswer,
    ColumnChangeAnswer,
    Receipt,
    VersionAnswer,
    VersionsAnswer,
)
from .strict import only, require_current

if TYPE_CHECKING:
    from terrier.lake.compare import Comparison

router = Router(tags=["Versions"])
VERSIONS = "datasets/{slug:slug}/versions"
VERSION = f"{VERSIONS}/{{int:number}}"
PAGE_SIZE = 50


class PageWanted(Schema):
    """A page of a list."""

    page: int = Field(1, ge=1, le=100_000, description=f"Page de {PAGE_SIZE}")


class ChangesWanted(Schema):
    """What is compared."""

    since: int = Field(alias="from", ge=1, le=MAX_VERSION, description="Version plus ancienne")
    table: str | None = Field(None, max_length=63, description="Table ; la première par défaut")


@router.get(
    VERSIONS,
    auth=READ,
    response=VersionsAnswer,
    url_name="rest-versions",
    operation_id="listVersions",
    summary="Lister les versions",
    description="De la plus récente à la plus ancienne, celles qui furent retirées comprises.",
)
def versions(
    request: HttpRequest, slug: str, wanted: Annotated[PageWanted, Query()]
) -> VersionsAnswer:
    """List versions."""
    only(request, "page")
    dataset, _seen = dataset_for(request.reader, slug)
    pages = Paginator(dataset.versions.defer("plan", "receipt"), PAGE_SIZE)
    if wanted.page > pages.num_pages:
        raise NotFound("Cette page n’existe pas : la liste est plus courte.")
    return VersionsAnswer(
        found=pages.count,
        page=wanted.page,
        pages=pages.num_pages,
        versions=[_version(dataset, version) for version in pages.page(wanted.page)],
    )


@router.get(
    VERSION,
    auth=READ,
    response=VersionAnswer,
    url_name="rest-version",
    operation_id="getVersion",
    summary="Lire une version",
    description="Son numéro, d’où elle vient, et pourquoi elle fut retirée.",
)
def version(request: HttpRequest, slug: str, number: int) -> VersionAnswer:
    """Describe a version."""
    only(request)
    dataset, _seen = dataset_for(request.reader, slug)
    return _version(dataset, version_for(dataset, number))


@router.get(
    f"{VERSION}/changes",
    auth=READ,
    response=ChangesAnswer,
    by_alias=True,
    url_name="rest-changes",
    operation_id="compareVersions",
    summary="Compter ce qui a changé depuis une autre version",
    description="Ligne par ligne, selon la clé ; sous les droits d’aujourd’hui.",
)
def changes(
    request: HttpRequest, slug: str, number: int, wanted: Annotated[ChangesWanted, Query()]
) -> ChangesAnswer:
    """Count what differs between two versions of a table."""
    only(request, "from", "table")
    newer = open_table(request.reader, slug, wanted.table, number)
    older = open_table(request.reader, slug, newer.table, wanted.since)
    return _changes(wanted.since, number, newer.table, compare(older.relation, newer.relation))


@router.post(
    f"{VERSION}/restore",
    auth=RESTORE,
    response={201: VersionAnswer},
    url_name="rest-restore",
    operation_id="restoreVersion",
    summary="Remettre en place une ancienne version",
    description=(
        "Elle devient une nouvelle version, qui porte un nouveau numéro. Avec l’en-tête If-Match "
        "et l’ETag de la version lue, rien n’est fait si une autre est arrivée (412)."
    ),
    openapi_extra={
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "description": "ETag de la version que vous croyez en place",
                "schema": {"type": "string", "examples": ['"v3"']},
            }
        ]
    },
)
def restore(request: HttpRequest, slug: str, number: int) -> Status[VersionAnswer]:
    """Put an old version back in place."""
    only(request)
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    require_current(request, dataset)
    actor: User = request.auth
    fresh = acts.restore(dataset, version_for(dataset, number), actor)
    return Status(201, _version(dataset, fresh))


@router.get(
    f"{VERSION}/receipt",
    auth=IMPORT,
    response=Receipt,
    url_name="rest-receipt",
    operation_id="getReceipt",
    summary="Lire le récépissé d’une version",
    description="Ce que le fichier contenait et ce qu’il en est advenu, ligne par ligne comptée.",
)
def receipt(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the receipt whole."""
    only(request)
    _dataset, found = version_with_receipt(request.reader, slug, number)
    return JsonResponse(found.receipt, json_dumps_params={"ensure_ascii": False})


@router.get(
    f"{VERSION}/tables/{{slug:table}}/rejects",
    auth=IMPORT,
    url_name="rest-rejects",
    operation_id="getRejects",
    summary="Lire les lignes rejetées",
    description="En CSV : ligne, colonne, valeur, règle.",
    openapi_extra={
        "responses": {
            200: {"description": "Lignes", "content": {"text/csv": {"schema": {"type": "string"}}}}
        }
    },
)
def rejects(request: HttpRequest, slug: str, number: int, table: str) -> Any:
    """Send the rejected rows."""
    only(request)
    dataset, found = version_with_receipt(request.reader, slug, number)
    return send_rejects(dataset, found, table, request.auth)


def _version(dataset: Dataset, version: Version) -> VersionAnswer:
    return VersionAnswer(
        number=version.number,
        current=version.pk == dataset.current_id,
        mode=version.mode,
        note=version.note,
        created_at=version.created_at,
        gone_reason=version.gone_reason,
    )


def _changes(since: int, to: int, table: str, found: Comparison) -> ChangesAnswer:
    return ChangesAnswer(
        **{"from": since},
        to=to,
        table=table,
        keyed=found.keyed,
        added=found.added,
        removed=found.removed,
        changed=found.changed,
        unchanged=found.unchanged,
        moved=found.geometry,
        columns=[
            ColumnChangeAnswer(name=c.new.name, before=c.old.name, rows=c.rows)
            for c in found.columns
            if c.rows or c.renamed
        ],
        columns_added=[c.name for c in found.columns_added],
        columns_removed=[c.name for c in found.columns_removed],
    )
