from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from terrier.domain.charts import ChartQuestion, Kind, Measure, Measured, Part, specification
from terrier.web.charts import svg

BARS = ChartQuestion(Kind.BAR, "c", "Commune", measure=Measure.SUM, y="t", y_label="Tonnage")
LINE = ChartQuestion(Kind.LINE, "d", "Jour", Part.MONTH)
SPREAD = ChartQuestion(Kind.HISTOGRAM, "p", "Prix", Part.BINS, width=1.0)


@pytest.mark.parametrize(
    ("question", "rows", "texts"),
    [
        (BARS, [Measured("Tournus", 1234.5), Measured("Viré", 2)], ["Tournus", "1\u202f234"]),
        (LINE, [Measured(date(2024, m, 1), m) for m in (2, 3, 4)], ["févr. 2024", "avr. 2024"]),
        (SPREAD, [Measured(0.0, 1500), Measured(1.0, 2)], ["1\u202f500", "Prix"]),
    ],
)
def test_drawn_in_french_with_its_alternative_text(question, rows, texts) -> None:
    spec = specification(question, rows) | {"width": 720}
    drawn = svg(spec, title=question.title, description="Tournus & les autres")
    words = [element.text for element in ElementTree.fromstring(drawn).iter() if element.text]
    for text in texts:
        assert text in words
    assert "Tournus & les autres" in words
