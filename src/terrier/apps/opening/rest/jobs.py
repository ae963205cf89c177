"""Long work: how far one's own is."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from terrier.apps.jobs import queries
from terrier.apps.jobs.querysets import JobQuerySet
from terrier.domain.kernel.errors import NotFound, Refused

from .permission import READ
from .schemas.corrections import JobAnswer, JobsAnswer
from .strict import only
from .told_imports import progress
from .versions import PAGE_SIZE, PageWanted

router = Router(tags=["Travaux"])


@router.get(
    "jobs",
    auth=READ,
    response=JobsAnswer,
    url_name="rest-jobs",
    operation_id="listJobs",
    summary="Lister vos travaux",
    description="Ceux que vous avez demandés, du plus récent au plus ancien.",
)
def jobs(request: HttpRequest, wanted: Annotated[PageWanted, Query()]) -> JobsAnswer:
    """List the reader's jobs."""
    only(request, "page")
    pages = Paginator(_mine(request), PAGE_SIZE)
    if wanted.page > pages.num_pages:
        raise NotFound(_("Cette page n’existe pas : la liste est plus courte."))
    return JobsAnswer(
        found=pages.count,
        page=wanted.page,
        pages=pages.num_pages,
        jobs=[_told(one) for one in queries.described(pages.page(wanted.page))],
    )


@router.get(
    "jobs/{uuid:job_id}",
    auth=READ,
    response=JobAnswer,
    url_name="rest-job",
    operation_id="getJob",
    summary="Suivre un travail",
    description="Son état, son étape et la part faite.",
)
def job(request: HttpRequest, job_id: UUID) -> JobAnswer:
    """Say how far a job is."""
    only(request)
    found = _mine(request).filter(pk=job_id).first()
    if found is None:
        raise NotFound(_("Ce travail n’existe pas, ou n’est pas le vôtre."))
    (told,) = queries.described([found])
    return _told(told)


def _mine(request: HttpRequest) -> JobQuerySet:
    if request.reader.bounds is not None:
        # A job may be about anything that its person does: a limited token is not told.
        raise Refused(
            _("Ce jeton est limité : suivez l’import ou le fichier par sa propre adresse.")
        )
    return queries.followed(request.reader)


def _told(followed: queries.FollowedJob) -> JobAnswer:
    return JobAnswer(
        id=str(followed.job.pk),
        kind=followed.job.kind,
        title=str(followed.subject.title),
        progress=progress(followed.job),
        error=followed.job.error,
        created_at=followed.job.created_at,
        ended_at=followed.job.ended_at,
    )
