"""Those who come from an identity provider: whose account opens, and with which roles."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts import vouching
from terrier.apps.accounts.actions import create_account, end, record
from terrier.apps.accounts.models import SignOnIdentity, User
from terrier.apps.accounts.providers import label_of
from terrier.connectors.openid.exchange import Arrival
from terrier.connectors.openid.provider import Provider
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Refused
from terrier.domain.sign_on.linking import believed_email, called
from terrier.domain.sign_on.mapping import roles_given

from ..models import Invitation, MappedMembership, MappingRule, Membership, Organisation
from ..queries import person
from .people import require_authority_over


def welcome(provider: Provider, arrival: Arrival) -> SignOnIdentity:
    """Find or make the account of somebody who comes from a provider, with today's roles.

    Raises
    ------
    Refused
        Nothing here is open to them.
    Conflict
        They come for the first time through two pages at once.
    """
    try:
        return _welcome(provider, arrival)
    except IntegrityError as error:
        raise Conflict(
            _("Ce compte vient d’être ouvert dans une autre page : connectez-vous de nouveau.")
        ) from error


@transaction.atomic
def _welcome(provider: Provider, arrival: Arrival) -> SignOnIdentity:
    identity = _identity(provider, arrival)
    if identity is None:
        identity = _first_visit(provider, arrival)
    if identity.user.is_active:
        vouching.keep(identity, arrival)
        give_roles(provider, identity)
    return identity


@transaction.atomic
def link(user: User, provider: Provider, arrival: Arrival) -> SignOnIdentity:
    """Tie one's own account to an identity, for ever the same.

    Raises
    ------
    Conflict
        One of the two is tied already.
    """
    if _identity(provider, arrival) is not None:
        raise Conflict(
            _("Cette identité de « %(provider)s » ouvre déjà un compte.")
            % {"provider": provider.label}
        )
    identity = _link(user, provider, arrival, actor=user)
    vouching.keep(identity, arrival)
    give_roles(provider, identity)
    return identity


@transaction.atomic
def unlink(reader: Reader, user: User) -> None:
    """Untie an account: what the provider opened and gave ends at once."""
    organisation = require_authority_over(reader, user)
    identity = SignOnIdentity.objects.filter(user=user).first()
    if identity is None:
        raise Conflict(_("Ce compte n’est rattaché à aucun fournisseur d’identité."))
    end(identity.sessions.all())
    _settle(user, {}, label_of(identity.provider))
    record(
        person(reader),
        "sign_on.unlink",
        user,
        organisation=organisation,
        provider=label_of(identity.provider),
        identity=str(identity),
    )
    identity.delete()


def give_roles(provider: Provider, identity: SignOnIdentity) -> None:
    """Bring the memberships that the mapping gives up to date; those given by hand stay."""
    rules = [known.rule() for known in MappingRule.objects.filter(provider=provider.id)]
    _settle(identity.user, roles_given(rules, identity.claims), provider.label)


def _settle(user: User, wanted: dict[int, Role], provider: str) -> None:
    held = {
        m.organisation_id: m
        for m in Membership.objects.filter(user=user).select_related("organisation", "mapped")
    }
    mapped = {pk: m for pk, m in held.items() if hasattr(m, "mapped")}
    for pk, membership in mapped.items():
        if pk not in wanted:
            _record("membership.mapped_remove", membership, provider)
            membership.delete()
        elif membership.role != wanted[pk].value:
            membership.role = wanted[pk].value
            membership.save(update_fields=["role"])
            _record("membership.mapped_change", membership, provider)
    for pk, role in wanted.items():
        if pk not in held:
            made = Membership.objects.create(user=user, organisation_id=pk, role=role.value)
            MappedMembership.objects.create(membership=made)
            _record("membership.mapped_add", made, provider)


def _identity(provider: Provider, arrival: Arrival) -> SignOnIdentity | None:
    known = SignOnIdentity.objects.select_related("user").select_for_update(of=("self",))
    return known.filter(issuer=provider.issuer, subject=arrival.subject).first()


def _first_visit(provider: Provider, arrival: Arrival) -> SignOnIdentity:
    email = believed_email(
        arrival.claims,
        trusted_domains=provider.trusted_domains,
        always_verified=provider.emails_verified,
    )
    known = User.objects.filter(email=email).first() if email else None
    # An instance administrator is the way back in: nobody else's word opens that account.
    if known is not None and not known.instance_administrator:
        return _link(known, provider, arrival, actor=None)
    if known is None and email and _is_expected(provider, arrival.claims, email):
        made = create_account(email, called(arrival.claims), None)
        record(None, "sign_on.create", made, provider=provider.label)
        return _link(made, provider, arrival, actor=None)
    raise Refused(
        _(
            "« %(provider)s » vous reconnaît, mais rien ne vous est ouvert ici. Demandez une "
            "invitation à votre organisme ; si vous avez déjà un compte Terrier, connectez-vous "
            "avec son mot de passe et rattachez-le depuis « Mon compte »."
        )
        % {"provider": provider.label}
    )


def _is_expected(provider: Provider, claims: dict[str, Any], email: str) -> bool:
    """Say whether a rule gives the newcomer something, or an invitation waits for them."""
    rules = [known.rule() for known in MappingRule.objects.filter(provider=provider.id)]
    waiting = Invitation.objects.filter(
        email=email, accepted_at=None, expires_at__gt=timezone.now()
    )
    return bool(roles_given(rules, claims)) or waiting.exists()


def _link(
    user: User, provider: Provider, arrival: Arrival, *, actor: User | None
) -> SignOnIdentity:
    if SignOnIdentity.objects.filter(user=user).exists():
        raise Conflict(
            _(
                "Ce compte Terrier est déjà rattaché à une autre identité : une personne qui "
                "administre l’instance peut l’en détacher, depuis « Personnes »."
            )
        )
    made = SignOnIdentity.objects.create(
        user=user,
        provider=provider.id,
        issuer=provider.issuer,
        subject=arrival.subject,
        claims=arrival.claims,
    )
    record(actor, "sign_on.link", user, provider=provider.label, identity=str(made))
    return made


def _record(action: str, membership: Membership, provider: str) -> None:
    organisation: Organisation = membership.organisation
    record(
        None,
        action,
        membership.user,
        organisation=organisation.pk,
        place=organisation.name,
        role=str(membership.get_role_display()),
        provider=provider,
    )
