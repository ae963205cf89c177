"""What a log entry may say, and what makes one impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from terrier.domain.kernel.errors import Invalid

LONGEST_NOTE = 4000
OLDEST = date(1850, 1, 1)
"""Before the first public water and gas networks of French towns, a date is a slip of the pen."""
LONGEST_MINUTES = 366 * 24 * 60
HIGHEST_COST = Decimal("99999999.99")


class Kind(StrEnum):
    """What was done or found."""

    INSPECTION = "inspection"
    OPERATION = "operation"
    """A valve turned, a switch thrown."""
    REPAIR = "repair"
    REPLACEMENT = "replacement"
    CLEANING = "cleaning"
    READING = "reading"
    BREAK = "break"
    """A break or a leak: the register of breaks holds these."""
    OTHER = "other"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    FOLLOW_UP = "follow_up"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Entry:
    """What one person says of one intervention."""

    kind: Kind
    done_on: date
    note: str = ""
    outcome: Outcome = Outcome.DONE
    duration_min: int | None = None
    cost_eur: Decimal | None = None
    failure: str = ""
    """A code of `repairs.FAILURES`, of a break alone; empty: nobody said."""
    repaired_on: date | None = None


def check(entry: Entry, today: date) -> None:
    """Refuse an entry that cannot be true.

    Parameters
    ----------
    entry
        What was written.
    today
        The day where the territory is.

    Raises
    ------
    Invalid
        With the sentence that says what to change.
    """
    for day in filter(None, (entry.done_on, entry.repaired_on)):
        if day > today:
            raise Invalid("La date est à venir : notez ce qui a été fait, pas ce qui est prévu.")
        if day < OLDEST:
            raise Invalid(f"La date est trop ancienne : écrivez une année à partir de {OLDEST:%Y}.")
    if len(entry.note) > LONGEST_NOTE:
        raise Invalid(f"La note est trop longue : {LONGEST_NOTE} caractères au plus.")
    if entry.duration_min is not None and not 0 <= entry.duration_min <= LONGEST_MINUTES:
        raise Invalid("La durée est impossible : écrivez un nombre de minutes, d’un an au plus.")
    if entry.cost_eur is not None and not 0 <= entry.cost_eur <= HIGHEST_COST:
        raise Invalid("Le coût est impossible : écrivez un montant en euros, sans signe.")
    if entry.kind is not Kind.BREAK and (entry.failure or entry.repaired_on):
        raise Invalid(
            "Le type de défaillance et la date de réparation ne se disent que d’une fuite ou "
            "d’une casse."
        )
    if entry.repaired_on is not None and entry.repaired_on < entry.done_on:
        raise Invalid("La réparation ne peut pas précéder la fuite ou la casse.")
