"""The `datetime` parameter, by the examples of the standard."""

from datetime import UTC, date, datetime

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.moments import Interval, read_interval


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2018-02-12T23:20:50Z", datetime(2018, 2, 12, 23, 20, 50, tzinfo=UTC)),
        ("2018-02-12", date(2018, 2, 12)),
        ("2018-02-12T", date(2018, 2, 12)),
    ],
)
def test_an_instant_starts_and_ends_at_once(text, moment):
    assert read_interval(text) == Interval(moment, moment)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("2018-02-12/2018-03-18", Interval(date(2018, 2, 12), date(2018, 3, 18))),
        ("2018-02-12/..", Interval(date(2018, 2, 12), None)),
        ("2018-02-12/", Interval(date(2018, 2, 12), None)),
        ("../2018-03-18", Interval(None, date(2018, 3, 18))),
        ("/2018-03-18", Interval(None, date(2018, 3, 18))),
    ],
)
def test_an_interval_may_be_open(text, interval):
    assert read_interval(text) == interval


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "/",
        "2018",
        "a/b",
        "2018-02-12/2018-02-11",
        "2018-02-12T10:00:00",
        "1/2/3",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Invalid):
        read_interval(text)
