"""Data taken away: streamed at once, or made as a file by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qs
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from terrier.apps.catalog import exporting, sending
from terrier.apps.catalog.about_files import chosen_projection
from terrier.apps.catalog.formats import FORMATS
from terrier.apps.jobs.models import Job
from terrier.apps.opening.addresses import absolute
from terrier.lake.filters import parse

from .permission import READ, person
from .questions import BY_COLUMN, Asked, open_asked
from .schemas.corrections import FileAsked, FileState
from .strict import only
from .tables import TABLE
from .told_imports import progress

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened
    from terrier.lake.filters import Filters

router = Router(tags=["Fichiers"])
Streamed = Literal["csv", "csv-excel", "json", "geojson"]
MEDIA = ("text/csv", "application/json", "application/geo+json")
ANY_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    f"{TABLE}/files/{{format}}",
    auth=READ,
    url_name="rest-file",
    operation_id="downloadRows",
    summary="Prendre toutes les lignes à la fois",
    description="Complet ou refusé, jamais coupé. Les autres formats se demandent (exports).",
    openapi_extra={
        "parameters": [BY_COLUMN],
        "responses": {
            200: {"description": "Fichier", "content": dict.fromkeys(MEDIA, ANY_BYTES)},
        },
    },
)
def stream(
    request: HttpRequest,
    slug: str,
    table: str,
    format: Streamed,
    asked: Annotated[Asked, Query()],
) -> HttpResponse:
    """Send the rows in a streamed format."""
    only(request, *Asked.model_fields, columns=True)
    opened, filters = open_asked(request, slug, table, asked)
    chosen = sending.format_named(opened, format)
    return sending.send_rows(opened, filters, chosen, person(request))


@router.post(
    f"{TABLE}/exports",
    auth=READ,
    response={202: FileState},
    url_name="rest-exports",
    operation_id="askFile",
    summary="Demander un fichier",
    description=(
        "Fait par un travail, avec vos droits de ce moment ; gardé 24 heures. Les filtres "
        "s’écrivent dans l’adresse, comme pour lire les lignes."
    ),
    openapi_extra={"parameters": [BY_COLUMN]},
)
def ask_file(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    table: str,
    asked: Annotated[Asked, Query()],
    sent: Annotated[FileAsked, Body()],
) -> FileState:
    """Ask for a file."""
    only(request, *Asked.model_fields, columns=True)
    opened, filters = open_asked(request, slug, table, asked)
    chosen = sending.format_named(opened, sent.format)
    crs = chosen_projection(opened.root, sent.crs)
    job = exporting.ask_file(opened, filters, chosen, person(request), crs)
    told = _told(request, [slug, opened.table, opened.version.number], job)
    response["Location"] = told.url
    return told


@router.get(
    f"{TABLE}/versions/{{int:number}}/exports/{{uuid:job_id}}",
    auth=READ,
    response=FileState,
    url_name="rest-export",
    operation_id="followFile",
    summary="Suivre un fichier demandé",
    description="Où en est le travail, puis où prendre le fichier.",
)
def follow(request: HttpRequest, slug: str, table: str, number: int, job_id: UUID) -> FileState:
    """Say how far a file is."""
    only(request)
    opened, _filters = open_asked(request, slug, table, Asked.model_construct(version=number))
    return _told(request, [slug, table, number], exporting.job_for(opened, job_id))


@router.get(
    f"{TABLE}/versions/{{int:number}}/exports/{{uuid:job_id}}/content",
    auth=READ,
    url_name="rest-export-content",
    operation_id="downloadFile",
    summary="Prendre un fichier prêt",
    description="Tel qu’il a été fait ; effacé au bout de 24 heures (410).",
    openapi_extra={
        "responses": {
            200: {"description": "Fichier", "content": {"application/octet-stream": ANY_BYTES}}
        }
    },
)
def content(request: HttpRequest, slug: str, table: str, number: int, job_id: UUID) -> HttpResponse:
    """Send a finished file."""
    only(request)
    opened, _filters = open_asked(request, slug, table, Asked.model_construct(version=number))
    job = exporting.job_for(opened, job_id)
    return sending.send_file(opened, _filters_of(job, opened), job, person(request))


def _filters_of(job: Job, opened: Opened) -> Filters:
    return parse(parse_qs(job.payload["filters"]), opened.relation)


def _told(request: HttpRequest, parts: list[object], job: Job) -> FileState:
    ready = job.state == Job.State.DONE
    return FileState(
        id=str(job.pk),
        name=job.payload["name"],
        format=FORMATS[job.payload["format"]].word,
        progress=progress(job),
        error=job.error,
        rows=job.result.get("rows"),
        size=job.result.get("size"),
        notes=job.result.get("notes", []),
        url=absolute(request, "rest-export", *parts, job.pk),
        content_url=absolute(request, "rest-export-content", *parts, job.pk) if ready else None,
    )
