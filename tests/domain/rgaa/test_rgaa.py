"""The grid of the RGAA: what it holds, what a machine may say of it, what the law makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.domain.rgaa import (
    Assessed,
    State,
    Statement,
    Tally,
    audit_expires_on,
    criteria,
    effective,
    read_report,
    statement,
    tally,
    themes,
)

TODAY = date(2026, 11, 21)


def test_there_are_106_criteria_in_13_themes():
    assert len(criteria()) == 106
    assert [len(t.criteria) for t in themes()] == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    assert themes()[12].name == "Consultation"
    assert criteria()["3.2"].title.startswith("Dans chaque page web, le contraste")
    assert criteria()["3.2"].wcag == "1.4.3 AA"


@pytest.mark.parametrize(
    ("met", "failed", "left", "audited", "said"),
    [
        (60, 0, 0, TODAY, Statement.FULL),
        (59, 1, 0, TODAY, Statement.PARTIAL),
        (30, 30, 0, TODAY, Statement.PARTIAL),
        (29, 30, 0, TODAY, Statement.NONE),
        (60, 0, 1, TODAY, Statement.NONE),
        (60, 0, 0, None, Statement.NONE),
        (0, 0, 0, TODAY, Statement.NONE),
        (60, 0, 0, date(2023, 11, 22), Statement.FULL),
        (60, 0, 0, date(2023, 11, 21), Statement.NONE),
        (60, 0, 0, date(2027, 1, 1), Statement.NONE),
    ],
)
def test_the_one_mention_that_the_law_allows(met, failed, left, audited, said):
    counted = Tally(met, failed, 106 - met - failed - left, left)
    assert statement(counted, audited, TODAY) is said


def test_the_rate_is_met_over_applicable_rounded_down():
    assert Tally(199, 1, 0, 0).percent == 99
    assert Tally(2, 1, 50, 0).percent == 66
    assert Tally(2, 1, 50, 1).percent is None


def test_an_audit_of_the_29th_of_february_ends_on_the_first_of_march():
    assert audit_expires_on(date(2024, 2, 29)) == date(2027, 3, 1)


@given(
    st.sampled_from(State),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
)
def test_a_machine_never_makes_a_criterion_met(by_hand, at, machine_at, failed):
    found = effective(Assessed(by_hand, at, failed, machine_at))
    assert found in {by_hand, State.NON_CONFORM}
    if failed and machine_at > at:
        assert found is State.NON_CONFORM
    if not failed:
        assert found is by_hand


def test_a_person_who_looks_again_has_the_last_word():
    before, after = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert effective(Assessed(State.CONFORM, after, True, before)) is State.CONFORM
    assert effective(Assessed(State.CONFORM, before, True, after)) is State.NON_CONFORM


@given(st.lists(st.sampled_from(State), max_size=106))
def test_every_criterion_is_counted_once(states):
    counted = tally(states)
    parts = (counted.conform, counted.non_conform, counted.not_applicable, counted.not_tested)
    assert sum(parts) == len(states)


CONTRAST = {"id": "color-contrast", "tags": ["cat.color", "RGAAv4", "RGAA-3.2.1"]}
LABEL = {"id": "label", "tags": ["RGAA-11.1.1"]}


def test_a_report_of_axe_is_read():
    found = read_report(
        [
            {"url": "/a", "violations": [CONTRAST], "passes": [LABEL], "incomplete": []},
            {"url": "/b", "violations": [CONTRAST], "passes": [CONTRAST], "incomplete": [LABEL]},
        ]
    )
    assert found["3.2"].failed
    assert found["3.2"].pages == ["/a", "/b"]
    assert not found["11.1"].failed
    assert set(found) == {"3.2", "11.1"}


@pytest.mark.parametrize(
    "report",
    [
        {}, [], "axe", None, [1], [{"url": "/a"}], [{"violations": [1]}],
        [{"violations": [{"id": "x"}]}],
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(report):
    with pytest.raises(Invalid):
        read_report(report)


def test_a_tag_of_no_criterion_is_left_out():
    assert read_report([{"violations": [{"id": "x", "tags": ["RGAA-99.1.1", "RGAA-3.2"]}]}]) == {}
