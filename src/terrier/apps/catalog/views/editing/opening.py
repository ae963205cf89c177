"""« Qui peut voir » and « Publier »: the audience of a dataset."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terrier.apps.catalog.actions import publication
from terrier.apps.catalog.actions.policy import change_policy
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.derivations import policies_of
from terrier.apps.catalog.forms import MASK, PUBLISH, PolicyForm, PublicationForm
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries.publishing import description_points, suspected_columns
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.prototypes import places
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.audience import Audience, audience

from .menu import around


@audience(Audience.SIGNED_IN)
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who sees the dataset, which columns and which rows."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    require_on(request.reader, dataset, Role.PUBLISHER)
    form = PolicyForm(dataset, dataset.policy(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            change_policy(request.user, request.reader, dataset, form.wanted(), revision=revision)
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("C’est enregistré. %(who)s") % {"who": visible_by(dataset)})
            return redirect("dataset-policy", slug=slug)
    chosen = form["visibility"].value()
    context = {
        **around(dataset, seen, "dataset-policy", _("Qui peut voir")),
        "form": form,
        "audiences": audiences(dataset, chosen),
        "visible_by": visible_by(dataset),
        "communes": places(),
    }
    return render(request, "catalog/editing/policy.html", context)


@audience(Audience.SIGNED_IN)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Look the dataset over, then open it."""
    dataset, seen = dataset_to_contribute(request.reader, slug)
    require_on(request.reader, dataset, Role.PUBLISHER)
    suspected = suspected_columns(request.reader, dataset)
    form = PublicationForm(dataset, dataset.policy(), suspected, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publication.publish(
                request.user,
                request.reader,
                dataset,
                form.wanted(),
                revision=form.cleaned_data["revision"],
                acknowledged=form.judged(PUBLISH),
            )
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("C’est publié. %(who)s") % {"who": visible_by(dataset)})
            return redirect("dataset", slug=slug)
    chosen = request.GET.get("visibilite") or form["visibility"].value()
    points = description_points(dataset)
    context = {
        **around(dataset, seen, "dataset-publish", _("Publier")),
        "form": form,
        "audiences": audiences(dataset, chosen),
        "kept": kept_by_sources(dataset, Visibility.PUBLIC),
        "points": points,
        "ready": all(point.done for point in points),
        "judgements": [(one, _judgements(form[one.column.stable_id].value())) for one in suspected],
    }
    return render(request, "catalog/editing/publish.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the dataset a draft again."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    publication.unpublish(request.user, request.reader, dataset, revision=dataset.policy_revision)
    messages.success(request, visible_by(dataset))
    return redirect("dataset-policy", slug=slug)


def audiences(dataset: Dataset, chosen: str) -> list[dict[str, Any]]:
    """Describe the three audiences with their consequences, for `choice_cards.html`."""
    root = Organisation.objects.get(pk=dataset.owner.lineage()[-1])
    helps = {
        Visibility.PUBLIC: (
            _("Public"),
            _("Visible par : tout le monde, sans compte, y compris les moteurs de recherche."),
        ),
        Visibility.INTERNAL: (
            _("Interne"),
            _("Visible par : les personnes qui ont un compte à %(root)s et dans ses communes.")
            % {"root": root},
        ),
        Visibility.RESTRICTED: (
            _("Restreint"),
            _("Visible par : %(owner)s et les organismes que vous choisissez, personne d’autre.")
            % {"owner": dataset.owner},
        ),
    }
    return [
        {"value": v.value, "label": label, "help": help, "checked": v.value == chosen}
        for v, (label, help) in helps.items()
    ]


def _judgements(chosen: str | None) -> list[dict[str, Any]]:
    choices = [
        (
            MASK,
            _("Masquer cette colonne"),
            _("Seules les personnes qui contribuent à l’organisme la verront."),
        ),
        (
            PUBLISH,
            _("Publier en connaissance de cause"),
            _("Chacun pourra la lire et la réutiliser ; votre décision est gardée au journal."),
        ),
    ]
    return [
        {"value": value, "label": label, "help": help, "checked": value == chosen}
        for value, label, help in choices
    ]


def visible_by(dataset: Dataset) -> str:
    """Say who sees the dataset today, and what keeps others from it."""
    if dataset.published_at is None:
        return _audience(dataset)
    closer = kept_by_sources(dataset, Visibility(dataset.visibility))
    return f"{_audience(dataset)} {closer}".strip()


def kept_by_sources(dataset: Dataset, audience: Visibility) -> str:
    """Name what a dataset is computed from and that fewer people see; else nothing."""
    if not dataset.derived:
        return ""
    closer = policies_of([dataset])[dataset.pk].less_open_than(audience)
    titles = list(Dataset.objects.filter(pk__in=closer).order_by("title"))
    if not titles:
        return ""
    return ngettext(
        "Sa source %(titles)s n’est pas ouverte à tous : qui ne la voit pas ne le voit pas non "
        "plus.",
        "Ses sources %(titles)s ne sont pas ouvertes à tous : qui ne les voit pas ne le voit pas "
        "non plus.",
        len(titles),
    ) % {"titles": get_text_list([f"« {d.title} »" for d in titles], _("et"))}


def _audience(dataset: Dataset) -> str:
    if dataset.published_at is None:
        return _("Visible par : les personnes qui contribuent à %(owner)s (brouillon).") % {
            "owner": dataset.owner
        }
    match Visibility(dataset.visibility):
        case Visibility.PUBLIC:
            return _("Visible par : tout le monde.")
        case Visibility.INTERNAL:
            root = Organisation.objects.get(pk=dataset.owner.lineage()[-1])
            return _("Visible par : les membres de %(root)s et de ses communes.") % {"root": root}
        case Visibility.RESTRICTED:
            names = [dataset.owner.name, *dataset.shared_with.values_list("name", flat=True)]
            return _("Visible par : %(names)s.") % {"names": ", ".join(names)}
