"""Which tables tell where the sensitive establishments of a network stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import queries
from ..actions import sensitive as acts
from ..forms import SensitiveForm
from ..models import Network


@audience(Audience.CONTRIBUTORS)
def tables(request: HttpRequest, slug: str) -> HttpResponse:
    """List the tables, add one, take one away."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    network = Network.objects.filter(dataset=dataset).select_related("service").first()
    if network is None:
        raise NotFound(_("Ce jeu de données n’est pas déclaré comme un réseau."))
    form = SensitiveForm(request.POST or None, located=queries.located_tables(request.reader))
    if request.method == "POST" and "retirer" in request.POST:
        number = request.POST["retirer"]
        found = network.sensitive_tables.filter(pk=number if number.isdecimal() else 0).first()
        if found is None:
            raise NotFound(_("Cette table n’est pas, ou plus, dans la liste."))
        acts.forget(request.user, request.reader, found)
        messages.success(request, _("Cette table n’est plus regardée."))
        return redirect("network-sensitive", slug=slug)
    if request.method == "POST" and form.is_valid():
        try:
            acts.declare(request.user, request.reader, network, *form.chosen())
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("Les prochaines fermetures regardent aussi cette table."))
            return redirect("network-sensitive", slug=slug)
    context = {
        "dataset": dataset,
        "network": network,
        "opened": queries.open_network(request.reader, slug),
        "form": form,
        "declared": network.sensitive_tables.select_related("table__dataset"),
        "trail": [
            (_("Réseaux"), reverse("networks")),
            (dataset.title, reverse("network", args=[slug])),
        ],
    }
    return render(request, "networks/sensitive.html", context)
