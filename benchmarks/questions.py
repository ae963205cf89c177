"""`questions`: a page of eight figures on a million rows, first seen, then from the cache."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks import million
from benchmarks.figures import Run

if TYPE_CHECKING:
    from benchmarks.million import Million

TITLE = "A page of eight figures on 1 000 000 rows"
SLUG = "huit-figures"
REPEATS = 9
QUESTIONS = (
    "mesure=count",
    "mesure=sum:montant_ht",
    "mesure=count&par=code_insee&ordre=highest&premiers=10",
    "mesure=sum:montant_ht&par=code_insee&ordre=highest&premiers=10",
    "mesure=mean:montant_ht&par=etat",
    "mesure=median:montant_ht&par=etat",
    "mesure=count&par={moment}:month",
    "mesure=sum:montant_ht&par={moment}:year&par=etat",
)
"""Two key figures, rankings, a mean, a median, two lines in time."""


def measure(run: Run) -> None:
    """Time the page with an empty cache, then with a full one: its blocks, drawn and written."""
    found = million.opened()
    from django.core.cache import caches

    from terrier.apps.figures.figure import Scope
    from terrier.apps.stories.rendering import shown_blocks
    from terrier.apps.territories.queries import PUBLIC

    page = _page(found)

    def shown() -> float:
        start = time.perf_counter()
        blocks = shown_blocks(PUBLIC, page, Scope())
        if not all(block.seen for block in blocks):
            raise RuntimeError("every block should be shown")
        return (time.perf_counter() - start) * 1000

    shown()
    first, later = [], []
    for _ in range(REPEATS):
        for cache in caches.all(initialized_only=True):
            cache.clear()
        first.append(shown())
        later.append(shown())
    run.detail["page"] = {"questions": QUESTIONS, "first_ms": first, "later_ms": later}
    run.add("Eight figures, first view", statistics.median(first), "ms", most=1000)
    run.add("Eight figures, from the cache", statistics.median(later), "ms", most=50)


def _page(found: Million) -> Any:
    """Make the page, anew."""
    from terrier.apps.stories.choices import Kind
    from terrier.apps.stories.models import Block, Page
    from terrier.apps.territories.models import Organisation

    moment = next(c.name for c in found.whole.columns if c.type in {"DATE", "TIMESTAMP"})
    Page.objects.filter(slug=SLUG).delete()
    owner = Organisation.objects.get(parent=None)
    page = Page.objects.create(slug=SLUG, title=TITLE, owner=owner)
    for position, query in enumerate(QUESTIONS):
        kind = Kind.CHART if "par=" in query else Kind.NUMBER
        Block.objects.create(
            page=page,
            position=position,
            kind=kind.value,
            dataset=found.slug,
            table=found.table,
            question=query.format(moment=moment),
        )
    return page
