"""Members of an organisation, invitations, and the people one administers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import User
from terrier.apps.accounts.passwords import mail_is_set
from terrier.domain.access.policy import Right, Role
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import actions, queries
from ..forms import InvitationForm, MemberForm, RightsForm, RoleForm
from ..models import RIGHTS, Invitation, Membership
from ..permissions import administers, may_see_members

LINK = "link_to_hand_over"
"""Session key of a link that the next page shows once."""


@audience(Audience.SIGNED_IN)
@never_cache
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """List who belongs, and for administrators what can be changed."""
    organisation = queries.organisation_named(slug)
    if not may_see_members(request.reader, organisation):
        raise NotFound(_("Les membres de cet organisme ne sont pas ouverts à votre compte."))
    context = {
        "organisation": organisation,
        "members": organisation.memberships.select_related("user").order_by("user__name__plain"),
        "administers": administers(request.reader, organisation),
    }
    if context["administers"]:
        context |= {
            "link": request.session.pop(LINK, None),
            "mail": mail_is_set(),
            "invitation_form": InvitationForm(),
            "member_form": MemberForm(people=queries.candidates(organisation)),
            "invitations": organisation.invitations.filter(
                accepted_at=None, expires_at__gt=timezone.now()
            ),
            "roles": Membership._meta.get_field("role").choices,
            "rights": [(right.value, name) for right, name in RIGHTS.items()],
        }
    return render(request, "territories/members.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by their e-mail address."""
    organisation = queries.organisation_named(slug)
    asked = _valid(InvitationForm(request.POST))
    link = actions.invite(
        request.reader,
        organisation,
        asked["email"],
        Role(asked["role"]),
        site=request.build_absolute_uri("/").rstrip("/"),
    )
    request.session[LINK] = link
    return redirect("members", slug)


@audience(Audience.ADMINISTRATORS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    actions.withdraw_invitation(request.reader, invitation)
    messages.success(request, _("L’invitation est retirée : son lien ne sert plus."))
    return redirect("members", invitation.organisation.slug)


@audience(Audience.ADMINISTRATORS)
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add somebody of the territory who has an account."""
    organisation = queries.organisation_named(slug)
    asked = _valid(MemberForm(request.POST, people=queries.candidates(organisation)))
    actions.add_member(request.reader, organisation, asked["user"], Role(asked["role"]))
    messages.success(request, _("%(user)s est membre.") % {"user": asked["user"]})
    return redirect("members", slug)


@audience(Audience.ADMINISTRATORS)
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a member may do."""
    membership = _membership(pk)
    asked = _valid(RoleForm(request.POST))
    actions.change_role(request.reader, membership, Role(asked["role"]))
    messages.success(request, _("Le rôle de %(user)s est changé.") % {"user": membership.user})
    return redirect("members", membership.organisation.slug)


@audience(Audience.ADMINISTRATORS)
@require_POST
def set_rights(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member technical rights, or take them back."""
    membership = _membership(pk)
    asked = _valid(RightsForm(request.POST))
    actions.set_rights(request.reader, membership, frozenset(map(Right, asked["rights"])))
    messages.success(request, _("Les droits de %(user)s sont notés.") % {"user": membership.user})
    return redirect("members", membership.organisation.slug)


@audience(Audience.ADMINISTRATORS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a member out."""
    membership = _membership(pk)
    actions.remove_member(request.reader, membership)
    messages.success(request, _("%(user)s n’est plus membre.") % {"user": membership.user})
    return redirect("members", membership.organisation.slug)


@audience(Audience.ADMINISTRATORS)
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """List everybody in what the person administers."""
    context = {
        "people": queries.people_of(request.reader),
        "link": request.session.pop(LINK, None),
    }
    return render(request, "territories/people.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=pk)
    actions.disable_person(request.reader, user)
    messages.success(
        request,
        _("Le compte de %(u)s est désactivé, ses sessions sont closes.") % {"u": user},
    )
    return redirect("people")


@audience(Audience.ADMINISTRATORS)
@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account again."""
    user = get_object_or_404(User, pk=pk)
    actions.enable_person(request.reader, user)
    messages.success(request, _("Le compte de %(user)s est réactivé.") % {"user": user})
    return redirect("people")


@audience(Audience.ADMINISTRATORS)
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for a new password, shown once."""
    user = get_object_or_404(User, pk=pk)
    path = actions.password_link(request.reader, user)
    request.session[LINK] = request.build_absolute_uri(path)
    return redirect("people")


def _membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk)


def _valid(form: InvitationForm | MemberForm | RoleForm | RightsForm) -> dict:
    """Give what was asked; these small forms have no page of their own to show errors on."""
    if not form.is_valid():
        raise Invalid(" ".join(e for errors in form.errors.values() for e in errors))
    return form.cleaned_data
