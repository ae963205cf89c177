"""Proposals as links that open them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terrier.apps.catalog.queries import Opened
from terrier.domain.matching.proposal import Proposal

from .composing import address
from .presenting import Other


@dataclass(frozen=True)
class Offer:
    """A proposal, and the address that opens it."""

    proposal: Proposal
    address: str

    @property
    def brought(self) -> str:
        """Name the columns that it adds."""
        return ", ".join(b.label for b in self.proposal.definition.brought)


def offers(opened: Opened, found: Iterable[Proposal], others: dict[str, Other]) -> list[Offer]:
    """Give the address that opens each proposal."""
    names = {o.side: key for key, o in others.items()}
    made = []
    for proposal in found:
        left, right = proposal.definition.left, proposal.definition.right
        turned = left.dataset != opened.dataset.pk or left.table != opened.table
        other = names.get(left if turned else right)
        if other is not None:
            asked = address(proposal.definition, other, turned=turned, asked=False)
            path = opened.address("cross-compose")
            made.append(Offer(proposal, f"{path}?{asked}"))
    return made
