"""The sketches of the demonstration's catalogue, as a reader of all of it has them.

`catalogue.json.gz` is made of a seeded demonstration, whose folder is `TERRIER_HOME`:

    DJANGO_SETTINGS_MODULE=terrier.config.settings python -m tests.domain.matching.catalogue
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

from terrier.domain.matching.columns import ColumnFacts
from terrier.domain.matching.definition import Side
from terrier.domain.matching.proposal import TableFacts
from terrier.domain.matching.sketch import TableSketch

FILE = Path(__file__).with_name("catalogue.json.gz")


@cache
def catalogue() -> dict[str, TableFacts]:
    """Give the facts of each table, by `dataset` or `dataset/table`."""
    entries = json.loads(gzip.decompress(FILE.read_bytes()))
    alone = [e["dataset"] for e in entries]
    made = {}
    for number, entry in enumerate(entries, start=1):
        several = alone.count(entry["dataset"]) > 1
        kept = TableSketch.from_json(entry["sketch"])
        columns = tuple(
            ColumnFacts(name, label, concept or None, unit or None, kept.rows, sketched)
            for sketched in kept.columns
            if sketched.id in entry["columns"]
            for name, label, concept, unit in [entry["columns"][sketched.id]]
        )
        slug, title = entry["dataset"], entry["title"]
        made[f"{slug}/{entry['table']}" if several else slug] = TableFacts(
            Side(number, entry["table"]),
            f"{title} · {entry['label']}" if several else title,
            kept.rows,
            columns,
            kept.places,
            kept.together,
            theme=entry["theme"],
            derived=entry["derived"],
        )
    return made


def _write() -> None:
    import django

    django.setup()
    from terrier.apps.catalog.models import Column
    from terrier.apps.crossing.models import TableSketch as Kept

    entries = []
    for kept in Kept.objects.select_related("stored__version__dataset", "stored__table"):
        table, dataset = kept.stored.table, kept.stored.version.dataset
        columns = Column.objects.filter(table=table, removed=False)
        entries.append(
            {
                "dataset": dataset.slug,
                "title": dataset.title,
                "table": table.name,
                "label": table.title,
                "theme": dataset.theme,
                "derived": dataset.derived,
                "columns": {c.stable_id: [c.name, c.label, c.concept, c.unit] for c in columns},
                "sketch": kept.facts,
            }
        )
    text = json.dumps(entries, ensure_ascii=False, sort_keys=True)
    FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    _write()
