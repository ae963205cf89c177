"""What is odd in a worksite without being wrong: told, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .vocabulary import STANDING, TO_COME, Period, State

LONGEST_DAYS = 3 * 365


def doubts(state: State, period: Period, today: date, *, outside: bool) -> Iterator[str]:
    """Say what should be looked at again.

    Parameters
    ----------
    state, period
        What was written.
    today
        The day of the writing.
    outside
        Whether the place touches no commune of the territory.
    """
    if outside:
        yield "Ce lieu est hors du territoire : vérifiez-le, ou laissez-le si c’est voulu."
    if period.first is None:
        yield "Sans date, ce chantier n’est rapproché d’aucun autre dans le temps."
        return
    if state in STANDING and period.last is not None and period.last < today:
        yield f"La date de fin est passée ({period.last:%d/%m/%Y}) : est-il terminé ?"
    elif state in TO_COME and period.first < today:
        yield f"La date de début est passée ({period.first:%d/%m/%Y}) : est-il en cours ?"
    if state is State.DONE and period.first > today:
        yield f"Il est dit terminé, mais commence le {period.first:%d/%m/%Y}."
    if period.start and period.end and (period.end - period.start).days > LONGEST_DAYS:
        yield "Il dure plus de trois ans : vérifiez les années."
