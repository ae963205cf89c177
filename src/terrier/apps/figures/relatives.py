"""What else is open of the same rows: figures of what is computed from them, crossings.

Figures of one table are looked at together (`jointly.py`). Nothing proves what a figure of a table
tells beside an aggregate of that table: the second of them is refused.
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

from .models import FigureRelease

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


def require_no_crossing(reader: Reader, dataset: Dataset) -> None:
    """Refuse a figure where an aggregate of the same rows is open.

    Raises
    ------
    Invalid
        The sentence names it to who sees it.
    """
    opened = Release.objects.exclude(dataset=dataset).values_list("dataset_id", flat=True)
    figures = FigureRelease.objects.exclude(dataset=dataset).values_list("dataset_id", flat=True)
    _require_apart(reader, dataset, {*opened, *figures})


@before_opening
def require_no_figure(reader: Reader, dataset: Dataset) -> None:
    """Refuse a crossing where a figure of the same rows is open.

    Raises
    ------
    Invalid
        The sentence names the dataset of the figure to who sees it.
    """
    figures = FigureRelease.objects.values_list("dataset_id", flat=True)
    _require_apart(reader, dataset, set(figures))


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
            "Un résultat des mêmes lignes est déjà ouvert plus largement qu’elles%(named)s : "
            "rien ne prouve qu’une soustraction ne rendrait pas un petit groupe. Retirez-le "
            "d’abord, ou posez la question à ce jeu-là."
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
