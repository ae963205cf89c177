"""Saying that a dataset is a network, and how its tables are read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_to_contribute, version_for
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.topology.commodities import Commodity
from terrier.web.audience import Audience, audience

from .. import queries, tables
from ..actions.declaring import declare, undeclare
from ..forms import DeclarationForm
from ..models import Network
from ..reading import relations


@audience(Audience.CONTRIBUTORS)
def declaration(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the tables look like, and let the person say what they are."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    network = Network.objects.filter(dataset=dataset).select_related("service").first()
    version = version_for(dataset, None)
    facts = tables.facts(version, relations(version))
    proposed, evidence = tables.proposed(network, facts)
    services = queries.services_of(request.reader)
    form = DeclarationForm(
        request.POST or None,
        services=services,
        tables=facts,
        proposed=proposed,
        initial={"service": network.service_id} if network else {},
    )
    if request.method == "POST" and "declare" in request.POST and form.is_valid():
        try:
            made = declare(
                request.user,
                request.reader,
                dataset,
                service=form.cleaned_data["service"],
                commodity=Commodity(form.cleaned_data["commodity"]),
                mapping=form.mapping(),
            )
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("Le réseau est déclaré : ses contrôles commencent."))
            return redirect("network", slug=made.dataset.slug)
    context = {
        "dataset": dataset,
        "trail": [(dataset.title, reverse("dataset", args=[slug]))],
        "network": network,
        "form": form,
        "sections": form.sections(),
        "services": services.exists(),
        "recognised": proposed.model,
        "evidence": evidence,
    }
    return render(request, "networks/declaration.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the dataset as a network no longer."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    network = Network.objects.filter(dataset=dataset).first()
    if network is None:
        raise NotFound(_("Ce jeu de données n’est pas déclaré comme un réseau."))
    undeclare(request.user, request.reader, network)
    messages.success(request, _("Ce jeu de données n’est plus lu comme un réseau."))
    return redirect("dataset", slug=slug)
