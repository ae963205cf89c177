"""The four readers of the demonstration, and where they may exist."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from terrier.apps.accounts.models import User
from terrier.domain.access.policy import Reader, Role
from terrier.web.loopback import is_loopback

from . import actions
from .models import Organisation

PUBLIC = "public"


@dataclass(frozen=True)
class Account:
    """An account that the demonstration bar opens with one click."""

    email: str
    name: str
    role: Role
    commune: int | None
    """Rank of the commune that the person works for (0 is the first code); None: the root."""
    instance_administrator: bool = False


ACCOUNTS = {
    "agent": Account("agent@terrier.example", "Rémi Fauconnot", Role.CONTRIBUTOR, 0),
    "elue": Account("elue@terrier.example", "Hélène Vautrelle", Role.READER, 1),
    "administratrice": Account(
        "administratrice@terrier.example",
        "Chloé Perrotin",
        Role.ADMINISTRATOR,
        None,
        instance_administrator=True,
    ),
}


def prepare_accounts(reader: Reader, root: Organisation, password: str) -> tuple[User, ...]:
    """Make the demonstration's accounts; those that exist are left alone."""
    return tuple(_prepare(reader, root, account, password) for account in ACCOUNTS.values())


def available(request: HttpRequest) -> bool:
    """Say whether this request may change the reader: demonstration, on this machine only."""
    return settings.DEMONSTRATION and is_loopback(request)


def kind_of(user: User) -> str:
    """Say which of the four readers a person is; empty for anybody else."""
    if not user.is_authenticated:
        return PUBLIC
    kinds = (kind for kind, account in ACCOUNTS.items() if account.email == user.email)
    return next(kinds, "")


def _prepare(reader: Reader, root: Organisation, account: Account, password: str) -> User:
    known = User.objects.filter(email=account.email).first()
    if known is not None:
        return known
    user = actions.create_person(
        reader,
        email=account.email,
        name=account.name,
        password=password,
        instance_administrator=account.instance_administrator,
        demonstration=True,
    )
    communes = Organisation.objects.filter(parent=root, commune__isnull=False)
    where = root if account.commune is None else communes.order_by("commune__code")[account.commune]
    actions.add_member(reader, where, user, account.role)
    return user
