"""Who may see what, decided from plain facts.

A dataset is *public*, *internal* (members of the owner's root organisation) or *restricted* to
named organisations; columns can be masked; rows can be limited to the reader's own communes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Visibility(StrEnum):
    """The three audiences of a dataset."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    def reaches(self, other: Visibility) -> bool:
        """Say whether this audience is as wide as another, or wider."""
        widest_first = list(Visibility)
        return widest_first.index(self) <= widest_first.index(other)


class Role(StrEnum):
    """What a membership lets a person do, each including the ones before."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Say whether this role may do what the other may."""
        return _RANKS[self] >= _RANKS[other]


_RANKS = {role: rank for rank, role in enumerate(Role)}


class Right(StrEnum):
    """A technical right, given beside a role and never included in one."""

    OPERATE_NETWORK = "operate_network"
    """Trace a network, close it, ask what lies under the ground."""
    SEE_CUSTOMERS = "see_customers"
    """Know which customers a closure cuts."""


@dataclass(frozen=True)
class Grant:
    """A role of a reader in one organisation (inherited by the organisations below it)."""

    organisation: int
    role: Role
    rights: frozenset[Right] = frozenset()


@dataclass(frozen=True)
class Bounds:
    """What an access token is limited to: one organisation with those below it, or one dataset.

    Elsewhere whoever bears the token sees what everybody sees, and writes nothing.
    """

    organisation: int | None = None
    dataset: int | None = None

    def hold(self, policy: Policy) -> bool:
        """Say whether a dataset is within the limits."""
        if self.dataset is not None:
            return policy.dataset == self.dataset
        return self.organisation in policy.owner_lineage


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
    through: tuple[Reader, Reader] | None = None
    """Under « Voir comme… »: the person and the prototype that they look through."""
    bounds: Bounds | None = None
    """Where a limited access token gives the person's rights; None: everywhere."""

    @property
    def is_public(self) -> bool:
        """Say whether this is the anonymous public."""
        return self.user is None

    def role_in(self, lineage: tuple[int, ...]) -> Role | None:
        """Give the highest role held in an organisation or one of its ancestors.

        A token that is limited to one dataset gives no role in its organisation.

        Parameters
        ----------
        lineage
            Ids of the organisation and of its ancestors.
        """
        if self.bounds is not None and self.bounds.organisation not in lineage:
            return None
        return self._highest(lineage)

    def role_on(self, policy: Policy) -> Role | None:
        """Give the highest role held on one dataset."""
        if self.bounds is not None and not self.bounds.hold(policy):
            return None
        return self._highest(policy.owner_lineage)

    def holds(self, right: Right, policy: Policy) -> bool:
        """Say whether the reader has a technical right on one dataset; never by looking as another.

        Parameters
        ----------
        right, policy
            Which right, and the policy of the dataset.
        """
        if self.read_only or (self.bounds is not None and not self.bounds.hold(policy)):
            return False
        return any(right in g.rights for g in self.grants if g.organisation in policy.owner_lineage)

    def _highest(self, lineage: tuple[int, ...]) -> Role | None:
        roles = [g.role for g in self.grants if g.organisation in lineage]
        return max(roles, key=_RANKS.__getitem__, default=None)

    def seen_as(self, prototype: Reader) -> Reader:
        """Look through a prototype: one's own rights, narrowed to its own, and nothing written.

        What either may see of a dataset is decided by `sight` for both apart. The fields, which
        other questions than a dataset's may ask, hold only what both have, and no role.
        """
        return Reader(
            user=None if prototype.is_public else self.user,
            organisations=self.organisations & prototype.organisations,
            roots=self.roots & prototype.roots,
            communes=self.communes & prototype.communes,
            read_only=True,
            through=(self, prototype),
        )


@dataclass(frozen=True)
class Source:
    """What a derived dataset takes from another one."""

    policy: Policy
    """Of the dataset taken from."""
    made: Mapping[str, Collection[str]]
    """Stable ids of the derived columns that each column of the source has a part in."""
    carried: Mapping[str, str]
    """Stable id of a column of the source → that of the derived column that repeats its values."""

    def through(self, given: Sight) -> Sight:
        """Give what of the derived dataset is seen by who sees this of the source."""
        if not given.visible or given.outside or self.policy.withdrawn:
            return NOTHING
        masked = frozenset(d for column in given.masked for d in self.made.get(column, ()))
        if given.communes is None:
            return Sight(visible=True, masked=masked)
        carried = self.carried.get(given.territory_column or "")
        if carried is None:
            return NOTHING
        return Sight(visible=True, masked=masked, territory_column=carried, communes=given.communes)


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
    keeps_rows: bool = False
    """Whether some rows are for the owner's territory only, whatever is published."""
    dataset: int | None = None
    """Id of the dataset, which a limited access token names."""
    withdrawn: bool = False
    """Whether it was taken away: nothing computed from it shows any more."""
    sources: tuple[Source, ...] = ()
    """What it is computed from: nobody sees more of it than of these. Empty for a dataset that
    was brought in, and for one released as an aggregate."""

    @property
    def masked_anywhere(self) -> frozenset[str]:
        """Give the columns that somebody may not see, masked here or in what they come from."""
        inherited = (
            made
            for source in self.sources
            for column in source.policy.masked_anywhere
            for made in source.made.get(column, ())
        )
        return self.masked | frozenset(inherited)

    def less_open_than(self, audience: Visibility) -> frozenset[int]:
        """Give the datasets that it is computed from, at any remove, open to fewer people."""
        found: set[int] = set()
        for source in self.sources:
            one = source.policy
            found |= one.less_open_than(audience)
            if one.dataset and not (one.published and one.visibility.reaches(audience)):
                found.add(one.dataset)
        return frozenset(found)


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one dataset."""

    visible: bool
    masked: frozenset[str] = frozenset()
    territory_column: str | None = None
    communes: frozenset[str] | None = None
    """Codes the rows are limited to; None: every row."""
    outside: bool = False
    """Whether rows that only the owner's territory sees are withheld."""
    contributes: bool = False
    publishes: bool = False
    administers: bool = False

    @property
    def whole(self) -> bool:
        """Say whether the reader sees every row and every column."""
        return self.every_row and not self.masked

    @property
    def every_row(self) -> bool:
        """Say whether no row is withheld (columns may be)."""
        return self.visible and self.communes is None and not self.outside

    def within(self, other: Sight) -> bool:
        """Say whether everything seen here is seen there too."""
        if not self.visible:
            return True
        rows = other.communes is None or (
            self.communes is not None and self.communes <= other.communes
        )
        rows = rows and self.outside >= other.outside
        return other.visible and self.masked >= other.masked and rows

    def common(self, other: Sight) -> Sight:
        """Give what is seen here and there, of one dataset; nothing can be written."""
        if not (self.visible and other.visible):
            return NOTHING
        limits = [s.communes for s in (self, other) if s.communes is not None]
        return Sight(
            visible=True,
            masked=self.masked | other.masked,
            territory_column=self.territory_column or other.territory_column,
            communes=frozenset.intersection(*limits) if limits else None,
            outside=self.outside or other.outside,
        )


NOTHING = Sight(visible=False)


def sight(reader: Reader, policy: Policy) -> Sight:
    """Decide what a reader sees of a dataset under its policy."""
    if reader.through is not None:
        own, prototype = reader.through
        return sight(own, policy).common(sight(prototype, policy))
    if reader.bounds is not None and not reader.bounds.hold(policy):
        return sight(Reader(), policy)
    seen = _declared(reader, policy)
    # A token limited to the derived dataset gives its person's rights there, hence theirs below.
    unbound = replace(reader, bounds=None) if policy.sources else reader
    for source in policy.sources:
        seen = _narrowed(seen, source.through(sight(unbound, source.policy)))
    return seen


def _narrowed(seen: Sight, given: Sight) -> Sight:
    """Keep of a sight what the source lets through; who may act on the dataset still may."""
    if not (seen.visible and given.visible):
        return NOTHING
    territories = {s.territory_column for s in (seen, given) if s.communes is not None}
    if len(territories) > 1:
        return NOTHING
    limits = [s.communes for s in (seen, given) if s.communes is not None]
    return replace(
        seen,
        masked=seen.masked | given.masked,
        territory_column=next(iter(territories), seen.territory_column),
        communes=frozenset.intersection(*limits) if limits else None,
    )


def _declared(reader: Reader, policy: Policy) -> Sight:
    """Decide from what the owner declared alone."""
    role = reader.role_on(policy)
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
        outside=policy.keeps_rows and not _belongs(reader, policy),
    )


def _belongs(reader: Reader, policy: Policy) -> bool:
    return policy.owner_lineage[-1] in reader.roots or bool(
        reader.organisations & policy.shared_with
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
