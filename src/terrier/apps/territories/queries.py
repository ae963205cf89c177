"""Composed reads about organisations and the people in them."""

from __future__ import annotations

from terrier.apps.accounts.models import User
from terrier.domain.access.policy import Grant, Reader, Role

from .models import Membership, Organisation

PUBLIC = Reader()


def person(reader: Reader) -> User | None:
    """Give the person behind a reader; None for the command line."""
    return User.objects.get(pk=reader.user) if reader.user is not None else None


def reader_of(user: User | None) -> Reader:
    """Build the reader that the authority knows from a signed-in person (or nobody)."""
    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    return _reader(user, [(m.organisation, Role(m.role)) for m in memberships])


def _reader(user: User, held: list[tuple[Organisation, Role]]) -> Reader:
    organisations = Organisation.objects.descendants([o.pk for o, _ in held])
    communes = Organisation.objects.filter(pk__in=organisations, commune__isnull=False).values_list(
        "commune__code", flat=True
    )
    return Reader(
        user=user.pk,
        grants=tuple(Grant(o.pk, role) for o, role in held),
        organisations=organisations,
        roots=frozenset(o.lineage()[-1] for o, _ in held),
        communes=frozenset(communes),
        instance_administrator=user.instance_administrator,
    )
