"""Tags and filters of the shell."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from terrier.web.templatetags import terrier as tags

SPACE = "\xa0"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234.5, f"1{SPACE}234,5"),
        (Decimal("1234567.10"), f"1{SPACE}234{SPACE}567,10"),
        (2**63, f"9{SPACE}223{SPACE}372{SPACE}036{SPACE}854{SPACE}775{SPACE}808"),
        (0.1, "0,1"),
        ("01004", "01004"),
        (None, "–"),
    ],
)
def test_numbers_are_written_the_french_way(value, written):
    assert tags.number(value) == written


def test_an_absent_value_is_said_to_the_ear():
    assert "vide" in tags.cell_text(None)
    assert tags.cell_text("<b>") == "<b>"
    rendered = Template("{% load terrier %}{{ value|cell_text }}").render(Context({"value": "<b>"}))
    assert rendered == "&lt;b&gt;"


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        tags.paired(["a", "b"], [1])


def test_the_current_place_is_marked(rf):
    places = tags.navigation(Context({"request": rf.get("/catalogue/?q=eau")}))
    assert {place.address: place.current for place in places if place.current} == {
        "/catalogue/": "page"
    }
    below = tags.navigation(Context({"request": rf.get("/importer/42/")}))
    assert {place.address: place.current for place in below if place.current} == {
        "/importer/": "true"
    }


def test_days_and_moments_are_written_as_french_does_by_the_clock_of_here():
    page = Template(
        "{% load terrier %}{{ on|day }} / {{ at|day }} / {{ at|moment }} / {{ no|day }}"
    )
    at = datetime(2026, 2, 28, 23, 5, tzinfo=UTC)

    said = page.render(Context({"on": date(2026, 2, 1), "at": at, "no": None}))

    assert said == "1er février 2026 / 1er mars 2026 / 1er mars 2026 à 00:05 / "
