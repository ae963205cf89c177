"""The chart of the dataset page: drawn by the server, changed by a small form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog import charting
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries.measures import profile_of
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.charts import Kind, Measure
from terrier.domain.charts.question import MEASURE_WORDS
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake.filters.values import NUMERIC, family
from terrier.web.audience import Audience, audience
from terrier.web.charts import svg

from .asking import COLOUR, Asked, ask
from .table import scope_fields
from .tiles import PRIVATE_CACHE

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn

WIDTH_PX = 720


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ChartView:
    """The chart with the form that changes it."""

    chart: charting.Chart | None
    refusal: str
    """Why the chart asked for cannot be drawn, in a sentence."""
    image: str
    hidden_fields: list[tuple[str, str]]
    kinds: list[Option]
    groups: list[Option]
    measured: list[Option]
    measures: list[Option]


def chart_view(asked: Asked) -> ChartView:
    """Prepare the chart over the rows that the address asks for."""
    relation = asked.opened.relation
    if asked.kept.get(charting.GROUPS):
        # A masked column is refused like one that does not exist, before anything is measured.
        relation.require(asked.kept[charting.GROUPS])
    if asked.kept.get(charting.MEASURED):
        relation.require(asked.kept[charting.MEASURED])
    drawn, refusal = None, ""
    try:
        drawn = charting.chart(relation, asked.filters, profile_of(asked.opened), asked.kept)
    except Invalid as refused:
        # The rest of the page stands: the person sees why, above the form that mends it.
        refusal = refused.user_message
    question = drawn.question if drawn else None
    kept = [(COLOUR, asked.kept[COLOUR])] if COLOUR in asked.kept else []
    numbers = [c for c in relation.columns if family(c.type) in NUMERIC]
    kind = question.kind if question else asked.kept.get(charting.FORM)
    measure = question.measure if question else asked.kept.get(charting.MEASURE)
    return ChartView(
        chart=drawn,
        refusal=refusal,
        image=_image(asked),
        hidden_fields=[*scope_fields(asked), *kept],
        kinds=[Option(k.value, label, k == kind) for k, label in _kinds().items()],
        groups=_options(relation.columns, question.x if question else None),
        measured=_options(numbers, question.y if question else None),
        measures=[
            Option(m.value, MEASURE_WORDS[m], m == measure)
            for m in Measure
            if m is not Measure.COUNT
        ],
    )


@audience(Audience.BY_DATASET)
def image(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Draw the chart."""
    asked = ask(request, slug, table)
    figures = profile_of(asked.opened)
    drawn = charting.chart(asked.opened.relation, asked.filters, figures, asked.kept)
    if drawn is None:
        raise NotFound(_("Rien dans cette table ne se dessine."))
    record_reading(request, asked.opened.dataset, asked.opened.version, Reading.Door.CHART)
    picture = svg(
        drawn.specification | {"width": WIDTH_PX},
        title=drawn.question.title,
        description=drawn.alternative,
    )
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "no-cache" if asked.opened.public else PRIVATE_CACHE
    return response


def _image(asked: Asked) -> str:
    chosen = {n: v for n, v in asked.kept.items() if n != COLOUR}
    address = asked.to("dataset-chart")
    if not chosen:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(chosen)}"


def _options(columns: tuple[RelationColumn, ...] | list[RelationColumn], chosen: str | None):
    return [Option(c.name, c.label or c.name, c.name == chosen) for c in columns]


def _kinds() -> dict[Kind, str]:
    return {
        Kind.BAR: _("barres"),
        Kind.LINE: _("courbe"),
        Kind.HISTOGRAM: _("répartition (tranches)"),
    }
