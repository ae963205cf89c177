"""Values mended by hand: listed, proposed, settled, withdrawn."""

from __future__ import annotations

from typing import Annotated

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Router

from terrier.apps.catalog.actions import corrections as acts
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Correction, Dataset
from terrier.apps.catalog.queries import open_table
from terrier.domain.kernel.errors import NotFound

from .permission import CORRECT
from .schemas.corrections import (
    CorrectionAnswer,
    CorrectionsAnswer,
    CorrectionSent,
    SettlementSent,
)
from .strict import only
from .versions import PAGE_SIZE, PageWanted

router = Router(tags=["Corrections"])
ALL = "datasets/{slug:slug}/corrections"
ONE = f"{ALL}/{{int:correction}}"


@router.get(
    ALL,
    auth=CORRECT,
    response=CorrectionsAnswer,
    url_name="rest-corrections",
    operation_id="listCorrections",
    summary="Lister les corrections",
    description="De la plus récente à la plus ancienne, celles à trancher comprises.",
)
def corrections(
    request: HttpRequest, slug: str, wanted: Annotated[PageWanted, Query()]
) -> CorrectionsAnswer:
    """List corrections."""
    only(request, "page")
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    pages = Paginator(_known(dataset), PAGE_SIZE)
    if wanted.page > pages.num_pages:
        raise NotFound(_("Cette page n’existe pas : la liste est plus courte."))
    return CorrectionsAnswer(
        found=pages.count,
        page=wanted.page,
        pages=pages.num_pages,
        corrections=[_told(one) for one in pages.page(wanted.page)],
    )


@router.post(
    ALL,
    auth=CORRECT,
    response={201: CorrectionAnswer},
    url_name="rest-corrections",
    operation_id="correctValue",
    summary="Corriger une valeur",
    description="Une nouvelle version se prépare ; la correction vaut aussi pour les suivantes.",
)
def correct(
    request: HttpRequest, slug: str, sent: Annotated[CorrectionSent, Body()]
) -> CorrectionAnswer:
    """Mend one value."""
    only(request)
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, sent.table)
    mending = acts.Mending(
        row_key=sent.key,
        column=opened.relation.require(sent.column).id,
        expected=sent.expected,
        value=sent.value,
        reason=sent.reason,
    )
    made = acts.correct(request.auth, request.reader, dataset, opened.stored.table, mending)
    return _told(made)


@router.post(
    f"{ONE}/settle",
    auth=CORRECT,
    response=CorrectionAnswer,
    url_name="rest-correction-settle",
    operation_id="settleCorrection",
    summary="Trancher un désaccord",
    description="Un nouveau fichier contredit la correction : dites laquelle des deux reste.",
)
def settle(
    request: HttpRequest, slug: str, correction: int, sent: Annotated[SettlementSent, Body()]
) -> CorrectionAnswer:
    """Settle a conflict."""
    only(request)
    chosen = _one(request, slug, correction)
    act = acts.keep_correction if sent.choice == "keep" else acts.accept_value
    act(request.auth, request.reader, chosen)
    return _told(chosen)


@router.post(
    f"{ONE}/withdraw",
    auth=CORRECT,
    response=CorrectionAnswer,
    url_name="rest-correction-withdraw",
    operation_id="withdrawCorrection",
    summary="Retirer une correction",
    description="Elle ne s’appliquera plus aux versions suivantes ; celle en place reste.",
)
def withdraw(request: HttpRequest, slug: str, correction: int) -> CorrectionAnswer:
    """Correct a value no more."""
    only(request)
    chosen = _one(request, slug, correction)
    acts.withdraw_correction(request.auth, request.reader, chosen)
    return _told(chosen)


def _known(dataset: Dataset) -> object:
    known = Correction.objects.filter(table__dataset=dataset)
    return known.select_related("table__dataset__owner", "column").order_by("-created_at", "-pk")


def _one(request: HttpRequest, slug: str, correction: int) -> Correction:
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    found = _known(dataset).filter(pk=min(correction, 2**62)).first()
    if found is None:
        raise NotFound(_("Cette correction n’existe pas."))
    return found


def _told(correction: Correction) -> CorrectionAnswer:
    return CorrectionAnswer(
        id=correction.pk,
        table=correction.table.name,
        key=correction.row_key,
        column=correction.column.name,
        expected=correction.expected,
        value=correction.value,
        found=correction.found,
        reason=correction.reason,
        state=correction.state,
        created_at=correction.created_at,
    )
