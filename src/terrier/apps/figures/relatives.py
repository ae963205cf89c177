"""What else is told of the same rows: figures of what is computed from them, crossings.

Figures of one table are looked at together (`jointly.py`). Nothing proves what two aggregates of
the same rows tell beside one another, nor a figure beside one of them: the second is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Dataset, Derivation, Release
from terrier.apps.catalog.openings import before_opening
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.kernel.errors import Invalid

from . import taken_back
from .models import FigureRelease

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


def require_alone(reader: Reader, dataset: Dataset) -> None:
    """Refuse a figure where something else of the same rows is told.

    Raises
    ------
    Invalid
        The sentence names it to who sees it.
    """
    _require_apart(reader, dataset, (_figures() | _open()) - {dataset.pk} | taken_back.crossings())


@before_opening
def require_no_other(reader: Reader, dataset: Dataset) -> None:
    """Refuse a crossing where a figure, be it of its own, or another crossing of the same rows is.

    Raises
    ------
    Invalid
        The sentence names its dataset to who sees it.
    """
    _require_apart(reader, dataset, (_open() | taken_back.crossings()) - {dataset.pk} | _figures())


def _open() -> set[int]:
    """Give the crossings that are open wider than their sources."""
    return set(Release.objects.values_list("dataset_id", flat=True))


def _figures() -> set[int]:
    """Give the datasets that have a figure that is told, or was told of what is in place."""
    told = FigureRelease.objects.values_list("dataset_id", flat=True)
    return {*told, *taken_back.with_figures()}


def _require_apart(reader: Reader, dataset: Dataset, opened: Iterable[int]) -> None:
    sources = _sources()
    own = _made_of(dataset.pk, sources)
    shared = {pk: rows for pk in opened if (rows := own & _made_of(pk, sources))}
    common = Dataset.objects.filter(pk__in=set().union(*shared.values()))
    if all(seen.whole for seen in sights_of(PUBLIC, common).values()):
        return
    sights = sights_of(reader, Dataset.objects.filter(pk__in=shared))
    titles = dict(Dataset.objects.filter(pk__in=shared).values_list("pk", "title"))
    named = next((f", de « {titles[pk]} »" for pk in sorted(shared) if sights[pk].visible), "")
    raise Invalid(
        _(
            "Un résultat des mêmes lignes est déjà ouvert plus largement qu’elles%(named)s, ou l’a "
            "été : rien ne prouve qu’une soustraction ne rendrait pas un petit groupe. N’en ouvrez "
            "qu’un des deux ; s’il faut changer, retirez l’autre, puis attendez la prochaine "
            "version des données."
        )
        % {"named": named}
    )


def _sources() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for derived, source in Derivation.objects.values_list("dataset_id", "source_id"):
        found[derived].append(source)
    return found


def _made_of(pk: int, sources: dict[int, list[int]]) -> set[int]:
    """Give a dataset and all that it is computed from, near or far."""
    found, ahead = {pk}, [pk]
    while ahead:
        more = set(sources.get(ahead.pop(), ())) - found
        found |= more
        ahead += more
    return found
