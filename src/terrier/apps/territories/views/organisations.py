"""Making organisations and changing what is said of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from .. import actions
from ..forms import NewOrganisationForm, OrganisationForm
from ..models import Organisation
from ..permissions import administered_organisations, require_administrator
from ..queries import organisation_named


@audience(Audience.ADMINISTRATORS)
def create(request: HttpRequest) -> HttpResponse:
    """Make an organisation below one that the person administers."""
    parents = Organisation.objects.filter(pk__in=administered_organisations(request.reader))
    form = NewOrganisationForm(
        request.POST or None,
        parents=parents,
        may_be_root=request.reader.instance_administrator,
        initial={"parent": parents.filter(slug=request.GET.get("sous", "")).first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_organisation(request.reader, **form.cleaned_data)
        except Invalid as error:
            form.add_error("siren", error.user_message)
        else:
            messages.success(request, _("L’organisme %(o)s est créé.") % {"o": made})
            return redirect("members", made.slug)
    return render(request, "territories/organisation_form.html", {"form": form})


@audience(Audience.ADMINISTRATORS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is said of an organisation."""
    organisation = organisation_named(slug)
    require_administrator(request.reader, organisation)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(
                request.reader, organisation_named(slug), **form.cleaned_data
            )
        except Invalid as error:
            form.add_error("siren", error.user_message)
        else:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect("members", slug)
    context = {"form": form, "organisation": organisation_named(slug)}
    return render(request, "territories/organisation_form.html", context)
