"""The sheet of a commune: on screen, on paper, all of them in one archive."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.sending import PRIVATE_CACHE
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import administers
from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from .. import trails
from ..queries.territory import head
from ..reading import record_figures
from ..sheets import batch
from ..sheets.composing import sheet
from ..sheets.document import facts, printed
from ..sheets.drawing import drawing


@audience(Audience.BY_DATASET)
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the reader may know of a commune, to be read in one minute."""
    commune, owner = _commune(code), head(request.reader)
    found = sheet(request.reader, commune, owner)
    record_figures(request.reader, found.datasets, Reading.Door.PAGE)
    context = {
        "sheet": found,
        "commune": commune,
        "trail": trails.of_commune(commune),
        "facts": facts(commune),
        # Drawn by us; names are escaped there.
        "drawing": mark_safe(drawing(request.reader, commune, owner)),  # noqa: S308
        "administers": administers(request.reader, owner),
    }
    return _answer(request, render(request, "stories/sheet.html", context))


@audience(Audience.BY_DATASET)
@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """Give the sheet as one accessible A4 page."""
    commune, owner = _commune(code), head(request.reader)
    address = request.build_absolute_uri(reverse("commune-sheet", args=[code]))
    svg = drawing(request.reader, commune, owner)
    found = sheet(request.reader, commune, owner)
    record_figures(request.reader, found.datasets, Reading.Door.DOWNLOAD)
    body = printed(found, svg, address)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{batch.file_name(commune)}"'
    return _answer(request, response)


@audience(Audience.SIGNED_IN)
@require_POST
def ask_all(request: HttpRequest) -> HttpResponse:
    """Ask for the sheets of all communes, as this reader sees them."""
    job = batch.ask(request.user, request.reader, request.build_absolute_uri("/"))
    messages.success(request, _("Les fiches se préparent : suivez leur avancement ici."))
    return redirect("commune-sheets", job_id=job.pk)


@audience(Audience.SIGNED_IN)
@require_safe
def all_sheets(request: HttpRequest, job_id: object) -> HttpResponse:
    """Give all the sheets once they are made; until then, how far they are."""
    job = batch.job_for(request.user, request.reader, job_id)
    if "fichier" in request.GET:
        file = batch.file_of(job, request.reader).open("rb")
        response = FileResponse(file, as_attachment=True, filename=batch.ARCHIVE)
        response["Cache-Control"] = PRIVATE_CACHE
        return response
    if job.state != Job.State.DONE:
        return redirect("job", job_id=job.pk)
    return render(request, "stories/sheets.html", {"job": job})


def _commune(code: str) -> Commune:
    found = Commune.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("Aucune commune de ce territoire n’a le code « %(c)s ».") % {"c": code})
    return found


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache" if request.reader.is_public else PRIVATE_CACHE
    response["Vary"] = "Cookie"
    return response
