"""The figures of the communes' sheets, written by who administers the territory."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terrier.apps.catalog.models import Dataset, Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.permissions import require_administrator
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound
from terrier.web.audience import Audience, audience

from .. import starters, trails
from ..actions import indicators as actions
from ..actions.blocks import Way
from ..forms import IndicatorForm
from ..models import Indicator
from ..queries.proposing import by_commune
from ..queries.territory import head
from ..reading import record_figures
from ..sheets.composing import compose
from ..sheets.defaults import proposed
from ..sheets.known import read
from ..starters.needs import COMMUNE_CODE

SOURCE = "source"


@audience(Audience.ADMINISTRATORS)
def indicators(request: HttpRequest) -> HttpResponse:
    """List the figures in the order of the sheets."""
    owner = _head(request)
    known = list(owner.indicators.all())
    labels = {indicator.label for indicator in known}
    seen = Dataset.objects.visible_to(request.reader).values_list("slug", flat=True)
    opened = set(seen.filter(slug__in=[indicator.dataset for indicator in known]))
    for indicator in known:
        indicator.reserved = indicator.dataset not in opened
    context = {
        "owner": owner,
        "indicators": known,
        "most": actions.MOST,
        "proposed": [p["label"] for p in proposed(request.reader) if p["label"] not in labels],
        "example": Commune.objects.order_by("name__plain").first(),
    }
    return render(request, "stories/indicators.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Add the figures that the datasets present allow."""
    added = actions.add_all(request.user, request.reader, _head(request), proposed(request.reader))
    said = ngettext("%(n)d chiffre est ajouté.", "%(n)d chiffres sont ajoutés.", added)
    messages.success(request, said % {"n": added})
    return redirect("indicators")


@audience(Audience.ADMINISTRATORS)
def add(request: HttpRequest) -> HttpResponse:
    """Write a new figure, once its table is chosen."""
    owner = _head(request)
    dataset, _slash, table = request.GET.get(SOURCE, "").partition("/")
    if not dataset:
        context = {"tables": _tables(request), "trail": trails.of_indicators()}
        return render(request, "stories/indicator_source.html", context)
    return _form(request, Indicator(owner=owner, dataset=dataset[:100], table=table[:63]))


@audience(Audience.ADMINISTRATORS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a figure."""
    return _form(request, _indicator(request, pk))


@audience(Audience.ADMINISTRATORS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a figure by one place."""
    way = Way.UP if request.POST.get("sens") == Way.UP.value else Way.DOWN
    actions.move(request.user, request.reader, _indicator(request, pk), way)
    return redirect("indicators")


@audience(Audience.ADMINISTRATORS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a figure out of the sheets."""
    found = _indicator(request, pk)
    actions.remove(request.user, request.reader, found)
    messages.success(request, _("« %(label)s » n’est plus dans les fiches.") % {"label": found})
    return redirect("indicators")


def _form(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    communes = list(Commune.objects.order_by("name__plain").values_list("code", "name"))
    opened = open_table(request.reader, indicator.dataset, indicator.table or None)
    indicator.table = opened.table
    # The form writes into its instance: what is kept is read again by the action.
    form = IndicatorForm(
        request.POST or None, instance=indicator, offered=by_commune(opened), communes=communes
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "apercu" in request.POST:
                preview = _preview(request, indicator, form)
            else:
                _save(request, indicator, form)
                messages.success(request, _("Le chiffre est enregistré."))
                return redirect("indicators")
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
    context = {
        "form": form,
        "indicator": indicator,
        "dataset": opened.dataset,
        "ask": opened.address("dataset-question"),
        "preview": preview,
        "trail": trails.of_indicators(),
    }
    return render(request, "stories/indicator.html", context)


def _save(request: HttpRequest, indicator: Indicator, form: IndicatorForm) -> None:
    """Keep a figure that can be computed today."""
    values = form.values()
    actions.computable(request.reader, values)
    if indicator.pk is None:
        actions.add(request.user, request.reader, indicator.owner, values)
    else:
        revision = form.cleaned_data["revision"] or 0
        actions.change(request.user, request.reader, indicator, values, revision)


def _preview(request: HttpRequest, indicator: Indicator, form: IndicatorForm) -> object:
    values = form.values()
    actions.computable(request.reader, values)
    for name, value in values.items():
        setattr(indicator, name, value)
    record_figures(request.reader, [values["dataset"]], Reading.Door.CHART)
    commune = Commune.objects.get(code=form.cleaned_data["commune"])
    return compose(commune, indicator.owner, [read(request.reader, indicator)])


def _tables(request: HttpRequest) -> list[tuple[str, str]]:
    found = [
        (f"{source.dataset}/{source.table}", source.title)
        for source in starters.sources(request.reader)
        if any(column.concept == COMMUNE_CODE for column in source.columns)
    ]
    return sorted(found, key=lambda pair: pair[1])


def _indicator(request: HttpRequest, pk: int) -> Indicator:
    found = _head(request).indicators.filter(pk=pk).first()
    seen = Dataset.objects.visible_to(request.reader)
    if found is None or not seen.filter(slug=found.dataset).exists():
        raise NotFound(_("Ce chiffre n’est plus dans les fiches."))
    return found


def _head(request: HttpRequest) -> Organisation:
    owner = head(request.reader)
    require_administrator(request.reader, owner)
    return owner
