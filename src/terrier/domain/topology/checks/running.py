"""All the checks, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from . import circulation, drawing, knowledge, linking, lists, plausibility, whole
from .contract import CHECKS
from .findings import Finding
from .places import points_of
from .survey import Survey

__all__ = ["CHECKS", "communes", "run"]

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


def communes(survey: Survey, findings: Sequence[Finding]) -> list[str]:
    """Give the name of the commune of each finding: where it is, else what its element says.

    Returns
    -------
    list[str]
        Empty where nobody knows.
    """
    known = dict(zip(survey.territory.codes, survey.territory.names, strict=True))
    said = {
        ref: known.get(town, town)
        for subjects in survey.both
        for ref, town in zip(subjects.frame.refs, subjects.frame.texts("commune"), strict=True)
        if town
    }
    found = [said.get(finding.refs[0], "") if finding.refs else "" for finding in findings]
    points = points_of(np.array([(f.x, f.y) for f in findings], dtype=np.float64).reshape(-1, 2))
    tree = shapely.STRtree(survey.territory.outlines)
    for at, town in zip(*tree.query(points, predicate="intersects"), strict=True):
        found[at] = survey.territory.names[town]
    return found
