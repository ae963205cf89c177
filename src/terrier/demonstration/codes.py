"""Codes of the demonstration's own register: right in form, allocated to nobody.

Communes are 96001 to 96024 (96025 and 96026 before they merged), postal codes 960xx: no French
département is numbered 96, so a form or a validator accepts their shape while no register of real
communes holds them. Public bodies keep the construction of real SIREN (`21` communes, `24`
groupings, then the département): with 96 there, and a right Luhn key, they cannot be those of
anybody. Phones are in the blocks that ARCEP keeps for fiction; internet names end in `.example`
(RFC 2606).
"""

from __future__ import annotations

DEPARTMENT = "96"
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def commune_code(number: int) -> str:
    """Give the code of the n-th commune (from 1)."""
    return f"{DEPARTMENT}{number:03d}"


def postal_code(number: int) -> str:
    """Give a postal code of the invented register."""
    return f"{DEPARTMENT}{number:03d}"


def siren(kind: str, number: int) -> str:
    """Give a SIREN: kind `21` commune, `24` grouping, `29` anybody else of the territory.

    Kind `00` is for old foundations: their zeros are those that a spreadsheet drops.
    """
    body = f"{kind}{DEPARTMENT}{number:04d}"
    return body + _luhn_key(body)


def siret(siren_code: str, establishment: int = 1) -> str:
    """Give the SIRET of an establishment of a SIREN."""
    body = f"{siren_code}{establishment:04d}"
    return body + _luhn_key(body)


def rna(number: int) -> str:
    """Give an association number of the invented register."""
    return f"W{DEPARTMENT}1{number:06d}"


def uai(number: int) -> str:
    """Give a school number: seven digits and a letter, their remainder by 23."""
    body = f"0{DEPARTMENT}{number:04d}"
    return body + _UAI_LETTERS[int(body) % 23]


def phone(number: int, *, mobile: bool = False) -> str:
    """Give a number of the blocks kept for fiction (02 61 91, 06 39 98)."""
    start = "06 39 98" if mobile else "02 61 91"
    return f"{start} {number // 100 % 100:02d} {number % 100:02d}"


def _luhn_key(body: str) -> str:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)
