"""The files of versions written again without the erased rows, one swap per file."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terrier.apps.catalog import erased
from terrier.apps.catalog.actions.versions import enqueue_finish
from terrier.apps.catalog.figures import figures_of_file
from terrier.apps.catalog.leftovers import put_aside
from terrier.apps.catalog.models import Dataset, Tombstone, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.lake.erasure import Rewritten, without_marked, without_older

from ..models import Erasure
from ..targets import Target

Tell = Callable[[str], None]


def rewrite(erasure: Erasure, dataset: Dataset, targets: Sequence[Target], tell: Tell) -> set[int]:
    """Write every file of the targets again; give the ids of the versions that lost rows."""
    for target in targets:
        stored = VersionTable.objects.filter(
            version__dataset=dataset, table__name=target.table, version__gone_reason=""
        ).select_related("version", "table")
        # A restored version names the same file as the one that it restores.
        for one in {s.path: s for s in stored}.values():
            tell(_("Version %(n)d : réécriture sans les lignes") % {"n": one.version.number})
            with store().workshop() as folder:
                out = folder / "left.parquet"
                left = _without(target, one, out)
                if left is not None:
                    _swap(erasure, dataset, one, left, out)
    return set(
        Tombstone.objects.filter(version__dataset=dataset).values_list("version_id", flat=True)
    )


def _without(target: Target, stored: VersionTable, out: Path) -> Rewritten | None:
    path = store().path(stored.path)
    if not path.exists():
        # Another job swapped it a moment ago and will count for both.
        return None
    if target.limit is not None:
        names = {e["id"]: e["name"] for e in stored.columns}
        column = names.get(target.columns[0])
        return without_older(path, out, column, target.limit) if column else None
    return without_marked(path, out, target.marks(stored), erased.secret())


def _swap(
    erasure: Erasure, dataset: Dataset, stored: VersionTable, left: Rewritten, out: Path
) -> None:
    """Keep the new file, then name it instead of the old one, with its tombstones, at once."""
    figures = figures_of_file(out, has_geometry=bool(stored.geometry_type))
    key = f"datasets/{dataset.pk}/{secrets.token_hex(8)}/{stored.table.name}.parquet"
    store().keep(out, key)
    with transaction.atomic():
        named = VersionTable.objects.select_for_update().filter(path=stored.path)
        versions = list(named.values_list("version_id", flat=True))
        put_aside([stored.path, *named.values_list("archive", flat=True)])
        named.update(path=key, records=left.records, bbox=figures.bbox, statistics={}, archive="")
        Tombstone.objects.bulk_create(
            Tombstone(version_id=pk, cause=erasure.cause, rows=left.erased) for pk in versions
        )
        # Every cache and every tile address names the policy revision.
        Dataset.objects.filter(pk=dataset.pk).update(policy_revision=F("policy_revision") + 1)
        concerned = Version.objects.filter(pk__in=versions)
        tell_result(erasure, dataset, concerned, left.erased)
        erased.announce(dataset)
        for version in concerned:
            enqueue_finish(version)


def tell_result(erasure: Erasure, dataset: Dataset, versions: Sequence[Version], rows: int) -> None:
    """Add to the result of an erasure, within the caller's transaction."""
    kept = Erasure.objects.select_for_update().get(pk=erasure.pk)
    named = {"dataset": dataset.title, "slug": dataset.slug, "rows": rows}
    erasure.result = [*kept.result, *({**named, "version": v.number} for v in versions)]
    erasure.save(update_fields=["result"])
