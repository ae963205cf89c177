"""Memberships, and people who may or may no longer sign in."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import create_account, end, end_sessions, record
from terrier.apps.accounts.models import User
from terrier.apps.accounts.passwords import check_password, reset_address
from terrier.domain.access.policy import Reader, Right, Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused

from ..models import RIGHTS, MappedMembership, Membership, Organisation
from ..permissions import SYSTEM, administered_organisations, require_administrator
from ..queries import organisation_named, person


@transaction.atomic
def create_person(
    reader: Reader,
    *,
    email: str,
    name: str,
    password: str | None,
    instance_administrator: bool = False,
    demonstration: bool = False,
) -> User:
    """Create an account without an invitation (command line, demonstration)."""
    require_administrator(reader, None)
    if User.objects.filter(email=email.lower()).exists():
        raise Conflict(_("Un compte existe déjà pour %(email)s.") % {"email": email})
    made = create_account(
        email,
        name,
        password,
        instance_administrator=instance_administrator,
        demonstration=demonstration,
    )
    record(person(reader), "person.create", made)
    return made


@transaction.atomic
def set_account(
    email: str,
    name: str,
    password: str | None,
    *,
    instance_administrator: bool = False,
    organisation: str | None = None,
    role: str = Role.READER.value,
    reader: Reader = SYSTEM,
) -> tuple[User, bool]:
    """Create an account or change it; say whether it was created.

    Without a password, an account keeps the one it has, and a new one has none.
    `organisation` is the address of an organisation on the site, where the person gets `role`.
    """
    require_administrator(reader, None)
    user = User.objects.filter(email=email.lower()).first()
    created = user is None
    if user is None:
        if password is not None:
            check_password(password, User(email=email, name=name))
        user = create_person(
            reader, email=email, name=name or email.split("@")[0], password=password
        )
    else:
        user.name = name or user.name
        if password is not None:
            check_password(password, user)
            user.set_password(password)
            record(person(reader), "person.password", user)
    if instance_administrator and not user.instance_administrator:
        user.instance_administrator = True
        record(person(reader), "person.instance_administrator", user)
    user.save()
    if organisation:
        _give_role(reader, organisation_named(organisation), user, Role(role))
    return user, created


def _give_role(reader: Reader, organisation: Organisation, user: User, role: Role) -> None:
    held = Membership.objects.filter(user=user, organisation=organisation).first()
    if held is None:
        add_member(reader, organisation, user, role)
    else:
        change_role(reader, held, role)


@transaction.atomic
def add_member(reader: Reader, organisation: Organisation, user: User, role: Role) -> Membership:
    """Give a person a role in an organisation."""
    require_administrator(reader, organisation)
    try:
        with transaction.atomic():
            made = Membership.objects.create(user=user, organisation=organisation, role=role.value)
    except IntegrityError as error:
        raise Conflict(
            _("%(user)s fait déjà partie de %(organisation)s : changez son rôle.")
            % {"user": user, "organisation": organisation}
        ) from error
    _record(reader, "membership.add", made)
    return made


@transaction.atomic
def change_role(reader: Reader, membership: Membership, role: Role) -> Membership:
    """Change what a member may do."""
    require_administrator(reader, membership.organisation)
    if membership.role == role.value:
        return membership
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(membership)
    before = membership.get_role_display()
    membership.role = role.value
    membership.save(update_fields=["role"])
    # From now on it is by hand: no rule of an identity provider takes it back.
    MappedMembership.objects.filter(membership=membership).delete()
    _record(reader, "membership.change", membership, before=str(before))
    return membership


@transaction.atomic
def set_rights(reader: Reader, membership: Membership, rights: frozenset[Right]) -> Membership:
    """Give a member these technical rights and no others."""
    require_administrator(reader, membership.organisation)
    kept = [right.value for right in Right if right in rights]
    if membership.rights == kept:
        return membership
    membership.rights = kept
    membership.save(update_fields=["rights"])
    named = ", ".join(str(RIGHTS[Right(right)]) for right in kept) or _("aucun")
    _record(reader, "membership.rights", membership, rights=named)
    return membership


@transaction.atomic
def remove_member(reader: Reader, membership: Membership) -> None:
    """Take a person out of an organisation; the account stays."""
    require_administrator(reader, membership.organisation)
    _keep_an_administrator(membership)
    _record(reader, "membership.remove", membership)
    membership.delete()


@transaction.atomic
def disable_person(reader: Reader, user: User) -> None:
    """Close an account: its sessions end at once, its name stays in the trail."""
    organisation = require_authority_over(reader, user)
    if reader.user == user.pk:
        raise Refused(_("Vous ne pouvez pas désactiver votre propre compte."))
    for membership in user.memberships.select_related("organisation"):
        _keep_an_administrator(membership)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(person(reader), "person.disable", user, organisation=organisation)
    end_sessions(user)


@transaction.atomic
def enable_person(reader: Reader, user: User) -> None:
    """Open an account again."""
    organisation = require_authority_over(reader, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(person(reader), "person.enable", user, organisation=organisation)


@transaction.atomic
def password_link(reader: Reader, user: User) -> str:
    """Make the path of a page where the person chooses a new password, to be handed over."""
    organisation = require_authority_over(reader, user)
    if not user.is_active:
        raise Invalid(_("Ce compte est désactivé : réactivez-le d’abord."))
    record(person(reader), "person.password_link", user, organisation=organisation)
    return reset_address(user)


def close_sessions(reader: Reader, user: User) -> int:
    """Sign somebody out everywhere; say of how many browsers."""
    organisation = require_authority_over(reader, user)
    with transaction.atomic():
        ended = end(user.sessions.all())
        record(person(reader), "session.end_all", user, organisation=organisation, sessions=ended)
    return ended


def require_authority_over(reader: Reader, user: User) -> int | None:
    """Allow the instance's administrators, and those of everything the person belongs to."""
    belongs = list(user.memberships.values_list("organisation_id", flat=True))
    organisation = belongs[0] if belongs else None
    if reader.instance_administrator and not reader.read_only:
        return organisation
    if reader.read_only or user.instance_administrator or not belongs:
        raise Refused(_("Seule une personne qui administre l’instance peut faire cela."))
    if not set(belongs) <= administered_organisations(reader):
        raise Refused(
            _(
                "%(user)s fait aussi partie d’organismes que vous n’administrez pas : "
                "vous pouvez seulement retirer cette personne des vôtres."
            )
            % {"user": user}
        )
    return organisation


def _keep_an_administrator(membership: Membership) -> None:
    organisation = membership.organisation
    if organisation.parent_id is not None or membership.role != Role.ADMINISTRATOR.value:
        return
    others = Membership.objects.filter(
        organisation=organisation, role=Role.ADMINISTRATOR.value, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Conflict(
            _(
                "%(user)s est la dernière personne à administrer %(organisation)s : "
                "donnez d’abord ce rôle à quelqu’un d’autre."
            )
            % {"user": membership.user, "organisation": organisation}
        )


def _record(reader: Reader, action: str, membership: Membership, **detail: str) -> None:
    record(
        person(reader),
        action,
        membership.user,
        organisation=membership.organisation_id,
        place=membership.organisation.name,
        role=str(membership.get_role_display()),
        **detail,
    )
