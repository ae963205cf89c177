"""From claims to roles: rules kept as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terrier.domain.access.policy import Role


@dataclass(frozen=True)
class Rule:
    """Whoever has a claim of this value gets this role in this organisation."""

    claim: str
    """Name of the claim; a full stop goes into an object (`realm_access.roles`)."""
    pattern: str
    """The whole value, where `*` stands for anything; letter case counts."""
    organisation: int
    role: Role

    def fits(self, claims: Mapping[str, Any]) -> bool:
        """Say whether one of the values of the claim is of the pattern.

        Examples
        --------
        >>> rule = Rule("groups", "/sig/*", 1, Role.CONTRIBUTOR)
        >>> rule.fits({"groups": ["/elus", "/sig/eau"]}), rule.fits({"groups": "/sig"})
        (True, False)
        """
        parts = (re.escape(part) for part in self.pattern.split("*"))
        wanted = re.compile(".*".join(parts), re.DOTALL)
        return any(wanted.fullmatch(value) for value in values_of(claims, self.claim))


def values_of(claims: Mapping[str, Any], name: str) -> Iterator[str]:
    """Give every value of a claim as text.

    Parameters
    ----------
    name
        Name of a claim; one that contains full stops itself is found first under that name.

    Examples
    --------
    >>> list(values_of({"realm_access": {"roles": ["a", "b"]}}, "realm_access.roles"))
    ['a', 'b']
    >>> list(values_of({"https://x.fr/siret": 21710001}, "https://x.fr/siret"))
    ['21710001']
    """
    found: Any = claims
    if name in claims:
        found = claims[name]
    else:
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    for value in found if isinstance(found, list) else [found]:
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, str | int | float):
            yield str(value)


def roles_given(rules: Iterable[Rule], claims: Mapping[str, Any]) -> dict[int, Role]:
    """Give the role in each organisation that the rules give; the highest where several do.

    Returns
    -------
    dict
        Role by id of organisation.
    """
    given: dict[int, Role] = {}
    for rule in rules:
        if rule.fits(claims) and not _includes(given.get(rule.organisation), rule.role):
            given[rule.organisation] = rule.role
    return given


def _includes(held: Role | None, role: Role) -> bool:
    return held is not None and held.includes(role)
