"""The services of the territory, and the networks that they run."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound, Refused
from terrier.web.audience import Audience, audience

from .. import queries
from ..actions.services import keep_service, remove_service
from ..forms import ServiceForm
from ..models import Service


@audience(Audience.SIGNED_IN)
def networks(request: HttpRequest) -> HttpResponse:
    """List the services, with their networks, and the networks that no plan is known of."""
    seen = list(queries.networks_of(request.reader))
    context = {
        "services": queries.with_networks(queries.services_of(request.reader), seen),
        "others": queries.of_other_services(request.reader, seen),
        "contributes": bool(_holders(request)),
    }
    return render(request, "networks/networks.html", context)


@audience(Audience.CONTRIBUTORS)
def create(request: HttpRequest) -> HttpResponse:
    """Describe a new service."""
    return _edit(request, Service())


@audience(Audience.CONTRIBUTORS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a service anew."""
    return _edit(request, _service(request, pk))


@audience(Audience.CONTRIBUTORS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a service."""
    service = _service(request, pk)
    remove_service(request.user, request.reader, service)
    messages.success(request, _("Le service « %(name)s » est retiré.") % {"name": service.name})
    return redirect("networks")


def _edit(request: HttpRequest, service: Service) -> HttpResponse:
    holders = _holders(request)
    if not holders:
        raise Refused(_("Il faut le rôle « contribution » dans un organisme pour faire cela."))
    first = {"holder": holders[0]} if service.pk is None else {}
    form = ServiceForm(
        request.POST or None,
        instance=service,
        holders=Organisation.objects.filter(pk__in=[o.pk for o in holders]),
        initial=first,
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = Service.objects.get(pk=service.pk) if service.pk else Service()
            keep_service(request.user, request.reader, kept, form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("Le service est noté."))
            return redirect("networks")
    return render(request, "networks/service.html", {"form": form, "service": service})


def _service(request: HttpRequest, pk: int) -> Service:
    found = queries.services_of(request.reader).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Ce service n’existe pas, ou n’est pas ouvert à votre compte."))
    return found


def _holders(request: HttpRequest) -> list[Organisation]:
    """Give the organisations for which the reader may describe a service, the highest first."""
    reader = request.reader
    if reader.read_only:
        return []
    mine = Organisation.objects.filter(pk__in=reader.organisations)
    held = [o for o in mine if (r := reader.role_in(o.lineage())) and r.includes(Role.CONTRIBUTOR)]
    return sorted(held, key=lambda o: (len(o.lineage()), o.name))
