"""Writing in the log: one entry per form, with the state that it leaves and its photographs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.actions import corrections
from terrier.apps.catalog.actions.corrections import Mending
from terrier.apps.catalog.permissions import require_on
from terrier.connectors.photographs.rewriting import Rewritten
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.domain.upkeep.events import Entry, check
from terrier.lake.cells import cell_text, written_as_text
from terrier.lake.keys import rows_of, shapes_of

from ..models import Intervention, Photograph
from ..places import Place, on_row
from . import pictures

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User
    from terrier.apps.catalog.models import Correction
    from terrier.apps.catalog.queries import Opened


@dataclass(frozen=True)
class StateLeft:
    """What a column of the row says from now on."""

    column: str
    """Stable id."""
    expected: str | None
    """What it said when the person looked, in the form of `cell_text`."""
    value: str


@dataclass(frozen=True)
class Sent:
    """Everything that one form says."""

    entry: Entry
    place: tuple[float, float] | None = None
    """Longitude and latitude, WGS84 degrees."""
    state: StateLeft | None = None
    photographs: list[Rewritten] = field(default_factory=list)
    token: UUID = field(default_factory=uuid4)


def note(actor: User, reader: Reader, opened: Opened, key: str, sent: Sent) -> Intervention:
    """Write one intervention on a row of the version in place.

    The same form sent again, after a lost connection or a second touch, gives what it gave first.

    Raises
    ------
    Conflict
        The form already wrote something else, or the state changed meanwhile.
    """
    dataset = opened.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    if earlier := _earlier(actor, sent, opened, key):
        return earlier
    check(sent.entry, timezone.localdate())
    require_row(opened, key)
    place = place_of(opened, key, sent.place)
    with pictures.kept(sent.photographs) as kept:
        try:
            return _write(actor, reader, opened, key, sent, place, kept)
        except IntegrityError:
            # The other copy of the form was quicker; its photographs are the same.
            earlier = _earlier(actor, sent, opened, key)
            if earlier is None:
                raise
            pictures.discard(kept)
            return earlier


def require_row(opened: Opened, key: str) -> None:
    """Refuse a row that is not in the version in place, or not for this reader."""
    if not opened.relation.has_key:
        raise Invalid(corrections.why_not(opened.stored) or _("Cette table n’a pas de clé."))
    if key not in rows_of(opened.relation, [key]):
        raise NotFound(_("Cette ligne n’est pas dans la version en place."))


def place_of(opened: Opened, key: str, given: tuple[float, float] | None) -> Place | None:
    """Bring the place that was given onto the row."""
    if given is None:
        return None
    shape = shapes_of(opened.relation, [key]).get(key)
    return on_row(shape, *given, opened.dataset)


@transaction.atomic
def _write(
    actor: User,
    reader: Reader,
    opened: Opened,
    key: str,
    sent: Sent,
    place: Place | None,
    kept: list[Photograph],
) -> Intervention:
    entry, dataset = sent.entry, opened.dataset
    written = Intervention.objects.create(
        table=opened.stored.table,
        row_key=key,
        author=actor,
        form_token=sent.token,
        **fields_of(entry),
        **fields_of_place(place),
    )
    pictures.attach(written, kept)
    written.correction = _correct(actor, reader, opened, key, sent)
    written.save(update_fields=["correction"])
    record(
        actor,
        "intervention.note",
        dataset,
        organisation=dataset.owner_id,
        intervention=written.pk,
        table=opened.table,
        row=key,
        kind=str(written.get_kind_display()),
        day=f"{entry.done_on:%d/%m/%Y}",
    )
    return written


def fields_of(entry: Entry) -> dict[str, Any]:
    """Give an entry as the fields of the model."""
    return {
        "kind": entry.kind.value,
        "done_on": entry.done_on,
        "note": entry.note,
        "outcome": entry.outcome.value,
        "duration_min": entry.duration_min,
        "cost_eur": entry.cost_eur,
        "failure": entry.failure,
        "repaired_on": entry.repaired_on,
    }


def fields_of_place(place: Place | None) -> dict[str, Any]:
    """Give a place as the fields of the model."""
    return {
        "longitude": place.longitude if place else None,
        "latitude": place.latitude if place else None,
        "snapped_m": place.snapped_m if place else None,
    }


def _correct(
    actor: User, reader: Reader, opened: Opened, key: str, sent: Sent
) -> Correction | None:
    """Mend the column whose state changed; none where it already says so."""
    state = sent.state
    if state is None:
        return None
    column = next((c for c in opened.relation.columns if c.id == state.column), None)
    if column is None:
        raise NotFound(_("Cette colonne n’est plus dans le jeu de données."))
    if written_as_text(column, state.value) == cell_text(opened.relation, key, column):
        return None
    reason = _("Intervention du %(day)s. %(note)s") % {
        "day": f"{sent.entry.done_on:%d/%m/%Y}",
        "note": sent.entry.note,
    }
    mending = Mending(key, state.column, state.expected, state.value, reason.strip()[:300])
    return corrections.correct(actor, reader, opened.dataset, opened.stored.table, mending)


def _earlier(actor: User, sent: Sent, opened: Opened, key: str) -> Intervention | None:
    """Find what the same form already wrote."""
    found = Intervention.objects.filter(author=actor, form_token=sent.token).first()
    if found is None:
        return None
    same = (found.table_id, found.row_key, found.kind, found.done_on, found.note)
    entry = sent.entry
    if same != (opened.stored.table_id, key, entry.kind.value, entry.done_on, entry.note):
        raise Conflict(
            _(
                "Ce formulaire a déjà enregistré une intervention. Ouvrez-la pour la modifier, ou "
                "recommencez depuis la fiche."
            )
        )
    return found
