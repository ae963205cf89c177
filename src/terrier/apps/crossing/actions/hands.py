"""Matches made by hand: a correction of the meeting, applied again at each computing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.permissions import require_on
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid

from .. import live
from ..models import Crossing, HandMatch, digest_of

LONGEST = 500


def match(
    actor: User,
    reader: Reader,
    crossing: Crossing,
    left: Sequence[str],
    right: Sequence[str] | None,
    reason: str = "",
) -> HandMatch:
    """Say which row of the other table meets this one, or that none does and that it is right.

    Parameters
    ----------
    left, right
        Values of the key pairs as texts, or the key of one row: see `terrier.lake.crossing.Hand`.
        The last match that was made of one left side holds.
    """
    dataset = crossing.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    _check(left, right)
    with transaction.atomic():
        made, _new = HandMatch.objects.update_or_create(
            crossing=crossing,
            digest=digest_of(list(left)),
            defaults={
                "left": list(left),
                "right": list(right) if right is not None else None,
                "reason": reason.strip()[:300],
                "author": actor,
            },
        )
        record(
            actor, "crossing.match", dataset, organisation=dataset.owner_id, match=str(made)[:200]
        )
        transaction.on_commit(live.ask_for_what_is_stale)
    return made


def withdraw(actor: User, reader: Reader, made: HandMatch) -> None:
    """Take back a match made by hand."""
    dataset = made.crossing.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        record(
            actor, "crossing.unmatch", dataset, organisation=dataset.owner_id, match=str(made)[:200]
        )
        made.delete()
        transaction.on_commit(live.ask_for_what_is_stale)


def _check(left: Sequence[str], right: Sequence[str] | None) -> None:
    sides = [list(left), *([list(right)] if right is not None else [])]
    if any(not side or any(len(v) > LONGEST for v in side) for side in sides):
        raise Invalid(
            _("Pour rapprocher à la main, choisissez une ligne de chaque côté (valeurs de moins de "
              "%(most)d caractères).")
            % {"most": LONGEST}
        )  # fmt: skip
