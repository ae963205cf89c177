"""One's own account, and the page behind an invitation."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terrier.apps.accounts.actions import rename
from terrier.apps.accounts.models import AuditEntry, SignOnIdentity, User
from terrier.apps.accounts.providers import label_of, local_is_closed
from terrier.apps.accounts.sentences import sentence
from terrier.domain.kernel.errors import Invalid, Refused
from terrier.web.audience import Audience, audience

from .. import actions
from ..forms import AccountForm, JoinForm
from ..models import Membership


@audience(Audience.SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, roles, second factor and recent activity."""
    form = AccountForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST":
        if request.reader.read_only:
            raise Refused(_("Quittez « Voir comme… » pour modifier votre compte."))
        if form.is_valid():
            rename(request.user, form.cleaned_data["name"])
            messages.success(request, _("Votre nom est enregistré."))
            return redirect("account")
    identity = SignOnIdentity.objects.filter(user=request.user).first()
    recent = AuditEntry.objects.filter(actor=request.user)[:15]
    context = {
        "form": form,
        "memberships": Membership.objects.filter(user=request.user).select_related("organisation"),
        "recent": [(entry, sentence(entry)) for entry in recent],
        "second_factor": is_mfa_enabled(request.user),
        "identity": identity,
        "identity_label": label_of(identity.provider) if identity else "",
        "sign_on": settings.SIGN_ON,
    }
    return render(request, "territories/account.html", context)


@audience(Audience.EVERYONE)
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation, with a new account or one's own."""
    found = actions.find_invitation(token)
    signed_in = request.user if request.user.is_authenticated else None
    has_account = User.objects.filter(email=found.email).exists()
    by_provider = has_account or local_is_closed()
    form = None if signed_in or by_provider else JoinForm(request.POST or None)
    if request.method == "POST" and (signed_in or (form and form.is_valid())):
        user = _accept(request, token, signed_in, form)
        if user is not None:
            messages.success(request, _("Vous faites partie de %(o)s.") % {"o": found.organisation})
            return redirect("account")
    context = {
        "invitation": found,
        "form": form,
        "other_account": bool(signed_in and signed_in.email != found.email),
        "has_account": has_account,
        "must_sign_in": by_provider and not signed_in,
    }
    return render(request, "territories/invitation.html", context)


def _accept(
    request: HttpRequest, token: str, signed_in: User | None, form: JoinForm | None
) -> User | None:
    """Accept; None where the password breaks a rule, which the form then says."""
    if signed_in is not None or form is None:
        return actions.accept_invitation(token, user=signed_in)
    try:
        user = actions.accept_invitation(token, **form.cleaned_data)
    except Invalid as error:
        form.add_error("password", error.user_message)
        return None
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user
