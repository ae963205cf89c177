"""`questions`: a page of eight blocks on a million rows, first seen, then from the cache."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks import million
from benchmarks.figures import Run

if TYPE_CHECKING:
    from benchmarks.million import Million

TITLE = "A page of eight blocks on 1 000 000 rows"
SLUG = "huit-blocs"
REPEATS = 9
DRAWN = 8
"""Pictures of the page: two widths of three charts and of a map."""
BLOCKS = (
    ("number", "third", "mesure=count"),
    ("number", "third", "mesure=sum:montant_ht&par={moment}:year"),
    ("number", "third", "mesure=mean:montant_ht"),
    ("chart", "full", "mesure=count&par={moment}:month&forme=lines"),
    ("chart", "half", "mesure=mean:montant_ht&par=etat&ordre=highest"),
    ("chart", "half", "mesure=sum:montant_ht&par={moment}:year&par=etat&forme=areas"),
    ("map", "full", "mesure=sum:montant_ht&par=code_insee&pour=1000hab&forme=choropleth"),
    ("table", "full", "mesure=median:montant_ht&par=etat"),
)
"""Kind, width and question: key figures, a curve, bars, areas, the map of the communes, a table."""


def measure(run: Run) -> None:
    """Time the page as it is served to the public: its cache empty, then full.

    The server is this process: sign-in, rights, questions, drawings, templates and middleware are
    in the figures; only the network is not.
    """
    found = million.opened()
    from django.core.cache import caches
    from django.test import Client

    page = _page(found)
    client = Client()

    def served() -> float:
        start = time.perf_counter()
        answered = client.get(f"/infographies/{page.slug}/", headers={"host": "localhost"})
        took = (time.perf_counter() - start) * 1000
        drawn = answered.content.count(b"<svg")
        if answered.status_code != 200 or drawn < DRAWN or b"story-reserved" in answered.content:
            raise RuntimeError("every block should be shown")
        return took

    served()
    first, later = [], []
    for _ in range(REPEATS):
        for cache in caches.all(initialized_only=True):
            cache.clear()
        first.append(served())
        later.append(served())
    run.detail["page"] = {"blocks": BLOCKS, "first_ms": first, "later_ms": later}
    run.add("Eight blocks, first view", statistics.median(first), "ms", most=1000)
    run.add("Eight blocks, from the cache", statistics.median(later), "ms", most=50)


def _page(found: Million) -> Any:
    """Make the page, anew."""
    from django.utils import timezone

    from terrier.apps.stories.models import Block, Page
    from terrier.apps.territories.models import Organisation

    moment = next(c.name for c in found.whole.columns if c.type in {"DATE", "TIMESTAMP"})
    Page.objects.filter(slug=SLUG).delete()
    owner = Organisation.objects.get(parent=None)
    page = Page.objects.create(
        slug=SLUG, title=TITLE, owner=owner, visibility="public", published_at=timezone.now()
    )
    for position, (kind, width, query) in enumerate(BLOCKS):
        Block.objects.create(
            page=page,
            position=position,
            kind=kind,
            width=width,
            dataset=found.slug,
            table=found.table,
            question=query.format(moment=moment),
        )
    return page
