"""Making, changing, publishing and removing a worksite."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.permissions import require_role
from terrier.apps.territories.queries import territory_bounds
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.audience import Audience, audience

from .. import presenting, queries
from ..actions import writing
from ..forms import WorksiteForm
from ..models import Worksite


@audience(Audience.CONTRIBUTORS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a worksite by hand."""
    form = WorksiteForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        owner = values.pop("owner")
        try:
            made = writing.create(request.user, request.reader, owner, values, form.shape)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            return _done(request, made, _("Le chantier est inscrit."))
    return _form(request, form, None)


@audience(Audience.CONTRIBUTORS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a worksite."""
    found = queries.find(request.reader, pk)
    require_role(request.reader, found.owner, Role.CONTRIBUTOR)
    form = WorksiteForm(request.POST or None, reader=request.reader, instance=found)
    if request.method == "POST" and form.is_valid():
        # The form has written into its instance: the action starts from what is kept.
        kept = queries.find(request.reader, pk)
        revision = form.cleaned_data.get("revision") or 0
        try:
            writing.change(request.user, request.reader, kept, form.values(), form.shape, revision)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            return _done(request, kept, _("Le chantier est modifié."))
    return _form(request, form, found)


@audience(Audience.CONTRIBUTORS)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a worksite to inhabitants, or no longer."""
    found = queries.find(request.reader, pk)
    published = request.POST.get("publie") == "oui"
    writing.publish(request.user, request.reader, found, found.revision, published=published)
    said = _("Le chantier est publié.") if published else _("Le chantier n’est plus publié.")
    messages.success(request, said)
    return redirect("worksite", pk=pk)


@audience(Audience.CONTRIBUTORS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a worksite written by mistake."""
    found = queries.find(request.reader, pk)
    writing.remove(request.user, request.reader, found)
    messages.success(request, _("La fiche « %(title)s » est supprimée.") % {"title": found.title})
    return redirect("worksites")


def _form(request: HttpRequest, form: WorksiteForm, worksite: Worksite | None) -> HttpResponse:
    """Show the form, its map on the worksite or on the whole territory."""
    bounds = territory_bounds()
    if worksite is not None:
        bounds = presenting.widened(worksite.west, worksite.south, worksite.east, worksite.north)
    context = {
        "form": form,
        "worksite": worksite,
        "bounds": presenting.bounds_text(bounds) if bounds else "",
    }
    return render(request, "worksites/form.html", context)


def _done(request: HttpRequest, worksite: Worksite, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("worksite", pk=worksite.pk)
