"""Following one's own work."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from . import actions
from .models import Job


@audience(Audience.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's jobs, the newest first."""
    jobs = Job.objects.visible_to(request.reader)[:100]
    return render(request, "jobs/mine.html", {"jobs": jobs})


@audience(Audience.SIGNED_IN)
def progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far a job is; the fragment alone for htmx."""
    template = "jobs/_progress.html" if request.htmx else "jobs/progress.html"
    return render(request, template, {"job": _find(request, job_id)})


@audience(Audience.SIGNED_IN)
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    job = _find(request, job_id)
    actions.request_cancel(job, request.user)
    return redirect("job", job_id=job.pk)


def _find(request: HttpRequest, job_id: UUID) -> Job:
    job = Job.objects.visible_to(request.reader).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("Ce travail n’existe pas, ou n’est pas le vôtre."))
    return job
