"""Why a block does not show what it should, and what mends it: to who writes its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Dataset
from terrier.apps.crossing.models import Crossing

from .drawn import Drawn, State

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

    from ..models import Block, Page


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a block."""

    words: str
    """« Le bloc « Tonnages » est tiré de « Points de collecte » : … »."""
    remedy: str
    address: str
    """Of the screen where it is mended."""


def troubles(
    reader: Reader, page: Page, blocks: Iterable[Block], made: Iterable[Drawn]
) -> dict[int, Trouble]:
    """Tell, by the id of its block, what is wrong: to a reader who may change the page.

    Nothing is told of a block whose data the reader does not see whole: its question may name a
    column that is hidden from them.
    """
    figures = [block for block in blocks if block.is_figure]
    known = {d.slug: d for d in Dataset.objects.filter(slug__in={b.dataset for b in figures})}
    sights = sights_of(reader, known.values())
    stopped = {
        crossing.dataset_id: crossing
        for crossing in Crossing.objects.filter(dataset__in=known.values()).exclude(problem="")
        if sights[crossing.dataset_id].contributes
    }
    unseen = {one.block.pk: one for one in made if one.state is not State.SHOWN}
    told = {}
    for block in figures:
        dataset = known.get(block.dataset)
        if dataset is None or not sights[dataset.pk].whole:
            continue
        crossing = None if dataset.gone_reason else stopped.get(dataset.pk)
        if crossing is not None:
            told[block.pk] = _stopped(block, dataset, crossing)
        elif block.pk in unseen:
            told[block.pk] = _unseen(page, unseen[block.pk], dataset)
    return told


def _stopped(block: Block, dataset: Dataset, crossing: Crossing) -> Trouble:
    said = _("n’a pas pu être recalculé, et montre encore les chiffres d’avant")
    if crossing.computed_at is None:
        said = _("n’a pas pu être calculé")
    return Trouble(
        f"{_from(block, dataset)} {said}. {crossing.problem}",
        _("Voir le croisement"),
        reverse("crossing", args=[crossing.pk]),
    )


def _unseen(page: Page, made: Drawn, dataset: Dataset) -> Trouble:
    words = f"{_from(made.block, dataset)} {_('ne peut plus être montré.')} {made.trouble}"
    if made.state is State.BROKEN:
        where = reverse("block-edit", args=[page.slug, made.block.pk])
        return Trouble(words, _("Choisir une autre question"), where)
    where = reverse("block-add", args=[page.slug, made.block.kind])
    return Trouble(words, _("Faire un autre bloc avec d’autres données"), where)


def _from(block: Block, dataset: Dataset) -> str:
    return _("Le bloc « %(block)s », tiré de « %(dataset)s »,") % {
        "block": block,
        "dataset": dataset,
    }
