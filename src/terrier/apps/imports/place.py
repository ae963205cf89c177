"""What the territory tells the typing before a file is read."""

from __future__ import annotations

from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.tabular.context import TypingContext


def typing_context(owner: Organisation) -> TypingContext:
    """Give the communes, bounds and legal projection of the owner's territory."""
    root = Organisation.objects.get(pk=owner.lineage()[-1])
    communes = Commune.objects.all()
    boxes = [c.bbox for c in communes if c.bbox]
    bbox = (
        (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        if boxes
        else None
    )
    return TypingContext(
        communes=tuple((c.code, c.name) for c in communes), bbox=bbox, crs=root.projected_crs
    )
