"""Documents of rows: listed, attached, fetched, taken away."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.interventions.actions import documents as acts
from terrier.apps.interventions.models import Document
from terrier.apps.interventions.permissions import reads_log
from terrier.apps.interventions.queries.documents import (
    DocumentTold,
    document_for,
    readable,
    told,
)
from terrier.apps.interventions.sending import send
from terrier.apps.opening.addresses import absolute
from terrier.connectors.documents.recognising import MOST_BYTES, recognise
from terrier.domain.kernel.errors import NotFound

from .files import ANY_BYTES
from .imports import KEY, key_of
from .permission import CORRECT, READ
from .schemas.documents import DocumentAnswer, DocumentsAnswer, DocumentSent, DocumentsWanted
from .strict import only
from .tables import TABLE
from .versions import PAGE_SIZE

router = Router(tags=["Documents des lignes"])
ALL = f"{TABLE}/documents"
ONE = "datasets/{slug:slug}/documents/{int:number}"


@router.get(
    ALL,
    auth=READ,
    response=DocumentsAnswer,
    url_name="rest-documents",
    operation_id="listDocuments",
    summary="Lister les documents joints aux lignes",
    description="Ceux des lignes que vous voyez, du plus récent au plus ancien.",
)
def documents(
    request: HttpRequest, slug: str, table: str, wanted: Annotated[DocumentsWanted, Query()]
) -> DocumentsAnswer:
    """List the documents of the rows of a table."""
    only(request, *DocumentsWanted.model_fields)
    opened = open_table(request.reader, slug, table)
    asked = Document.objects.filter(table=opened.stored.table).select_related(
        "table__dataset", "author"
    )
    if wanted.key:
        asked = asked.filter(row_key=wanted.key)
    pages = Paginator(readable(opened.dataset, opened.sight, asked), PAGE_SIZE)
    if wanted.page > pages.num_pages:
        raise NotFound(_("Cette page n’existe pas : la liste est plus courte."))
    names = reads_log(request.reader, opened.dataset, opened.sight)
    listed = told(pages.page(wanted.page).object_list, names=names)
    return DocumentsAnswer(
        found=pages.count,
        page=wanted.page,
        pages=pages.num_pages,
        documents=[_answer(request, one) for one in listed],
    )


@router.post(
    ALL,
    auth=CORRECT,
    response={201: DocumentAnswer},
    url_name="rest-documents",
    operation_id="attachDocument",
    summary="Joindre un document à une ligne",
    description=(
        f"PDF, image, document bureautique, plan DWG ou DXF, texte ; {MOST_BYTES // 1_000_000} Mo "
        "au plus. Une image est réécrite sans sa position. Avec Idempotency-Key, le même envoi "
        "répété donne le même document."
    ),
    openapi_extra={"parameters": [KEY]},
)
def attach(
    request: HttpRequest,
    slug: str,
    table: str,
    said: Annotated[DocumentSent, Form()],
    file: Annotated[UploadedFile, File(description="Le document")],
) -> DocumentAnswer:
    """Attach a document."""
    only(request)
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    name, key = file.name or "document", key_of(request)
    form = acts.Attached(
        file=recognise(file.read(MOST_BYTES + 1), name),
        title=said.title.strip() or PurePath(name).stem[:200],
        note=said.note,
        dated=said.dated,
        token=uuid5(NAMESPACE_URL, f"{dataset.pk}:{key}") if key else uuid4(),
    )
    made = acts.attach(request.auth, request.reader, opened, said.key, form)
    (one,) = told([made], names=True)
    return _answer(request, one)


@router.get(
    f"{ONE}/content",
    auth=READ,
    url_name="rest-document-content",
    operation_id="getDocument",
    summary="Prendre un document",
    description="Le fichier, pour qui voit sa ligne.",
    openapi_extra={
        "responses": {
            200: {"description": "Fichier", "content": {"application/octet-stream": ANY_BYTES}}
        }
    },
)
def content(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """Send a document, as bytes whatever they are: what is told of it says their type."""
    only(request)
    document, dataset, _seen = document_for(request.reader, slug, number)
    record_reading(request, dataset, dataset.current, Reading.Door.API, 1)
    response = send(document)
    response["Content-Type"] = "application/octet-stream"
    return response


@router.delete(
    ONE,
    auth=CORRECT,
    response={204: None},
    url_name="rest-document",
    operation_id="removeDocument",
    summary="Supprimer un document",
    description="Le fichier est détruit pour de bon.",
)
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a document away."""
    only(request)
    document, _dataset, _seen = document_for(request.reader, slug, number)
    acts.remove(request.auth, request.reader, document)
    return HttpResponse(status=204)


def _answer(request: HttpRequest, one: DocumentTold) -> DocumentAnswer:
    document = one.document
    plain = ("title", "note", "dated", "size", "sha256", "added_at")
    return DocumentAnswer(
        id=document.pk,
        content_url=absolute(
            request, "rest-document-content", document.table.dataset.slug, document.pk
        ),
        table=document.table.name,
        key=document.row_key,
        media_type=one.sort.media_type,
        author=one.author,
        **{name: getattr(document, name) for name in plain},
    )
