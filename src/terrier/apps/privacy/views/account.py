"""« Mes données »: what is held about one's account, to take away or to delete."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import User
from terrier.domain.kernel.errors import Refused
from terrier.web.audience import Audience, audience

from ..actions import leaving
from ..holdings import HOLDINGS
from ..queries.account import held_about
from ..upkeep import keeping


@audience(Audience.SIGNED_IN)
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is held, and for how long."""
    _be_oneself(request)
    held = held_about(request.user)
    holdings = [(one.label, len(held[one.name])) for one in HOLDINGS]
    context = {"held": held, "holdings": holdings, "keeping": keeping()}
    return render(request, "privacy/my_data.html", context)


@audience(Audience.SIGNED_IN)
@never_cache
def my_data_json(request: HttpRequest) -> HttpResponse:
    """Give what is held as a file."""
    _be_oneself(request)
    response = JsonResponse(
        held_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@audience(Audience.SIGNED_IN)
@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete one's account."""
    user = User.objects.get(pk=request.user.pk)
    leaving.delete_account(user, request.reader, request.POST.get("email", ""))
    logout(request)
    messages.success(request, _("Votre compte est supprimé."))
    return redirect("/")


def _be_oneself(request: HttpRequest) -> None:
    """Refuse to mix what one did oneself with what somebody else would see."""
    if request.reader.read_only:
        raise Refused(_("Quittez « Voir comme… » pour lire ce qui est gardé de votre compte."))
