"""Archives: the terms of a dataset, asking, following, fetching; and how to leave."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.streams import LimitedStream
from terrier.apps.catalog.views.editing import menu
from terrier.domain.access.policy import Role, Sight
from terrier.web.audience import Audience, audience

from .. import leaving
from ..actions import archives as acting
from ..archiving import making
from ..bags import pieces
from ..forms import TermsForm
from ..models import Archive, ArchiveTerms

SHOWN = 20


@audience(Audience.SIGNED_IN)
@require_safe
def archives(request: HttpRequest) -> HttpResponse:
    """List the archives that the person asked for, and let them ask for everything."""
    content = making.everything_for(request.reader, every_version=False)
    mine = Archive.objects.filter(asked_by=request.reader.user).select_related("dataset", "job")
    context = {
        "archives": mine[:SHOWN],
        "count": len(content.datasets),
        "left_out": content.left_out if request.reader.instance_administrator else 0,
        "instance": content.instance is not None,
        "kept_days": acting.KEPT.days,
    }
    return render(request, "obligations/archives.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def ask_everything(request: HttpRequest) -> HttpResponse:
    """Ask for the archive of all that the person publishes."""
    every = bool(request.POST.get("every_version"))
    made = acting.ask_everything(request.reader, every_version=every)
    return redirect("job", job_id=made.job_id)


@audience(Audience.BY_DATASET)
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and keep how long a dataset serves, and what becomes of it then."""
    found, seen = _published(request, slug)
    kept = ArchiveTerms.objects.filter(dataset=found).first()
    form = TermsForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        acting.set_terms(request.reader, found, form.cleaned_data)
        notices.success(request, _("La conservation est enregistrée."))
        return redirect("dataset-archive", slug)
    mine = Archive.objects.filter(dataset=found, asked_by=request.reader.user)
    context = {
        "dataset": found,
        "tabs": menu.tabs(found, seen, "dataset-archive"),
        "form": form,
        "archives": mine.select_related("job")[:SHOWN],
        "kept_days": acting.KEPT.days,
    }
    return render(request, "obligations/dataset_archive.html", context)


@audience(Audience.BY_DATASET)
@require_POST
def ask_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the archive of a dataset."""
    found, _seen = _published(request, slug)
    every = bool(request.POST.get("every_version"))
    made = acting.ask_one(request.reader, found, every_version=every)
    return redirect("job", job_id=made.job_id)


@audience(Audience.SIGNED_IN)
@require_safe
def fetch(request: HttpRequest, archive_id: UUID) -> HttpResponse:
    """Send a finished archive to whoever asked for it."""
    archive, path = acting.file_for(request.reader, archive_id)
    response = StreamingHttpResponse(LimitedStream(pieces(path)), content_type="application/zip")
    response["Content-Length"] = str(archive.size)
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@audience(Audience.EVERYONE)
@require_safe
def reversibility(request: HttpRequest) -> HttpResponse:
    """Say how to leave Terrier and take everything."""
    context = {"commands": leaving.COMMANDS, "doors": leaving.doors(), "files": leaving.FILES}
    return render(request, "obligations/reversibility.html", context)


def _published(request: HttpRequest, slug: str) -> tuple[Dataset, Sight]:
    found, _seen = dataset_for(request.reader, slug)
    return found, require_on(request.reader, found, Role.PUBLISHER)
