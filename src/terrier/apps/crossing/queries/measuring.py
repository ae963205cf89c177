"""What a definition would meet, exactly, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass

from terrier.apps.catalog.store import store
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader
from terrier.domain.matching.definition import Definition
from terrier.domain.matching.report import MatchReport
from terrier.lake import crossing as lake

from ..columns import Result, result_of
from . import sides


@dataclass(frozen=True)
class Measured:
    """A definition that nobody saved yet, with what it meets and makes."""

    definition: Definition
    left_title: str
    right_title: str
    report: MatchReport
    result: Result


def measured(reader: Reader, definition: Definition, root: Organisation) -> Measured:
    """Measure a definition for somebody who sees both tables whole.

    Raises
    ------
    Refused, NotFound
        The person does not see both tables whole.
    Invalid
        The definition cannot be computed: the sentence says why and what to do.
    """
    with store().workshop() as folder:
        opened = sides.for_person(reader, definition, root, folder)
        result = result_of(None, definition, opened)
        report = lake.measure(
            opened.left.relation, opened.right.relation, definition, opened.ground, ()
        )
    return Measured(definition, opened.left.title, opened.right.title, report, result)
