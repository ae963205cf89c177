"""Who must have a second factor, and when the provider's counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from terrier.domain.access.policy import Reader, Role

from .mapping import values_of


class Duty(StrEnum):
    """Whom the instance's administrator obliges to have a second factor."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    PUBLISHERS = "publishers"
    """Publishers and administrators."""
    EVERYBODY = "everybody"

    def binds(self, reader: Reader) -> bool:
        """Say whether a signed-in person is under the duty.

        Examples
        --------
        >>> Duty.ADMINISTRATORS.binds(Reader(user=1, instance_administrator=True))
        True
        >>> Duty.PUBLISHERS.binds(Reader(user=1))
        False
        """
        if self is Duty.NOBODY or reader.user is None:
            return False
        if self is Duty.EVERYBODY or reader.instance_administrator:
            return True
        least = Role.ADMINISTRATOR if self is Duty.ADMINISTRATORS else Role.PUBLISHER
        return any(grant.role.includes(least) for grant in reader.grants)


def was_second_factor(
    claims: Mapping[str, Any], *, amr: Collection[str], acr: Collection[str]
) -> bool:
    """Say whether the provider says that the person proved themselves twice.

    Parameters
    ----------
    amr, acr
        Values (RFC 8176; levels of the provider), in lower case, that the operator takes for it.
    """
    methods = {value.lower() for value in values_of(claims, "amr")}
    levels = {value.lower() for value in values_of(claims, "acr")}
    return bool(methods & set(amr) or levels & set(acr))
