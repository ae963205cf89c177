"""Proposals as links that open them, and what is always at hand in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import Opened
from terrier.domain.matching.definition import Side, Zoning
from terrier.domain.matching.proposal import Proposal

from .composing import address, sides_told
from .queries.proposals import Proposed


@dataclass(frozen=True)
class Offer:
    """A proposal, and the address that opens it."""

    proposal: Proposal
    address: str

    @property
    def brought(self) -> str:
        """Name the columns that it adds."""
        return ", ".join(b.label for b in self.proposal.definition.brought)


def offers(opened: Opened, found: Iterable[Proposal]) -> list[Offer]:
    """Give the address that opens each proposal."""
    known = list(found)
    sides = {s for p in known for s in (p.definition.left, p.definition.right)}
    asked = Dataset.objects.filter(pk__in={s.dataset for s in sides if s.dataset is not None})
    slugs = dict(asked.values_list("pk", "slug"))
    here, path = Side(opened.dataset.pk, opened.table), opened.address("cross-compose")
    made = []
    for proposal in known:
        left, right = proposal.definition.left, proposal.definition.right
        other = sides_told(slugs, right if left == here else left)
        query = address(proposal.definition, other, turned=left != here, asked=False)
        made.append(Offer(proposal, f"{path}?{query}"))
    return made


@dataclass(frozen=True)
class Shortcut:
    """One of the areas that are always at hand."""

    words: str
    address: str


@dataclass(frozen=True)
class Shortcuts:
    """What a table can be counted by in one step: the usual areas, then all others."""

    usual: tuple[Shortcut, ...]
    others: tuple[Shortcut, ...]
    lacks_iris: bool
    """Whether Insee's quarters would be there if somebody brought their outlines."""


def shortcuts(opened: Opened, found: Proposed) -> Shortcuts:
    """Give the links of what is at hand: by commune, by IRIS, by square, in one's perimeter."""
    links = offers(opened, [one.proposal for one in found.at_hand])
    made = [
        (one, Shortcut(one.words, link.address))
        for one, link in zip(found.at_hand, links, strict=True)
    ]
    usual = [link for one, link in made if one.iris or one.proposal.definition.left.zoning]
    if found.in_perimeter is not None:
        (link,) = offers(opened, [found.in_perimeter])
        usual.append(Shortcut(_("dans mon périmètre"), link.address))
    others = tuple(link for _one, link in made if link not in usual)
    located = any(one.proposal.definition.left.zoning != Zoning.COMMUNES for one in found.at_hand)
    lacks = located and not any(one.iris for one in found.at_hand)
    return Shortcuts(tuple(usual), others, lacks)
