"""The bar of the demonstration: change the reader with one click."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import User
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import demonstration


@audience(Audience.EVERYONE)
@require_POST
def change_reader(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration's account of that kind, or out for the public."""
    if not demonstration.available(request):
        raise NotFound(_("Cette page n’existe que dans la démonstration, sur la machine même."))
    kind = request.POST.get("reader", "")
    if kind == demonstration.PUBLIC:
        logout(request)
    else:
        login(request, _account(kind), backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(_page_before(request))


def _account(kind: str) -> User:
    account = demonstration.ACCOUNTS.get(kind)
    found = (
        account
        and User.objects.filter(email=account.email, demonstration=True, is_active=True).first()
    )
    if found is None:
        raise Invalid(_("Ce compte de démonstration n’existe pas : relancez « terrier demo »."))
    return found


def _page_before(request: HttpRequest) -> str:
    page = request.META.get("HTTP_REFERER", "/")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else "/"
