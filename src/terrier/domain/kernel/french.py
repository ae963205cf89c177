"""Numbers, shares and months as they are written in French."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext

Number = float | int | Decimal
THIN_SPACE = "\u202f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
MONEY = "€"
THOUSAND = 1000
"""From here on cents hide what matters in a sentence."""
LONGEST = 700
"""Digits of the longest number that a computer measures, with its decimals."""
EMPTY = "Sans valeur"
OTHERS = "Autres"


def exact_number(value: Number) -> Decimal:
    """Read a number as it is written: 0.1 is a tenth."""
    return Decimal(repr(value) if isinstance(value, float) else value)


def number_text(value: Number, digits: int = 3) -> str:
    """Write a number in French with at least `digits` significant ones: `1 234,5`.

    Examples
    --------
    >>> number_text(1234567).replace(THIN_SPACE, " ")
    '1 234 567'
    >>> number_text(0.12345)
    '0,123'
    """
    exact = exact_number(value)
    decimals = max(0, digits - 1 - exact.adjusted()) if exact else 0
    with localcontext(prec=LONGEST):
        rounded = f"{exact:,.{decimals}f}"
    if "." in rounded:
        rounded = rounded.rstrip("0").rstrip(".")
    return rounded.replace(",", THIN_SPACE).replace(".", ",")


def amount_text(value: Number, unit: str = "") -> str:
    """Write a number of a sentence: of a small sum of money, its cents.

    Examples
    --------
    >>> amount_text(12.5, "€"), amount_text(Decimal("380.00"), "€"), amount_text(12.5, "t")
    ('12,50', '380', '12,5')
    """
    small = unit.startswith(MONEY) and abs(exact_number(value)) < THOUSAND
    return _with_cents(value) if small and _in_cents([value]) else number_text(value)


def number_texts(values: Sequence[Number | None], unit: str = "") -> list[str | None]:
    """Write the numbers of one column: no decimal that is not there, cents where one has some.

    Examples
    --------
    >>> number_texts([Decimal("380.00"), Decimal("1.500"), 3.14159, 0.00123456])
    ['380', '1,5', '3,14', '0,00123']
    >>> number_texts([380.0, 1.5, None], "€"), number_texts([380.0, 12.0], "€")
    (['380,00', '1,50', None], ['380', '12'])
    """
    cents = unit.startswith(MONEY) and _in_cents([v for v in values if v is not None])
    return [
        None if v is None else _with_cents(v) if cents else number_text(v, _digits(v))
        for v in values
    ]


def _digits(value: Number) -> int:
    """Count the digits worth telling: all that are stored, two decimals of what is computed."""
    exact = exact_number(value)
    told = exact.adjusted() + 3 if isinstance(value, float) else len(exact.as_tuple().digits)
    return max(3, told)


def _in_cents(values: Sequence[Number]) -> bool:
    """Say whether sums of money have cents, and lose nothing that matters by two decimals."""
    exact = [exact_number(value) for value in values]
    fine = all(abs(value) >= 1 or round(value, 2) == value for value in exact)
    return fine and not all(f"{value:.2f}".endswith(".00") for value in exact)


def _with_cents(value: Number) -> str:
    return f"{value:,.2f}".replace(",", THIN_SPACE).replace(".", ",")


def with_unit(value: Number, unit: str | None) -> str:
    """Write a number with its unit: `12,5 %`."""
    text = number_text(value)
    return f"{text}\u00a0{unit}" if unit else text


def day_text(day: date) -> str:
    """Write a day: `1er mars 2026`."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def percent_text(share: float) -> str:
    """Write a share (0..1) as a percentage: `36 %`; never 0 % or 100 % for what is not."""
    percent = share * 100
    if 0 < percent < 0.5:
        return "moins de 1\u00a0%"
    if 99.5 <= percent < 100:
        return "plus de 99\u00a0%"
    return f"{percent:.0f}\u00a0%"
