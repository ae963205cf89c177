"""Opening one result wider than its rows, looking at it again, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.access.policy import Role
from terrier.domain.disclosure import without_small_cells
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import actions, asking
from ..figure import FigureAddress, figure_of
from ..forms import ReleaseForm
from ..models import FigureRelease
from ..releases import of_table


@audience(Audience.SIGNED_IN)
def release(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Show what would be masked, or why it cannot be opened; open the result."""
    opened = open_table(request.reader, slug, table)
    require_on(request.reader, opened.dataset, Role.PUBLISHER)
    address = FigureAddress(slug, table, asking.query_of(asking.pairs_of(request.GET)))
    found = figure_of(opened, address)
    refusal, masked = "", 0
    try:
        masked = without_small_cells(found.answer).suppressed
    except Invalid as refused:
        refusal = refused.user_message
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.release(request.user, request.reader, address, **form.cleaned_data)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("Ce résultat est ouvert, petits effectifs masqués."))
            return redirect(_question(opened, address.query))
    return render(
        request,
        "figures/release.html",
        {
            "form": form,
            "opened": opened,
            "figure": found,
            "refusal": refusal,
            "masked": masked,
            "others": of_table(opened),
            "back": _question(opened, address.query),
        },
    )


@audience(Audience.SIGNED_IN)
@require_POST
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a released figure still holds."""
    found = _of(request, slug, pk)
    actions.confirm(request.user, request.reader, found)
    messages.success(request, _("Le résultat ouvert est relu et confirmé."))
    return _back(request, found)


@audience(Audience.SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a released figure back."""
    found = _of(request, slug, pk)
    actions.withdraw(request.user, request.reader, found)
    messages.success(request, _("Le résultat n’est plus ouvert qu’à qui voit ses données."))
    return _back(request, found)


def _of(request: HttpRequest, slug: str, pk: int) -> FigureRelease:
    dataset, _seen = dataset_for(request.reader, slug)
    require_on(request.reader, dataset, Role.PUBLISHER)
    found = FigureRelease.objects.filter(pk=pk, dataset=dataset).first()
    if found is None:
        raise NotFound(_("Ce résultat n’est pas ouvert."))
    return found


def _back(request: HttpRequest, found: FigureRelease) -> HttpResponse:
    opened = open_table(request.reader, found.dataset.slug, found.table)
    return redirect(_question(opened, found.query))


def _question(opened: Opened, query: str) -> str:
    return f"{opened.address('dataset-question')}?{query}"
