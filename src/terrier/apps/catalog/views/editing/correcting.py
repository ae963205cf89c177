"""Mending values by hand, and settling conflicts with what a file brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import corrections as acts
from terrier.apps.catalog.authority import dataset_to_contribute, key_columns
from terrier.apps.catalog.forms import CorrectionForm
from terrier.apps.catalog.models import Correction
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.lake import rows
from terrier.lake.cells import cell_text
from terrier.lake.filters.values import write_value
from terrier.lake.relation import RelationColumn
from terrier.web.audience import Audience, audience

from .menu import around

Act = Callable[[User, Reader, Correction], None]
ACTS: dict[str, tuple[Act, str]] = {
    "garder": (acts.keep_correction, gettext_lazy("Votre correction est gardée.")),
    "accepter": (acts.accept_value, gettext_lazy("La nouvelle valeur du fichier est acceptée.")),
    "retirer": (acts.withdraw_correction, gettext_lazy("La correction ne sera plus appliquée.")),
}


@audience(Audience.SIGNED_IN)
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """List the corrections, those to settle first."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    known = Correction.objects.filter(table__dataset=dataset).select_related(
        "table", "column", "author"
    )
    context = {
        **around(dataset, seen, "dataset-corrections", _("Corrections")),
        "conflicts": known.filter(state=Correction.State.CONFLICT),
        "active": known.filter(state=Correction.State.ACTIVE),
        "withdrawn": known.filter(state=Correction.State.WITHDRAWN),
        "refusals": _refusals(dataset),
    }
    return render(request, "catalog/editing/corrections.html", context)


@audience(Audience.SIGNED_IN)
def correct(request: HttpRequest, slug: str, table: str, row: int) -> HttpResponse:
    """Choose the value of a row to mend, then mend it."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    found = rows.one(opened.relation, row)
    context = {
        **around(dataset, seen, "dataset-corrections", _("Corriger une valeur")),
        "opened": opened,
        "row": found,
        "row_address": opened.address("dataset-row", row=row),
        "refusal": acts.why_not(opened.stored),
    }
    if found.key is None:
        return render(request, "catalog/editing/correct.html", context)
    wanted = request.GET.get("colonne", "")
    column = opened.relation.require(wanted) if wanted else None
    if column is None:
        context["cells"] = _choices(opened, row, found.values)
        return render(request, "catalog/editing/correct.html", context)
    form = CorrectionForm(request.POST or None, initial=_present(opened, found, column))
    if request.method == "POST" and form.is_valid():
        mending = acts.Mending(
            row_key=found.key,
            column=column.id,
            expected=form.found(),
            value=form.cleaned_data["value"],
            reason=form.cleaned_data["reason"],
        )
        try:
            acts.correct(request.user, request.reader, dataset, opened.stored.table, mending)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(
                request, _("La correction est enregistrée ; une nouvelle version se prépare.")
            )
            return redirect("dataset-corrections", slug=slug)
    context |= {"form": form, "column": column, "value": _value(opened, found, column)}
    return render(request, "catalog/editing/correct.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def settle(request: HttpRequest, slug: str, correction: int, act: str) -> HttpResponse:
    """Keep a correction, accept the value of the file, or correct no more."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    chosen = Correction.objects.filter(pk=correction, table__dataset=dataset).first()
    if chosen is None:
        raise NotFound(_("Cette correction n’existe pas."))
    do, sentence = ACTS[act]
    do(request.user, request.reader, chosen)
    messages.success(request, sentence)
    return redirect("dataset-corrections", slug=slug)


def _refusals(dataset: Any) -> list[str]:
    stored = dataset.current.tables.select_related("table") if dataset.current else []
    return [f"{s.table.title} : {refusal}" for s in stored if (refusal := acts.why_not(s))]


def _choices(
    opened: Opened, row: int, values: tuple[object, ...]
) -> list[tuple[RelationColumn, object, str]]:
    """Give each column with its value and the address that mends it; key columns without."""
    address = reverse("dataset-correct", args=[opened.dataset.slug, opened.table, row])
    keys = key_columns(opened.stored)
    return [
        (column, value, "" if column.name in keys else f"{address}?colonne={column.name}")
        for column, value in zip(opened.relation.columns, values, strict=True)
    ]


def _present(opened: Opened, found: rows.Row, column: RelationColumn) -> dict[str, Any]:
    value = _value(opened, found, column)
    text = cell_text(opened.relation, found.key or "", column)
    return {
        "value": "" if value is None else write_value(value),
        "expected": text or "",
        "was_empty": text is None,
    }


def _value(opened: Opened, found: rows.Row, column: RelationColumn) -> object:
    return found.values[opened.relation.columns.index(column)]
