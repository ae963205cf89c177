"""An aggregate that may be opened wider than its sources, and its small cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Release
from terrier.domain.disclosure import hide_in_all
from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Brought, Definition, Several, Summary
from terrier.lake.crossing import Written
from terrier.lake.crossing.small_cells import cells, without_cells

_COUNTED = "effectif_pour_ouverture"
"""Begins the columns of the working file that count what a cell is made of; they never leave."""
TOLD = frozenset({Summary.COUNT, Summary.SUM, Summary.MEAN, Summary.SHARE, Summary.EXTENT})
"""What an aggregate may tell of the rows of a closed source: never the value of one of them."""


def check_aggregate(definition: Definition) -> None:
    """Refuse a crossing that shows single rows of its right table.

    Raises
    ------
    Invalid
        It is no aggregate, or brings over what tells of one row.
    """
    if definition.several is not Several.SUMMARISED:
        raise Invalid(
            _("Ce croisement montre des lignes de ses sources : seul un résumé (nombre, total, "
              "moyenne, part) peut être ouvert plus largement qu’elles.")
        )  # fmt: skip
    telling = [b.label for b in definition.brought if b.summary not in TOLD]
    if telling:
        raise Invalid(
            _(
                "« %(label)s » peut montrer la valeur d’une seule ligne : retirez cette colonne "
                "avant d’ouvrir ce résumé plus largement que ses sources."
            )
            % {"label": telling[0]}
        )


def counting(definition: Definition, release: Release | None) -> Definition:
    """Give the definition with the counts that suppression needs, where there is a release."""
    if release is None:
        return definition
    return replace(definition, brought=(*definition.brought, *_counts(definition)))


def _counts(definition: Definition) -> list[Brought]:
    """Count the rows of each cell, and those that have a value of each column that is measured."""
    measured = sorted({b.column for b in definition.brought} - {""})
    filled = [
        Brought(f"{_COUNTED}_{n}", _COUNTED, Summary.FILLED, column)
        for n, column in enumerate(measured)
    ]
    return [Brought(_COUNTED, _COUNTED, Summary.COUNT), *filled]


def without_small_cells(
    written: Written, definition: Definition, release: Release | None, folder: Path
) -> Written:
    """Take out what is brought over of few rows or values, and what would give it back."""
    if release is None:
        return written
    counted = [b.name for b in _counts(definition)]
    # The total over all the cells may be known elsewhere: it must not give one back.
    hidden = hide_in_all([cells(written.path, name) for name in counted], release.threshold)
    rows = [row for (row,) in hidden.cells]
    names = [b.name for b in definition.brought]
    path = without_cells(written.path, folder / "released.parquet", rows, names, counted)
    left = tuple(column for column in written.columns if column[0] not in counted)
    return replace(written, path=path, columns=left)
