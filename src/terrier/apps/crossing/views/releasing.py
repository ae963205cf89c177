"""Opening a summary wider than its sources, and looking at that again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.models import Release
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from ..actions import releasing
from ..forms import ReleaseForm
from ..queries import finding
from ..releases import check_aggregate


@audience(Audience.CONTRIBUTORS)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would be opened, and open it."""
    found = finding.find(request.reader, pk)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        releasing.release(
            request.user,
            request.reader,
            found.crossing,
            form.cleaned_data["reason"],
            form.cleaned_data["threshold"],
        )
        messages.success(
            request,
            _(
                "Le résumé est recalculé sans ses petits effectifs ; il s’ouvrira à son public dès "
                "que ce sera fait."
            ),
        )
        return redirect("crossing-release", pk=pk)
    refusal = ""
    try:
        check_aggregate(found.crossing.asked())
    except Invalid as refused:
        refusal = refused.user_message
    held = Release.objects.select_related("released_by").filter(dataset=found.dataset).first()
    context = {"found": found, "form": form, "held": held, "refusal": refusal}
    return render(request, "crossing/release.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the opening was looked at again and holds."""
    found = finding.find(request.reader, pk)
    releasing.confirm(request.user, request.reader, found.crossing)
    messages.success(request, _("L’ouverture est confirmée."))
    return redirect("crossing-release", pk=pk)


@audience(Audience.CONTRIBUTORS)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the opening back."""
    found = finding.find(request.reader, pk)
    releasing.close(request.user, request.reader, found.crossing)
    messages.success(request, _("Le résumé n’est plus ouvert qu’à qui voit ses sources."))
    return redirect("crossing-release", pk=pk)
