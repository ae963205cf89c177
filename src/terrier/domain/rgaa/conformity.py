"""From what was found of each criterion to the one mention that the law allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """What is known of a criterion."""

    CONFORM = "conforme"
    NON_CONFORM = "non conforme"
    NOT_APPLICABLE = "non applicable"
    NOT_TESTED = "non testé"


class Statement(StrEnum):
    """The mentions that a home page may bear, and no other (decree 2019-768, article 5)."""

    FULL = "Accessibilité : totalement conforme"
    PARTIAL = "Accessibilité : partiellement conforme"
    NONE = "Accessibilité : non conforme"


AUDIT_YEARS = 3
"""A declaration is made again after three years at most (decree 2019-768)."""


@dataclass(frozen=True)
class Assessed:
    """What a person and a machine said of one criterion."""

    by_hand: State = State.NOT_TESTED
    at: datetime | None = None
    """When the person said so."""
    machine_failed: bool = False
    machine_at: datetime | None = None


def effective(assessed: Assessed) -> State:
    """Say what holds: a machine can only bring down, until a person looks again.

    Examples
    --------
    >>> effective(Assessed(machine_failed=True))
    <State.NON_CONFORM: 'non conforme'>
    >>> effective(Assessed(machine_failed=False))
    <State.NOT_TESTED: 'non testé'>
    """
    if not assessed.machine_failed:
        return assessed.by_hand
    looked_again = (
        assessed.by_hand is not State.NOT_TESTED
        and assessed.at is not None
        and (assessed.machine_at is None or assessed.at >= assessed.machine_at)
    )
    return assessed.by_hand if looked_again else State.NON_CONFORM


@dataclass(frozen=True)
class Tally:
    """How many criteria are in each state."""

    conform: int = 0
    non_conform: int = 0
    not_applicable: int = 0
    not_tested: int = 0

    @property
    def applicable(self) -> int:
        """Give the criteria that count: those met and those failed."""
        return self.conform + self.non_conform

    @property
    def complete(self) -> bool:
        """Say whether every criterion was judged, and one at least applies."""
        return self.not_tested == 0 and self.applicable > 0

    @property
    def percent(self) -> int | None:
        """Give met ÷ applicable, rounded down so that 100 means all; None while some wait."""
        return self.conform * 100 // self.applicable if self.complete else None


def tally(states: Iterable[State]) -> Tally:
    """Count states."""
    found = list(states)
    return Tally(
        conform=found.count(State.CONFORM),
        non_conform=found.count(State.NON_CONFORM),
        not_applicable=found.count(State.NOT_APPLICABLE),
        not_tested=found.count(State.NOT_TESTED),
    )


def statement(counted: Tally, audited_on: date | None, today: date) -> Statement:
    """Give the mention: without an audit that is complete and in date, « non conforme ».

    Parameters
    ----------
    counted
        The states of the 106 criteria.
    audited_on
        Day on which a person closed the audit; None while it goes on.
    today
        The day of the question.
    """
    if audited_on is None or not counted.complete:
        return Statement.NONE
    if not audited_on <= today < audit_expires_on(audited_on):
        return Statement.NONE
    if counted.non_conform == 0:
        return Statement.FULL
    return Statement.PARTIAL if counted.conform * 2 >= counted.applicable else Statement.NONE


def audit_expires_on(audited_on: date) -> date:
    """Give the first day on which the audit no longer counts."""
    year = audited_on.year + AUDIT_YEARS
    last_of_february = audited_on.month == 2 and audited_on.day == 29
    return date(year, 3, 1) if last_of_february else audited_on.replace(year=year)
