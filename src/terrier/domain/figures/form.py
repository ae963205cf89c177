"""The forms that a figure can take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from terrier.domain.questions.question import Per


class Form(StrEnum):
    """How an answer is drawn."""

    BARS = "bars"
    LINES = "lines"
    AREAS = "areas"
    HISTOGRAM = "histogram"
    SCATTER = "scatter"
    SHARES = "shares"
    HEATMAP = "heatmap"
    MULTIPLES = "multiples"
    CALENDAR = "calendar"
    CHOROPLETH = "choropleth"
    CIRCLES = "circles"
    CATEGORIES = "categories"
    NUMBER = "number"
    TABLE = "table"


FORM_NAMES = {
    Form.BARS: "Barres",
    Form.LINES: "Courbe",
    Form.AREAS: "Aires",
    Form.HISTOGRAM: "Histogramme",
    Form.SCATTER: "Nuage de points",
    Form.SHARES: "Barres de parts",
    Form.HEATMAP: "Tableau de chaleur",
    Form.MULTIPLES: "Petites courbes côte à côte",
    Form.CALENDAR: "Calendrier",
    Form.CHOROPLETH: "Carte en aplats",
    Form.CIRCLES: "Carte en cercles",
    Form.CATEGORIES: "Carte par catégories",
    Form.NUMBER: "Chiffre clé",
    Form.TABLE: "Tableau",
}
"""What each form is called."""

MAPS = frozenset({Form.CHOROPLETH, Form.CIRCLES, Form.CATEGORIES})
"""Forms that need shapes."""
DRAWN = frozenset(Form) - {Form.NUMBER, Form.TABLE}
"""Forms that are a drawing; the others are text."""


@dataclass(frozen=True)
class Suggestion:
    """A form that suits an answer."""

    form: Form
    reason: str
    """In French, why: « 12 catégories : barres triées »."""
    per: Per | None = None
    """What the measure must be brought to first; None: the answer is drawn as it is."""
