"""Luhn's rule as SQL: the last digit of a SIREN or a SIRET is the key of the others."""

from __future__ import annotations

PAIR_WEIGHTS = [(pair + 2 * (pair // 10) + pair // 50) % 10 for pair in range(100)]
"""What two digits weigh in Luhn's sum, modulo 10, when the first of them is doubled."""


def luhn(number: str, length: int) -> str:
    """Render the Luhn rule on a whole number of at most `length` digits.

    Digits go by pairs looked up in a table: cutting a text in digits is thirty times slower.
    """
    terms = [f"{PAIR_WEIGHTS}[1 + {pair}]" for pair in pairs(number, length)]
    return f"(({' + '.join(terms)}) % 10 = 0)"


def pairs(number: str, length: int) -> list[str]:
    """Render the digits of a whole number by pairs, the last ones first."""
    return [f"({number} // {10**rank} % 100)" for rank in range(0, length, 2)]
