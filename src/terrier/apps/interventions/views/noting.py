"""The form on a telephone: three fields, one photograph, the rest on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.domain.kernel.errors import Conflict, Gone, Invalid, NotFound
from terrier.lake.cells import cell_text
from terrier.lake.keys import rows_of
from terrier.web.audience import Audience, audience

from ..actions import noting as acts
from ..forms import NoteForm
from ..queries.log import sheet_address
from ..queries.states import correctable, proposed_states

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

KEY = "cle"
"""Name, in addresses, of the key of a row."""


@audience(Audience.SIGNED_IN)
def note(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Note an intervention on a row."""
    dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    key = request.GET.get(KEY, "")
    acts.require_row(opened, key)
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        proposed=proposed_states(opened),
        columns=correctable(opened),
        located=opened.relation.has_geometry,
        initial={"version": opened.version.number},
    )
    address = sheet_address(opened.stored.table_id, key)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.sent(_state(request.reader, opened, key, form))
            acts.note(request.user, request.reader, opened, key, sent)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
            # What is read again is the version in place.
            form.data = form.data.copy()
            form.data["version"] = opened.version.number
        else:
            messages.success(request, _said(form))
            return redirect(address)
    naming = naming_column(opened.relation)
    known = rows_of(opened.relation, [key], naming)[key]
    context = {
        "form": form,
        "opened": opened,
        "key": key,
        "name": row_name(known.row, known.name),
        "sheet": address,
        "photograph_lost": form.is_bound and bool(request.FILES),
    }
    return render(request, "interventions/note.html", context, status=200)


def _state(reader: Reader, opened: Opened, key: str, form: NoteForm) -> acts.StateLeft | None:
    """Give the state that was chosen, with what the row said in the version that was shown."""
    chosen = form.state_left()
    if chosen is None:
        return None
    column, value = chosen
    number = form.cleaned_data["version"]
    try:
        shown = open_table(reader, opened.dataset.slug, opened.table, number)
        there = next(c for c in shown.relation.columns if c.id == column)
        expected = cell_text(shown.relation, key, there)
    except (NotFound, Gone, StopIteration) as moved:
        raise Conflict(
            _("Les données ont changé entre-temps : rechargez la page avant de dire l’état laissé.")
        ) from moved
    return acts.StateLeft(column, expected, value)


def _said(form: NoteForm) -> str:
    if form.state_left() is None:
        return _("L’intervention est notée.")
    return _("L’intervention est notée ; l’état sera à jour dans un instant.")
