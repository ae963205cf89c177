"""« Décrire » and « Colonnes »: what a dataset and its columns are about."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.actions.columns import describe_columns
from terrier.apps.catalog.actions.metadata import update_metadata, withdraw_dataset
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.forms import ColumnForm, DescriptionForm, WithdrawalForm
from terrier.apps.catalog.models import Column
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries.deduced import deduced
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from .menu import around


@audience(Audience.SIGNED_IN)
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe a dataset, with what can be deduced filled in."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    proposed = {} if request.method == "POST" else deduced(request.reader, dataset)
    form = DescriptionForm(request.POST or None, instance=dataset, initial=proposed)
    if request.method == "POST" and form.is_valid():
        dataset.refresh_from_db()
        try:
            update_metadata(request.user, request.reader, dataset, **form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("La description est enregistrée."))
            return redirect("dataset", slug=slug)
    labels = dict.fromkeys(_label(form, name) for name in form.fields if name in proposed)
    context = {
        **around(dataset, seen, "dataset-describe", _("Décrire")),
        "form": form,
        "proposed": list(labels),
    }
    return render(request, "catalog/editing/describe.html", context)


@audience(Audience.SIGNED_IN)
def columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe the columns of a dataset."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    known = Column.objects.filter(table__dataset=dataset, removed=False).select_related("table")
    forms = [ColumnForm(column, request.POST or None) for column in known]
    refusal = ""
    valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(valid):
        described = {form.column.stable_id: form.cleaned_data for form in forms}
        try:
            describe_columns(request.user, request.reader, dataset, described)
        except Invalid as refused:
            refusal = refused.user_message
        else:
            messages.success(request, _("Les colonnes sont décrites."))
            return redirect("dataset", slug=slug)
    by_table = defaultdict(list)
    for form in forms:
        by_table[form.column.table].append(form)
    context = {
        **around(dataset, seen, "dataset-columns", _("Colonnes")),
        "tables": list(by_table.items()),
        "refusal": refusal,
        "mistakes": any(form.errors for form in forms),
    }
    return render(request, "catalog/editing/columns.html", context)


@audience(Audience.SIGNED_IN)
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take a dataset away."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    require_on(request.reader, dataset, Role.PUBLISHER)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_dataset(request.user, request.reader, dataset, form.cleaned_data["reason"])
        messages.success(request, _("« %(title)s » est retiré.") % {"title": dataset.title})
        return redirect("catalogue")
    context = {**around(dataset, seen, "dataset-policy", _("Retirer")), "form": form}
    return render(request, "catalog/editing/withdraw.html", context)


def _label(form: DescriptionForm, name: str) -> str:
    """Name a proposed field; the two ends of the period are one thing."""
    return _("Période couverte") if name.startswith("covers_") else form.fields[name].label
