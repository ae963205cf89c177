"""Numbers, shares and months as they are written in French."""

from __future__ import annotations

from decimal import Decimal

THIN_SPACE = "\u202f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
EMPTY = "Sans valeur"
OTHERS = "Autres"


def number_text(value: float | int | Decimal, digits: int = 3) -> str:
    """Write a number in French with at least `digits` significant ones: `1 234,5`.

    Examples
    --------
    >>> number_text(1234567).replace(THIN_SPACE, " ")
    '1 234 567'
    >>> number_text(0.12345)
    '0,123'
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    decimals = max(0, digits - 1 - exact.adjusted()) if exact else 0
    rounded = f"{exact:,.{decimals}f}"
    if "." in rounded:
        rounded = rounded.rstrip("0").rstrip(".")
    return rounded.replace(",", THIN_SPACE).replace(".", ",")


def with_unit(value: float | int | Decimal, unit: str | None) -> str:
    """Write a number with its unit: `12,5 %`."""
    text = number_text(value)
    return f"{text}\u00a0{unit}" if unit else text


def percent_text(share: float) -> str:
    """Write a share (0..1) as a percentage: `36 %`; never 0 % or 100 % for what is not."""
    percent = share * 100
    if 0 < percent < 0.5:
        return "moins de 1\u00a0%"
    if 99.5 <= percent < 100:
        return "plus de 99\u00a0%"
    return f"{percent:.0f}\u00a0%"
