"""French numbers and dates for d3, the library that writes those of axes."""

from __future__ import annotations

from terrier.domain.kernel.french import MONTHS, THIN_SPACE

FRENCH_NUMBERS = {
    "decimal": ",",
    "thousands": THIN_SPACE,
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u00a0%",
}
"""d3-format locale."""
FRENCH_TIMES = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": list(MONTHS),
    "shortMonths": [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
}  # fmt: skip
"""d3-time-format locale."""
