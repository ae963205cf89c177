"""The models that networks come in: their code lists, and how their tables are read as ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from terrier.domain.topology.mapping import NetworkMapping
from terrier.domain.topology.models import epanet, pcrs, raepa, stardt, stareau
from terrier.domain.topology.models.guessing import guess

__all__ = ["guess", "recognise"]

Tables = Mapping[str, Sequence[str]]
"""Name of each table → names of its columns."""
_RECOGNISERS: tuple[Callable[[Tables], NetworkMapping | None], ...] = (
    epanet.recognise,
    stareau.recognise,
    stardt.recognise,
    pcrs.recognise,
    raepa.recognise,
)


def recognise(tables: Tables) -> NetworkMapping | None:
    """Say in which model the tables of a dataset are, and how they are read.

    Parameters
    ----------
    tables
        Name of each table → names of its columns, as the lake or the file has them.

    Returns
    -------
    NetworkMapping or None
        None where they are in no known model: a person then says what is what.
    """
    for read in _RECOGNISERS:
        mapping = read(tables)
        if mapping is not None:
            return mapping
    return None
