"""The register of repairs as the RAEPA geostandard writes it.

Source: CNIG/COVADIS, géostandard RAEPA 1.2, layers RAEPA_REPARAEP_P and RAEPA_REPARASS_P, lists
`defreparee` and `supprepare`.
"""

from __future__ import annotations

import re
from datetime import date, datetime

FIELDS = (
    "IDREPAR",
    "X",
    "Y",
    "SUPPREPARE",
    "DEFREPAREE",
    "IDSUPREPAR",
    "DATEREPAR",
    "MOUVRAGE",
)
FAILURES = {
    "00": "Indéterminé",
    "01": "Casse longitudinale",
    "02": "Casse nette",
    "03": "Déboîtement",
    "04": "Fissure",
    "05": "Joint",
    "06": "Percement",
    "99": "Autre",
}
"""List `defreparee`: type of failure."""
UNKNOWN_FAILURE = "00"
SUPPORT_PIPE = "01"
"""Code « canalisation » of the list `supprepare`."""
LAMBERT_93 = "EPSG:2154"
MAINLAND = frozenset({LAMBERT_93, *(f"EPSG:{code}" for code in range(3942, 3951))})
"""Legal projections of mainland France (Lambert 93 and its nine conic zones), where RAEPA wants
coordinates in Lambert 93. Source: décret n° 2006-272 du 3 mars 2006."""
ALIASES = {
    "id": ("idrepar", "idreparation", "id_repar", "identifiant", "id"),
    "pipe": ("idsuprepar", "idsupportrepar", "idcana", "idcanalisation", "id_canalisation"),
    "date": ("daterepar", "dateintervention", "date_repar", "date_reparation", "date"),
    "failure": ("defreparee", "typedefaillance", "defrepare", "type_defaillance", "type"),
}
"""What columns are called in files that are met, the names of the standard first.

Names of the model differ from those of the files, which are cut at ten characters.
"""


def failure_of(written: str) -> str:
    """Read a type of failure: a code of the list, or its label; what is unknown is « 00 ».

    Extended codes (`01-02`) keep their first level, as local templates write them.

    Examples
    --------
    >>> failure_of("4"), failure_of("Fissure"), failure_of("05-01"), failure_of("rupture")
    ('04', '04', '05', '00')
    """
    text = written.strip()
    code = text.split("-")[0].strip().zfill(2)
    if code in FAILURES:
        return code
    labels = {label.casefold(): code for code, label in FAILURES.items()}
    return labels.get(text.casefold(), UNKNOWN_FAILURE)


def guess(names: list[str]) -> dict[str, str]:
    """Propose which column is what, by the names that the standard and its files use.

    Parameters
    ----------
    names
        Names of the columns of a table.

    Returns
    -------
    dict
        `id`, `pipe`, `date`, `failure` to a name of a column, for those that are found.
    """
    known = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    for role, aliases in ALIASES.items():
        match = next((known[a] for a in aliases if a in known), None)
        if match is not None and match not in found.values():
            found[role] = match
    return found


def projection_of_register(legal: str) -> str:
    """Give the projection of X and Y: Lambert 93 in mainland France, else the legal one.

    Parameters
    ----------
    legal
        Legal projection of the territory, as `EPSG:2154`.
    """
    return LAMBERT_93 if legal in MAINLAND else legal


def day_of(written: str) -> date | None:
    """Read a day as files write it; None where it is none.

    Examples
    --------
    >>> day_of("2019-03-12 08:00:00"), day_of("12/03/2019"), day_of("20190312"), day_of("2019")
    (datetime.date(2019, 3, 12), datetime.date(2019, 3, 12), datetime.date(2019, 3, 12), None)
    """
    text = written.strip()
    for pattern, picture in _DAYS:
        found = re.match(pattern, text)
        if found:
            try:
                return datetime.strptime(found.group(1), picture).date()  # noqa: DTZ007 - a day
            except ValueError:
                return None
    return None


_DAYS = (
    (r"(\d{4}-\d{2}-\d{2})(?:[ T].*)?$", "%Y-%m-%d"),
    (r"(\d{1,2}/\d{1,2}/\d{4})(?: .*)?$", "%d/%m/%Y"),
    (r"(\d{8})$", "%Y%m%d"),
)
