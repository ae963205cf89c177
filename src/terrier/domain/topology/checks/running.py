"""All the checks, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from . import circulation, drawing, knowledge, linking, lists, plausibility, whole
from .contract import CHECKS
from .findings import Finding
from .survey import Survey

__all__ = ["CHECKS", "run"]

MODULES = (whole, drawing, linking, circulation, knowledge, plausibility, lists)
"""They declare the checks, which are known once they are imported."""


def run(survey: Survey) -> Iterator[Finding]:
    """Hold a network against every check, in the order of their codes.

    Parameters
    ----------
    survey
        The network, in metres.
    """
    for code in sorted(CHECKS):
        yield from CHECKS[code].find(survey)
