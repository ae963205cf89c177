"""Repairs read from a table become entries of the log, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.permissions import require_on
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.events import Entry, Kind, check
from terrier.domain.upkeep.repairs import day_of, failure_of
from terrier.lake import rows
from terrier.lake.keys import rows_of, shapes_of
from terrier.lake.records import Record, records

from ..models import Intervention
from ..places import on_row
from .noting import fields_of, fields_of_place

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User
    from terrier.apps.catalog.queries import Opened

MOST = 20_000
"""Repairs read at once: a big service has some hundreds a year."""
TOLD = 50
"""Refused lines that are told one by one; all of them are counted."""


@dataclass(frozen=True)
class Mapping:
    """Which column of the table of repairs says what; names of columns."""

    pipe: str
    date: str
    id: str = ""
    """Empty: the key of the row."""
    failure: str = ""


@dataclass
class Brought:
    """What became of every line."""

    created: int = 0
    already: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Line of the source, and why."""


@dataclass(frozen=True)
class _Repair:
    line: int
    id: str
    pipe: str
    day: date
    failure: str
    point: tuple[float, float] | None


def bring(actor: User, reader: Reader, lines: Opened, source: Opened, mapping: Mapping) -> Brought:
    """Write the repairs of a table in the log of the lines that they name.

    Read again, by the same identifiers, nothing is written twice. Every line is created, already
    there, or refused with its reason.
    """
    require_on(reader, lines.dataset, Role.CONTRIBUTOR)
    if rows.count(source.relation) > MOST:
        raise Invalid(_("Cette table a plus de %(most)d lignes : découpez-la.") % {"most": MOST})
    brought = Brought()
    repairs = list(_read(source, mapping, brought))
    entries = list(_placed(actor, lines, source, repairs, brought))
    with transaction.atomic():
        earlier = Intervention.objects.filter(
            table=lines.stored.table, brought_from=source.stored.table
        )
        known = set(earlier.values_list("brought_key", flat=True))
        fresh = [one for one in entries if one.brought_key not in known]
        Intervention.objects.bulk_create(fresh, batch_size=500)
        brought.created, brought.already = len(fresh), len(entries) - len(fresh)
        if fresh:
            record(
                actor,
                "intervention.bring",
                lines.dataset,
                organisation=lines.dataset.owner_id,
                table=lines.table,
                source=source.dataset.title,
                entries=len(fresh),
            )
    return brought


def _read(source: Opened, mapping: Mapping, brought: Brought) -> Iterator[_Repair]:
    """Read every line, and refuse those that say too little."""
    named = [mapping.id, mapping.pipe, mapping.date, mapping.failure]
    columns = [source.relation.require(name) for name in named if name]
    seen: set[str] = set()
    for one in records(source.relation, columns):
        cells = iter(one.cells)
        said = [next(cells) or "" if name else "" for name in named]
        repair = _repair(one, *(text.strip() for text in said))
        if isinstance(repair, str):
            brought.refused.append((one.line, repair))
        elif repair.id in seen:
            brought.refused.append((one.line, _("identifiant « %s » en double") % repair.id))
        else:
            seen.add(repair.id)
            yield repair


def _repair(one: Record, id: str, pipe: str, day: str, failure: str) -> _Repair | str:
    id = id or one.key or ""
    if not id or len(id) > 500:
        return _("sans identifiant")
    if not pipe:
        return _("ne dit pas quelle ligne a été réparée")
    read = day_of(day)
    if read is None:
        return _("« %s » n’est pas une date") % day[:30]
    return _Repair(one.line, id, pipe, read, failure_of(failure), one.point)


def _placed(
    actor: User, lines: Opened, source: Opened, repairs: list[_Repair], brought: Brought
) -> Iterator[Intervention]:
    """Put each repair on its line; what names an unknown line is refused."""
    wanted = {r.pipe for r in repairs}
    known = rows_of(lines.relation, wanted)
    shapes = shapes_of(lines.relation, wanted)
    today = timezone.localdate()
    for one in repairs:
        if one.pipe not in known:
            brought.refused.append((one.line, _("« %s » n’est pas une ligne connue") % one.pipe))
            continue
        entry = Entry(Kind.BREAK, one.day, failure=one.failure, repaired_on=one.day)
        try:
            check(entry, today)
            shape = shapes.get(one.pipe)
            place = on_row(shape, *one.point, lines.dataset) if one.point else None
        except Invalid as refused:
            brought.refused.append((one.line, refused.user_message))
            continue
        yield Intervention(
            table=lines.stored.table,
            row_key=one.pipe,
            author=actor,
            brought_from=source.stored.table,
            brought_key=one.id,
            **fields_of(entry),
            **fields_of_place(place),
        )
