"""A version built again from its original, with other decisions or mended values."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.tabular.plan import ImportPlan, Repair

from ..models import Import
from .deciding import launch
from .receiving import check_may_import


def resume(version: Version, reader: Reader, actor: User) -> Import:
    """Open the decisions of the current version again; the file is read anew."""
    again = _begin(version, reader, actor)
    again.job = enqueue("imports.read", {"import_id": str(again.pk)}, actor)
    again.save(update_fields=["job"])
    return again


def with_repairs(
    version: Version,
    table: str,
    values: Mapping[tuple[int, str], str],
    reader: Reader,
    actor: User,
) -> Import:
    """Build the version again with mended values.

    Parameters
    ----------
    values
        New raw text by (line, staged column).
    """
    if not values:
        raise Invalid(_("Changez au moins une valeur avant de relancer."))
    plan = ImportPlan.from_json(version.plan)
    before = next(t for t in plan.tables if t.name == table)
    mended = {(r.line, r.column): r.value for r in before.repairs} | dict(values)
    repairs = tuple(Repair(line, column, value) for (line, column), value in mended.items())
    with transaction.atomic():
        again = _begin(version, reader, actor)
        again.plan = plan.with_table(table, repairs=repairs).to_json()
        again.probe = version.receipt.get("probe", {})
        again.state = Import.State.PROPOSED
        again.save(update_fields=["plan", "probe", "state"])
        record(
            actor,
            "import.repair",
            again,
            organisation=again.owner_id,
            values=[{"line": r.line, "column": r.column, "value": r.value} for r in repairs],
        )
        launch(again, reader, actor)
    return again


def _begin(version: Version, reader: Reader, actor: User) -> Import:
    dataset = version.dataset
    check_may_import(reader, dataset.owner, dataset)
    if dataset.current_id != version.pk:
        raise Conflict(
            _("Seule la version en place peut être reprise ; restaurez d’abord celle-ci.")
        )
    if not version.originals.exists():
        raise Invalid(_("Cette version ne vient pas d’un fichier : il n’y a rien à relire."))
    again = Import.objects.create(
        created_by=actor,
        owner=dataset.owner,
        dataset=dataset,
        mode=version.mode,
        rebuilds=version,
    )
    again.originals.set(version.originals.all())
    return again
