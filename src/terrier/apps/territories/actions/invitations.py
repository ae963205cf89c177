"""Inviting people: a link that serves once, for two weeks, and is kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import create_account, record
from terrier.apps.accounts.models import User
from terrier.apps.accounts.passwords import check_password, mail_is_set
from terrier.apps.accounts.providers import local_is_closed
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Gone, NotFound, Refused

from ..models import Invitation, Membership, Organisation
from ..permissions import require_administrator
from ..queries import person

LIFE = timedelta(days=14)


def invite(reader: Reader, organisation: Organisation, email: str, role: Role, *, site: str) -> str:
    """Offer a membership; give the link to hand over.

    The link is also sent by e-mail when a mail server is set. `site` is the address of the
    platform, without a final slash.
    """
    require_administrator(reader, organisation)
    email = email.strip().lower()
    if Membership.objects.filter(user__email=email, organisation=organisation).exists():
        raise Conflict(
            _("%(email)s fait déjà partie de %(organisation)s.")
            % {"email": email, "organisation": organisation}
        )
    token = secrets.token_urlsafe(32)
    link = f"{site}/invitation/{token}/"
    with transaction.atomic():
        made = Invitation.objects.create(
            email=email,
            organisation=organisation,
            role=role.value,
            digest=_digest(token),
            invited_by=person(reader),
            expires_at=timezone.now() + LIFE,
        )
        _record(person(reader), "invitation.send", made)
    if mail_is_set():
        _send(made, link)
    return link


@transaction.atomic
def withdraw_invitation(reader: Reader, invitation: Invitation) -> None:
    """Make a link useless before anybody takes it."""
    require_administrator(reader, invitation.organisation)
    if invitation.accepted_at is not None:
        raise Conflict(_("Cette invitation a déjà été acceptée : retirez plutôt le membre."))
    _record(person(reader), "invitation.withdraw", invitation)
    invitation.delete()


def find_invitation(token: str) -> Invitation:
    """Find a link that still serves, or say why it does not."""
    found = Invitation.objects.select_related("organisation").filter(digest=_digest(token)).first()
    if found is None:
        raise NotFound(
            _("Cette invitation n’existe pas : le lien est incomplet, ou elle a été retirée.")
        )
    if found.accepted_at is not None:
        raise Gone(_("Cette invitation a déjà servi : connectez-vous avec votre compte."))
    if found.expires_at < timezone.now():
        raise Gone(
            _("Cette invitation a expiré : demandez-en une nouvelle à %(organisation)s.")
            % {"organisation": found.organisation}
        )
    return found


@transaction.atomic
def accept_invitation(
    token: str, *, user: User | None = None, name: str = "", password: str = ""
) -> User:
    """Take up an offer, with the signed-in account or with a new one."""
    found = find_invitation(token)
    taken = Invitation.objects.filter(pk=found.pk, accepted_at=None)
    if not taken.update(accepted_at=timezone.now()):
        raise Gone(_("Cette invitation a déjà servi : connectez-vous avec votre compte."))
    if user is None and local_is_closed():
        raise Refused(_("Ici, un compte s’ouvre par le fournisseur d’identité : connectez-vous."))
    if user is None:
        user = _new_account(found, name, password)
    elif user.email != found.email:
        raise Refused(
            _("Cette invitation est pour %(email)s : déconnectez-vous, puis ouvrez-la à nouveau.")
            % {"email": found.email}
        )
    _join(user, found)
    _record(user, "invitation.accept", found)
    return user


def _new_account(found: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email=found.email).exists():
        raise Conflict(
            _(
                "Un compte existe déjà pour %(email)s : connectez-vous, puis ouvrez à nouveau "
                "le lien."
            )
            % {"email": found.email}
        )
    check_password(password, User(email=found.email, name=name))
    return create_account(found.email, name, password)


def _join(user: User, found: Invitation) -> None:
    """Give the offered role; a higher one held already is kept."""
    held, made = Membership.objects.get_or_create(
        user=user, organisation=found.organisation, defaults={"role": found.role}
    )
    if not made and Role(found.role).includes(Role(held.role)):
        held.role = found.role
        held.save(update_fields=["role"])


def _send(invitation: Invitation, link: str) -> None:
    text = render_to_string(
        "territories/mail/invitation.txt", {"invitation": invitation, "link": link}
    )
    subject = _("Invitation à rejoindre %(organisation)s sur Terrier") % {
        "organisation": invitation.organisation
    }
    send_mail(subject, text, None, [invitation.email])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(actor: User | None, action: str, invitation: Invitation) -> None:
    record(
        actor,
        action,
        invitation.organisation,
        organisation=invitation.organisation_id,
        email=invitation.email,
        role=str(invitation.get_role_display()),
    )
