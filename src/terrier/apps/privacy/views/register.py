"""The register of processing and its sheets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import User
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.queries.publishing import suspected_columns
from terrier.apps.catalog.views.editing.menu import around
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import administered_organisations
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from ..actions import describing
from ..forms import OfficerForm, SheetForm
from ..models import Officer, Sheet
from ..permissions import require_protector
from ..queries import register as register_queries
from .menu import tabs


@audience(Audience.SIGNED_IN)
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether the dataset speaks of persons, and write its sheet."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    kept = Sheet.objects.filter(dataset=dataset).first() or Sheet(dataset=dataset)
    form = SheetForm(dataset, request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        try:
            describing.write_sheet(
                request.user,
                request.reader,
                dataset,
                form.save(commit=False),
                about_persons=form.speaks_of_persons,
            )
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect("dataset-persons", slug=slug)
    dataset.refresh_from_db()
    context = {
        **around(dataset, seen, "dataset-persons", _("Personnes")),
        "form": form,
        "entry": register_queries.entry_of(dataset),
        "suspected": suspected_columns(request.reader, dataset)
        if dataset.about_persons is None
        else [],
    }
    return render(request, "privacy/sheet.html", context)


@audience(Audience.SIGNED_IN)
def register(request: HttpRequest) -> HttpResponse:
    """Show the register; it prints well."""
    found = register_queries.entries(request.reader)
    mine = administered_organisations(request.reader)
    officers = Officer.objects.filter(
        organisation__in=require_protector(request.reader)
    ).select_related("user", "organisation")
    context = {
        "tabs": tabs("register"),
        "entries": [(entry, register_queries.facts(entry)) for entry in found],
        "incomplete": sum(not entry.complete for entry in found),
        "officers": officers,
        "officer_form": _officer_form(request.reader) if mine else None,
        "today": timezone.localdate(),
    }
    return render(request, "privacy/register.html", context)


@audience(Audience.SIGNED_IN)
def register_csv(request: HttpRequest) -> HttpResponse:
    """Give the register as a CSV."""
    found = register_queries.entries(request.reader)
    response = StreamingHttpResponse(
        register_queries.as_csv(found), content_type="text/csv; charset=utf-8"
    )
    name = f"registre-des-traitements-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@audience(Audience.SIGNED_IN)
@require_POST
def name_officer(request: HttpRequest) -> HttpResponse:
    """Name a protection officer."""
    require_protector(request.reader)
    form = _officer_form(request.reader, request.POST)
    if not form.is_valid():
        raise Invalid(_("Choisissez une personne et un organisme."))
    user, organisation = form.cleaned_data["user"], form.cleaned_data["organisation"]
    describing.name_officer(request.user, request.reader, organisation, user)
    messages.success(request, _("%(user)s protège les données.") % {"user": user})
    return redirect("register")


@audience(Audience.SIGNED_IN)
@require_POST
def dismiss_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """End the mission of a protection officer."""
    require_protector(request.reader)
    officer = get_object_or_404(Officer.objects.select_related("user", "organisation"), pk=pk)
    describing.dismiss_officer(request.user, request.reader, officer)
    messages.success(request, _("La mission de %(user)s est close.") % {"user": officer.user})
    return redirect("register")


def _officer_form(reader: Reader, *given: object) -> OfficerForm:
    mine = administered_organisations(reader)
    people = User.objects.filter(is_active=True, memberships__organisation__in=mine).distinct()
    return OfficerForm(people, Organisation.objects.filter(pk__in=mine), *given)
