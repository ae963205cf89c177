"""A value that met nothing, corrected at the source on all the rows that have it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.corrections import Mending, correct_together
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Conflict

from ..queries.alike import Alike


def correct_everywhere(
    actor: User, reader: Reader, found: Alike, shown: int, column: str, value: str, reason: str
) -> int:
    """Correct one column on all the rows, all or none; give how many. Each keeps its correction.

    Parameters
    ----------
    shown
        How many rows the person was told of.
    column
        Stable id of one of `found.keys`.
    """
    if len(found.rows) != shown:
        raise Conflict(
            _("Cette valeur est maintenant sur %(n)d lignes : relisez, puis corrigez.")
            % {"n": len(found.rows)}
        )
    place = [key.stable_id for key in found.keys].index(column)
    mendings = [
        (found.table, Mending(row.key or "", column, row.hand[place], value, reason))
        for row in found.rows
        if row.hand[place] != value
    ]
    return len(correct_together(actor, reader, found.source, mendings))
