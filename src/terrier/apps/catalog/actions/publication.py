"""Opening a dataset to its audience, and closing it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries.publishing import (
    Point,
    Suspected,
    description_points,
    duties,
    suspected_columns,
)
from terrier.domain.access.policy import Reader, Role, Visibility
from terrier.domain.kernel.errors import Invalid

from .policy import Wanted, asked_for, difference, lock, write


def publish(
    actor: User,
    reader: Reader,
    dataset: Dataset,
    wanted: Wanted,
    *,
    revision: int,
    acknowledged: frozenset[str] = frozenset(),
) -> None:
    """Open a dataset to the audience of `wanted`.

    Towards the public, the description must be complete, and every column that seems to say
    something of persons must be masked by `wanted` or listed in `acknowledged` (stable ids).
    The whole is kept in the audit trail.
    """
    require_on(reader, dataset, Role.PUBLISHER)
    suspected: list[Suspected] = []
    if wanted.visibility is Visibility.PUBLIC:
        # Values are read before the transaction, which stays short.
        suspected = suspected_columns(reader, dataset)
        _require(description_points(dataset))
        _require_judgement(suspected, wanted.masked | acknowledged)
    _require(duties(dataset))
    version = dataset.current_id
    with transaction.atomic():
        kept = lock(dataset, revision)
        if kept.current_id is None or kept.current_id != version:
            raise Invalid(
                _("Les données ont changé entre-temps, ou il n’y en a pas : relisez la page.")
            )
        before = kept.policy()
        after = replace(asked_for(kept, before, wanted), published=True)
        write(kept, before, after)
        known = [
            {"id": s.column.stable_id, "label": s.column.label, "kind": s.suspicion.kind}
            for s in suspected
            if s.column.stable_id not in wanted.masked
        ]
        detail = {**difference(before, after), "acknowledged": known, "version": kept.current_id}
        record(actor, "dataset.publish", kept, organisation=kept.owner_id, **detail)
    dataset.refresh_from_db()


def unpublish(actor: User, reader: Reader, dataset: Dataset, *, revision: int) -> None:
    """Make a dataset a draft again, that only contributors of the owner see."""
    require_on(reader, dataset, Role.PUBLISHER)
    with transaction.atomic():
        kept = lock(dataset, revision)
        before = kept.policy()
        after = replace(before, published=False)
        if write(kept, before, after):
            detail = difference(before, after)
            record(actor, "dataset.unpublish", kept, organisation=kept.owner_id, **detail)
    dataset.refresh_from_db()


def _require(points: Iterable[Point]) -> None:
    missing = [point.label for point in points if not point.done]
    if missing:
        raise Invalid(
            _("Avant d’ouvrir ce jeu de données, il manque : %(missing)s.")
            % {"missing": ", ".join(label[0].lower() + label[1:] for label in missing)}
        )


def _require_judgement(suspected: list[Suspected], judged: frozenset[str]) -> None:
    open_ones = [s.column.label for s in suspected if s.column.stable_id not in judged]
    if open_ones:
        raise Invalid(
            _(
                "Ces colonnes semblent parler de personnes : %(columns)s. Pour chacune, choisissez "
                "de la masquer ou de la publier en connaissance de cause."
            )
            % {"columns": ", ".join(f"« {label} »" for label in open_ones)}
        )
