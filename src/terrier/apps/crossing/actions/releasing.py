"""Opening an aggregate wider than its sources: an explicit act of who may publish each of them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.inherited import source_policy_changed
from terrier.apps.catalog.models import Column, Dataset, Release
from terrier.apps.catalog.openings import require_openable
from terrier.apps.catalog.permissions import require_on
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Reader, Role, sight
from terrier.domain.kernel.errors import Conflict, Invalid

from .. import inputs, live
from ..models import Crossing
from ..releases import check_aggregate

SMALLEST_THRESHOLD = 3
"""Below three rows, one of two persons would know the other."""


def release(
    actor: User, reader: Reader, crossing: Crossing, reason: str, threshold: int = 5
) -> Release:
    """Let the audience of the derived dataset see it, whatever its sources say.

    Its definition is frozen from then on. It is computed again with its small cells suppressed,
    and the versions made before, which had them, are withdrawn.

    Raises
    ------
    Refused, NotFound
        The person may not publish the derived dataset, or one of its sources.
    Invalid
        The crossing is no aggregate, no reason is given, or a figure of the same rows is open.
    """
    dataset = crossing.dataset
    _require_every_publisher(reader, dataset)
    check_aggregate(crossing.asked())
    _require_open_rows(crossing)
    require_openable(reader, dataset)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi ce résumé est ouvert plus largement que ses sources."))
    if threshold < SMALLEST_THRESHOLD:
        raise Invalid(
            _("Les effectifs masqués sont au moins ceux de moins de %(least)d lignes.")
            % {"least": SMALLEST_THRESHOLD}
        )
    with transaction.atomic():
        if Release.objects.filter(dataset=dataset).exists():
            raise Conflict(_("Ce résumé est déjà ouvert plus largement que ses sources."))
        made = Release.objects.create(
            dataset=dataset,
            threshold=threshold,
            reason=reason.strip()[:300],
            released_by=actor,
        )
        Crossing.objects.filter(pk=crossing.pk).update(purging=True, tried={})
        record(
            actor,
            "crossing.release",
            dataset,
            organisation=dataset.owner_id,
            reason=made.reason,
            threshold=threshold,
        )
        transaction.on_commit(live.ask_for_what_is_stale)
    return made


def confirm(actor: User, reader: Reader, crossing: Crossing) -> None:
    """Say that the release was looked at again and still holds, after a source changed."""
    dataset = crossing.dataset
    _require_every_publisher(reader, dataset)
    with transaction.atomic():
        held = Release.objects.filter(dataset=dataset)
        if not held.exists():
            raise Conflict(_("Ce résumé n’est pas ouvert plus largement que ses sources."))
        if crossing.purging:
            raise Conflict(_("Le résumé sans ses petits effectifs n’est pas encore calculé."))
        require_openable(reader, dataset)
        held.update(suspended_at=None, review_since=None)
        _raise_revision(dataset)
        record(actor, "crossing.confirm", dataset, organisation=dataset.owner_id)


def close(actor: User, reader: Reader, crossing: Crossing) -> None:
    """Take the release back: the sources decide again who sees the dataset."""
    dataset = crossing.dataset
    require_on(reader, dataset, Role.PUBLISHER)
    with transaction.atomic():
        held = Release.objects.filter(dataset=dataset).first()
        if held is not None:
            # What was read of these versions of the sources stays known.
            told = inputs.versions_of(crossing) if held.holds_since else {}
            held.delete()
            _raise_revision(dataset)
            record(actor, "crossing.close", dataset, organisation=dataset.owner_id, told=told)
            transaction.on_commit(live.ask_for_what_is_stale)


def follow(crossing: Crossing) -> None:
    """Let a new release hold from this version on; ask for a review where it held already.

    Part of the transaction of a version without small cells.
    """
    held = Release.objects.filter(dataset=crossing.dataset)
    held.filter(holds_since__isnull=False, review_since=None).update(review_since=timezone.now())
    if held.filter(holds_since=None).update(holds_since=timezone.now()):
        _raise_revision(crossing.dataset)


def _require_every_publisher(reader: Reader, dataset: Dataset) -> None:
    require_on(reader, dataset, Role.PUBLISHER)
    for link in dataset.derivations.select_related("source__owner"):
        require_on(reader, link.source, Role.PUBLISHER)


def _require_open_rows(crossing: Crossing) -> None:
    """Refuse where the rows that are summarised over are themselves closed: they show."""
    left = crossing.asked().left
    if left.dataset is None:
        return
    dataset = Dataset.objects.get(pk=left.dataset)
    if not sight(PUBLIC, dataset.policy()).whole:
        raise Invalid(
            _(
                "Les lignes de « %(title)s » paraîtraient telles quelles, et ce jeu n’est pas "
                "public en entier : résumez plutôt par commune ou par un zonage public."
            )
            % {"title": dataset.title}
        )


def _raise_revision(dataset: Dataset) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(policy_revision=F("policy_revision") + 1)
    # What the sources mask is shown by a release, and by nothing else.
    columns = Column.objects.filter(table__dataset=dataset)
    source_policy_changed(dataset, columns.values_list("stable_id", flat=True))
