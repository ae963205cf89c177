"""The chart of the dataset page: drawn by the server, changed by a small form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog import charting
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries.measures import profile_of
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.figures import FORM_NAMES
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.questions.question import Measure
from terrier.domain.questions.wording import MEASURE_NAMES
from terrier.lake.filters.values import NUMERIC, family
from terrier.web.audience import Audience, audience
from terrier.web.charts import svg

from .asking import COLOUR, Asked, ask
from .table import scope_fields
from .tiles import PRIVATE_CACHE

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn

WIDE, NARROW = "wide", "narrow"
WIDTHS_PX = {WIDE: 720, NARROW: 300}
"""Of the drawing on a wide page and on a telephone."""
WIDTH = "largeur"


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
    specifications: dict[str, dict[str, Any]]
    """Vega-Lite for a wide place and for a telephone."""
    images: dict[str, str]
    """Addresses of both pictures."""
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
    kept = [(COLOUR, asked.kept[COLOUR])] if COLOUR in asked.kept else []
    numbers = [c for c in relation.columns if family(c.type) in NUMERIC]
    form = drawn.form if drawn else asked.kept.get(charting.FORM)
    question = drawn.asked.question if drawn else None
    measure = question.measure if question else asked.kept.get(charting.MEASURE)
    return ChartView(
        chart=drawn,
        refusal=refusal,
        specifications={name: drawn.specification(px) for name, px in WIDTHS_PX.items()}
        if drawn and drawn.is_drawn
        else {},
        images={"wide": _image(asked), "narrow": _image(asked, NARROW)}
        if drawn and drawn.is_drawn
        else {},
        hidden_fields=[*scope_fields(asked), *kept],
        kinds=[Option(f.value, FORM_NAMES[f].lower(), f == form) for f in charting.FORMS],
        groups=_options(relation.columns, drawn.grouped if drawn else None),
        measured=_options(numbers, question.of if question else None),
        measures=[
            Option(m.value, MEASURE_NAMES[m], m == measure)
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
    if drawn is None or not drawn.is_drawn:
        raise NotFound(_("Rien dans cette table ne se dessine."))
    record_reading(request, asked.opened.dataset, asked.opened.version, Reading.Door.CHART)
    width = WIDTHS_PX.get(request.GET.get(WIDTH, ""), WIDTHS_PX[WIDE])
    picture = svg(drawn.specification(width), title=drawn.title, description=drawn.alternative)
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "no-cache" if asked.opened.public else PRIVATE_CACHE
    return response


def _image(asked: Asked, width: str = "") -> str:
    chosen = {n: v for n, v in asked.kept.items() if n != COLOUR}
    chosen |= {WIDTH: width} if width else {}
    address = asked.to("dataset-chart")
    if not chosen:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(chosen)}"


def _options(columns: tuple[RelationColumn, ...] | list[RelationColumn], chosen: str | None):
    return [Option(c.name, c.label or c.name, c.name == chosen) for c in columns]
