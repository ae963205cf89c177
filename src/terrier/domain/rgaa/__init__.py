"""The RGAA 4.1.2: its 106 criteria, what an audit found, and what the law lets a site say of it.

Source: https://accessibilite.numerique.gouv.fr (version 4.1.2); decree 2019-768.
"""

from terrier.domain.rgaa.automatic import Automatic, read_report
from terrier.domain.rgaa.conformity import (
    Assessed,
    State,
    Statement,
    Tally,
    audit_expires_on,
    effective,
    statement,
    tally,
)
from terrier.domain.rgaa.criteria import Criterion, Theme, criteria, themes

__all__ = [
    "Assessed",
    "Automatic",
    "Criterion",
    "State",
    "Statement",
    "Tally",
    "Theme",
    "audit_expires_on",
    "criteria",
    "effective",
    "read_report",
    "statement",
    "tally",
    "themes",
]
