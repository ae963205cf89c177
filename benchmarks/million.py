"""The dataset that `import` brought in, as the other benchmarks read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import instance

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

COUNT_LOW, COUNT_HIGH = 850, 950
Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class Million:
    """Where the dataset is, and the relation of whoever sees it whole."""

    slug: str
    table: str
    file: str
    whole: Relation
    limited: Relation
    """That of a reader limited to the communes of one of the two intercommunalities."""


def opened() -> Million:
    """Open the dataset to the public and give it.

    Raises
    ------
    RuntimeError
        Where `import` has not run.
    """
    if not (instance.HOME / "terrier.sqlite3").exists():
        raise RuntimeError("run « python -m benchmarks import » first")
    instance.open_here()
    from django.core.management import call_command
    from django.utils import timezone

    from terrier.apps.catalog import authority
    from terrier.apps.catalog.models import Dataset
    from terrier.apps.territories.models import Commune
    from terrier.domain.access.policy import Sight

    call_command("migrate", verbosity=0, interactive=False)
    dataset = Dataset.objects.select_related("current").get(title=instance.TITLE)
    if dataset.published_at is None:
        dataset.visibility, dataset.published_at = "public", timezone.now()
        dataset.save(update_fields=["visibility", "published_at"])
    assert dataset.current is not None
    stored = dataset.current.tables.select_related("table", "version").get()
    territory = next(c["id"] for c in stored.columns if c["name"] == "code_insee")
    codes = frozenset(Commune.objects.values_list("code", flat=True))
    limited = Sight(visible=True, territory_column=territory, communes=codes)
    whole = authority.relation(Sight(visible=True), dataset, stored)
    return Million(
        dataset.slug,
        stored.table.name,
        str(whole.path),
        whole,
        authority.relation(limited, dataset, stored),
    )


def windows(million: Million, number: int) -> list[Window]:
    """Find windows (west, south, east, north) that hold about 900 features each."""
    import numpy as np

    from terrier.lake import engine

    with engine.cursor() as db:
        points = db.execute(
            f"SELECT ST_X(geom) AS x, ST_Y(geom) AS y FROM '{million.file}' WHERE geom IS NOT NULL"
        ).fetchnumpy()
    x, y = points["x"], points["y"]
    dice = np.random.default_rng(7)
    found: list[Window] = []
    while len(found) < number:
        centre = int(dice.integers(len(x)))
        far = np.sort(np.maximum(np.abs(x - x[centre]), np.abs(y - y[centre])))
        half = float(far[int(dice.integers(COUNT_LOW, COUNT_HIGH))])
        at_x, at_y = float(x[centre]), float(y[centre])
        found.append((at_x - half, at_y - half, at_x + half, at_y + half))
    return found
