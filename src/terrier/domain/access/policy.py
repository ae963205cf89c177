"""Who may see what, decided from plain facts.

A dataset is *public*, *internal* (members of the owner's root organisation) or *restricted* to named
organisations; columns can be masked; rows can be limited to the reader's own communes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Visibility(StrEnum):
    """The three audiences of a dataset."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Role(StrEnum):
    """What a membership lets a person do, each including the ones before."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Say whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Grant:
    """A role of a reader in one organisation (inherited by the organisations below it)."""

    organisation: int
    role: Role


@dataclass(frozen=True)
class Reader:
    """A person (or nobody in particular) as the authority sees them.

    Roots and organisations are database ids. `organisations` holds every organisation the reader
    belongs to, with those below it; `communes` the codes of the reader's own communes.
    """

    user: int | None = None
    grants: tuple[Grant, ...] = ()
    organisations: frozenset[int] = frozenset()
    roots: frozenset[int] = frozenset()
    communes: frozenset[str] = frozenset()
    instance_administrator: bool = False
    read_only: bool = False
    """True under « Voir comme… »: nothing can be written."""

    @property
    def is_public(self) -> bool:
        """Say whether this is the anonymous public."""
        return self.user is None

    def role_in(self, lineage: tuple[int, ...]) -> Role | None:
        """Give the highest role held in an organisation or one of its ancestors.

        Parameters
        ----------
        lineage
            Ids of the organisation and of its ancestors.
        """
        roles = [g.role for g in self.grants if g.organisation in lineage]
        return max(roles, key=list(Role).index, default=None)


@dataclass(frozen=True)
class Policy:
    """What the owner of a dataset declared."""

    visibility: Visibility
    owner_lineage: tuple[int, ...]
    """The owning organisation and its ancestors, the root last."""
    shared_with: frozenset[int] = frozenset()
    """Organisations named when restricted."""
    masked: frozenset[str] = frozenset()
    """Stable ids of masked columns, for whoever is not a contributor of the owner."""
    territory_column: str | None = None
    """Stable id of the commune-code column that limits rows; None: no row limit."""
    published: bool = True
    """False while the dataset is a draft: contributors of the owner only."""


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one dataset."""

    visible: bool
    masked: frozenset[str] = frozenset()
    territory_column: str | None = None
    communes: frozenset[str] | None = None
    """Codes the rows are limited to; None: every row."""
    contributes: bool = False
    publishes: bool = False
    administers: bool = False

    @property
    def whole(self) -> bool:
        """Say whether the reader sees every row and every column."""
        return self.visible and not self.masked and self.communes is None

    @property
    def every_row(self) -> bool:
        """Say whether no row is withheld (columns may be)."""
        return self.visible and self.communes is None


NOTHING = Sight(visible=False)


def sight(reader: Reader, policy: Policy) -> Sight:
    """Decide what a reader sees of a dataset under its policy."""
    role = reader.role_in(policy.owner_lineage)
    if role is not None and role.includes(Role.CONTRIBUTOR):
        return Sight(
            visible=True,
            contributes=not reader.read_only,
            publishes=role.includes(Role.PUBLISHER) and not reader.read_only,
            administers=role.includes(Role.ADMINISTRATOR) and not reader.read_only,
        )
    if not (policy.published and _admits(reader, policy)):
        return NOTHING
    limited = policy.territory_column is not None
    return Sight(
        visible=True,
        masked=policy.masked,
        territory_column=policy.territory_column,
        communes=reader.communes if limited else None,
    )


def _admits(reader: Reader, policy: Policy) -> bool:
    match policy.visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.INTERNAL:
            return policy.owner_lineage[-1] in reader.roots
        case Visibility.RESTRICTED:
            owner = policy.owner_lineage[0]
            return bool(reader.organisations & (policy.shared_with | {owner}))
