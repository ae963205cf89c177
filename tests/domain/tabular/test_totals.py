"""Total lines at the bottom."""

from __future__ import annotations

import pytest

from terrier.domain.tabular.totals import MOST, is_total, totals_at_bottom


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Total", "", "12,5"], True),
        (["TOTAL GÉNÉRAL", "1 234 €"], True),
        (["", "Totaux :", "3", "4"], True),
        (["Sous-total Mâcon", "3"], True),
        (["Ensemble", "12 %"], True),
        (["Total Énergies", "12"], False),
        (["TotalEnergies", "12"], False),
        (["Total", "station-service"], False),
        (["Total"], False),
        (["Mâcon", "12"], False),
        ([], False),
    ],
)
def test_total_lines(cells: list[str], expected: bool) -> None:
    assert is_total(cells) is expected


def test_only_the_last_lines_count() -> None:
    rows = [["a", "1"], ["Total", "1"], ["b", "2"], ["", ""], ["Total", "2"], ["Cumul", "3"], [""]]
    assert totals_at_bottom(rows) == 2
    assert totals_at_bottom([["Total", "1"]] * 10) == MOST
    assert totals_at_bottom([]) == 0
