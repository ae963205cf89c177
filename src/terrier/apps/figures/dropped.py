"""Questions on a column that a version no longer has: one sentence, whatever answers."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Invalid

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened


@contextmanager
def naming_what_is_gone(opened: Opened, asked: Set[str]) -> Iterator[None]:
    """Refuse what is asked of columns by the one that the version dropped, where that is why."""
    try:
        yield
    except Invalid as refused:
        said = _dropped(opened, asked)
        if not said:
            raise
        raise Invalid(said) from refused


def _dropped(opened: Opened, asked: Set[str]) -> str:
    """Say which of the columns the version no longer has, and what to do; else nothing."""
    named = asked - {column.name for column in opened.relation.columns}
    gone = opened.stored.table.columns.filter(removed=True, masked=False, name__in=named).first()
    if gone is None or opened.pinned or not opened.sight.whole:
        return ""
    said = _("La version %(number)s n’a plus la colonne « %(column)s » : choisissez-en une autre")
    if opened.sight.contributes:
        said += _(", ou restaurez, dans l’historique du jeu, une version qui l’a")
    return f"{said % {'number': opened.version.number, 'column': gone.label or gone.name}}."
