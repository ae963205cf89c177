"""Proposals as links that open them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import Opened
from terrier.domain.matching.definition import Side
from terrier.domain.matching.proposal import Proposal

from .composing import address, sides_told


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
