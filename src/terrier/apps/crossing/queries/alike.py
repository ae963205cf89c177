"""The rows of one side that met nothing with one same value: settled in one act."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.actions.corrections import why_not
from terrier.apps.catalog.models import Column, Dataset, Table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake.crossing import UnmatchedRow

from . import worklist
from .candidates import BY_VALUES
from .finding import Found
from .worklist import SideName

MOST_AT_ONCE = 200
"""Rows corrected in one act: each keeps a correction of its own."""


@dataclass(frozen=True)
class Alike:
    """Rows of a source that have one value, and met nothing."""

    source: Dataset
    table: Table
    keys: tuple[Column, ...]
    """The columns that the value is read in."""
    rows: tuple[UnmatchedRow, ...]

    @property
    def keys_told(self) -> str:
        """Name the columns."""
        return " · ".join(f"« {key.label or key.name} »" for key in self.keys)

    @property
    def writings(self) -> list[str]:
        """Give the value as the rows write it, each writing once."""
        return list(dict.fromkeys(" · ".join(row.hand) for row in self.rows))


def alike(reader: Reader, found: Found, side: SideName, like: int) -> Alike:
    """Find the rows that have the value of one of them, for who may mend the source.

    Raises
    ------
    NotFound, Refused
        The source is a zoning, or the reader may not mend it, or no row is left.
    Invalid
        They are too many for one act, or the table has no key.
    """
    asked = found.crossing.asked()
    of_side = asked.left if side == "left" else asked.right
    source = found.sources.get(of_side.dataset or 0)
    if source is None:
        raise NotFound(_("Ces lignes ne se corrigent pas ici : elles viennent d’un zonage."))
    link = asked.link
    if link.kind not in BY_VALUES or any(pair.until for pair in link.pairs):
        # Places and intervals decide row by row: no value is that of several.
        raise NotFound(_("Ces lignes se corrigent une à une : elles n’ont pas de valeur commune."))
    page = worklist.unmatched(reader, found.crossing, side, like=like, size=MOST_AT_ONCE)
    authority.dataset_to_contribute(reader, source.slug)
    if not page.rows:
        raise NotFound(_("Aucune ligne de cette valeur n’attend plus : revenez à la liste."))
    if page.total > MOST_AT_ONCE:
        raise Invalid(
            _(
                "Cette valeur est sur %(n)d lignes, et %(most)d au plus se corrigent d’un coup. "
                "Corrigez-la dans le fichier d’origine, ou rapprochez-la à la main : un seul "
                "rapprochement vaut pour toutes."
            )
            % {"n": page.total, "most": MOST_AT_ONCE}
        )
    table = source.tables.get(name=of_side.table)
    if refusal := why_not(source.current.tables.get(table=table)):
        raise Invalid(refusal)
    ids = [p.left if side == "left" else p.right for p in link.pairs]
    known = {c.stable_id: c for c in table.columns.filter(stable_id__in=ids)}
    return Alike(source, table, tuple(known[i] for i in ids), page.rows)
