"""Following one's own work."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from . import actions, queries
from .models import Job

PAGE_SIZE = 20


@audience(Audience.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's jobs, the newest first."""
    page = Paginator(queries.followed(request.reader), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "jobs": queries.described(page),
        "everybody": request.reader.instance_administrator,
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
    }
    return render(request, "jobs/mine.html", context)


@audience(Audience.SIGNED_IN)
def progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far a job is; the fragment alone for htmx."""
    (followed,) = queries.described([_find(request, job_id)])
    template = "jobs/_progress.html" if request.htmx else "jobs/progress.html"
    return render(request, template, {"followed": followed, "job": followed.job})


@audience(Audience.SIGNED_IN)
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    job = _find(request, job_id)
    actions.request_cancel(job, request.user)
    return redirect("job", job_id=job.pk)


def _find(request: HttpRequest, job_id: UUID) -> Job:
    job = queries.followed(request.reader).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("Ce travail n’existe pas, ou n’est pas le vôtre."))
    return job
