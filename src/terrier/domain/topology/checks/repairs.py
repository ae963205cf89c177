"""A repair in the vocabulary of networks, as the table writes it."""

from __future__ import annotations

from terrier.domain.topology.mapping import FieldSource

from .findings import Change


def written(source: FieldSource, change: Change) -> str:
    """Give the value of a change as the column of the table holds it.

    Parameters
    ----------
    source
        Where the field is read.
    change
        A number is in the unit of the vocabulary; anything else is as the table writes it.

    Examples
    --------
    >>> written(FieldSource("diam_m", factor=1000.0), Change("t/1", "diameter_mm", "200"))
    '0.2'
    """
    if source.factor == 1.0:
        return change.value
    return f"{float(change.value) / source.factor:g}"
