from datetime import UTC, date, datetime

import pytest

from terrier.apps.catalog.freshness import State, freshness
from terrier.apps.catalog.models import Dataset, Version


def dataset(frequency: str, updated: datetime | None) -> Dataset:
    current = Version(number=1, created_at=updated) if updated else None
    return Dataset(frequency=frequency, current=current)


FEBRUARY = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_late_is_said_with_the_date_and_the_days():
    found = freshness(dataset("monthly", FEBRUARY), date(2026, 3, 15))
    assert found.late
    assert found.promise == "attendu avant le 3 mars, en retard de 12 jours"


def test_one_day_late_is_singular():
    found = freshness(dataset("monthly", FEBRUARY), date(2026, 3, 4))
    assert found.promise.endswith("en retard de 1 jour")


def test_the_due_day_itself_is_not_late():
    found = freshness(dataset("monthly", FEBRUARY), date(2026, 3, 3))
    assert found.state is State.FRESH
    assert found.promise == "prochaine mise à jour attendue avant le 3 mars"


def test_the_year_is_written_when_it_is_another():
    found = freshness(dataset("annual", FEBRUARY), date(2026, 3, 3))
    assert "1er février 2027" in found.promise


@pytest.mark.parametrize("frequency", ["", "never", "irregular"])
def test_without_a_promise_nothing_is_late(frequency):
    found = freshness(dataset(frequency, FEBRUARY), date(2036, 1, 1))
    assert found.state is State.NO_PROMISE
    assert found.promise == ""


def test_a_dataset_without_data_says_so():
    assert freshness(dataset("monthly", None)).sentence == "aucune donnée pour le moment"
