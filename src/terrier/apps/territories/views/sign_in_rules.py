"""What the instance's administrator decides of sign-in, and what somebody owes because of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import SignOnIdentity, User
from terrier.apps.accounts.providers import find, label_of
from terrier.apps.accounts.sessions import living, named
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict
from terrier.domain.sign_on.mapping import roles_given
from terrier.domain.sign_on.second_factor import Duty
from terrier.web.audience import Audience, audience

from .. import actions, second_factor
from ..actions.people import require_authority_over
from ..forms_sign_on import DutyForm, PreviewForm, RuleForm
from ..models import MappingRule, Membership, Organisation
from ..permissions import require_administrator


@audience(Audience.ADMINISTRATORS)
@never_cache
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, add one, and try claims on them."""
    require_administrator(request.reader, None)
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_rule(request.reader, **given | {"role": Role(given["role"])})
        except Conflict as error:
            form.add_error(None, error.user_message)
        else:
            messages.success(request, _("La règle vaut dès la prochaine connexion de chacun."))
            return redirect("sign-in-rules")
    trial = PreviewForm(request.GET if "claims" in request.GET else None)
    context = {
        "form": form,
        "trial": trial,
        "given": _given(trial) if trial.is_valid() else [],
        "rules": [
            (rule, label_of(rule.provider))
            for rule in MappingRule.objects.select_related("organisation")
        ],
        "providers": settings.SIGN_ON,
        "duty": DutyForm(initial={"second_factor": second_factor.duty().value}),
        "minutes": settings.SIGN_ON_MINUTES,
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "territories/sign_in_rules.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def remove_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a rule."""
    require_administrator(request.reader, None)
    actions.remove_rule(request.reader, get_object_or_404(MappingRule, pk=pk))
    messages.success(request, _("La règle est retirée."))
    return redirect("sign-in-rules")


@audience(Audience.ADMINISTRATORS)
@require_POST
def set_duty(request: HttpRequest) -> HttpResponse:
    """Say who owes a second factor."""
    require_administrator(request.reader, None)
    form = DutyForm(request.POST)
    if form.is_valid():
        actions.set_duty(request.reader, Duty(form.cleaned_data["second_factor"]))
        messages.success(request, _("C’est enregistré : cela vaut dès la prochaine page."))
    return redirect("sign-in-rules")


@audience(Audience.SIGNED_IN)
@never_cache
def second_factor_owed(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed and lead to the page that sets one up."""
    if not second_factor.is_owed(request):
        return redirect("account")
    return render(request, "territories/second_factor.html", {"duty": second_factor.duty()})


@audience(Audience.ADMINISTRATORS)
@never_cache
def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where somebody is signed in, to end it."""
    user = get_object_or_404(User, pk=pk)
    require_authority_over(request.reader, user)
    if request.method == "POST":
        actions.close_sessions(request.reader, user)
        messages.success(request, _("Les sessions de %(u)s sont closes.") % {"u": user})
        return redirect("people")
    identity = SignOnIdentity.objects.filter(user=user).first()
    context = {
        "person": user,
        "rows": [(row, named(row.device)) for row in living(user)],
        "identity": identity,
        "label": label_of(identity.provider) if identity else "",
    }
    return render(request, "territories/person_sessions.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Untie an account from its identity."""
    user = get_object_or_404(User, pk=pk)
    actions.unlink(request.reader, user)
    messages.success(request, _("Le compte de %(u)s est détaché.") % {"u": user})
    return redirect("people")


def _given(trial: PreviewForm) -> list[str]:
    """Say which roles the claims of the form would give."""
    provider = find(trial.cleaned_data["provider"]).id
    known = [rule.rule() for rule in MappingRule.objects.filter(provider=provider)]
    roles = roles_given(known, trial.cleaned_data["claims"])
    names = dict(Membership._meta.get_field("role").choices)
    organisations = Organisation.objects.in_bulk(roles)
    return [f"{organisations[pk]} ({names[role.value]})" for pk, role in roles.items()]
