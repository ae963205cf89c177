from __future__ import annotations

from decimal import Decimal

import pytest

from terrier.domain.kernel.french import number_text, percent_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (1234.5, "1\u202f234"), (12.345, "12,3"), (0.001234, "0,00123"), (-3.05, "-3,05"),
        (Decimal("100.00"), "100"), (1e22, "10" + "\u202f000" * 7), (0.5, "0,5"), (10, "10"),
        (999.99, "1\u202f000"), (1200, "1\u202f200"),
    ],
)  # fmt: skip
def test_numbers_in_french(value, text) -> None:
    assert number_text(value) == text


def test_shares_never_lie_at_the_ends() -> None:
    assert percent_text(0.001) == "moins de 1\u00a0%"
    assert percent_text(0.999) == "plus de 99\u00a0%"
    assert (percent_text(0), percent_text(1)) == ("0\u00a0%", "100\u00a0%")
