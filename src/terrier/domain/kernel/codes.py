"""French identifiers with an arithmetic rule: SIREN, SIRET, UAI.

Sources: Insee, « Le système d'identification SIRENE » (ISO/IEC 7812-1, Luhn); La Poste's SIRET
exception (SIREN 356000000: the digits add up to a multiple of 5); Éducation nationale, Répertoire
académique et ministériel sur les établissements (RAMSESE) for the UAI check letter.
"""

from __future__ import annotations

import re

LA_POSTE_SIREN = "356000000"
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The 23 letters of the UAI key: the rank is the number modulo 23 (I, O and Q are not used)."""


def luhn(digits: str) -> bool:
    """Say whether a string of digits obeys the Luhn rule.

    Examples
    --------
    >>> luhn("200069698")
    True
    """
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(code: str) -> bool:
    """Say whether a code is nine digits that obey the Luhn rule."""
    return bool(re.fullmatch(r"[0-9]{9}", code)) and luhn(code)
