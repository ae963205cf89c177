"""What a sheet of the register of processing must say.

Source: GDPR article 30(1) (content of the register), 6(1) and 9(2) (legal bases), 35 (impact
assessment).
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED = {
    "purpose": "la finalité",
    "legal_basis": "la base légale",
    "data_categories": "les catégories de données",
    "person_categories": "les catégories de personnes",
    "recipients": "les destinataires",
    "transfers": "les transferts hors de l’Union européenne (« aucun » s’il n’y en a pas)",
    "retention_length": "la durée de conservation",
    "security": "les mesures de sécurité",
    "controller": "le responsable du traitement",
    "officer": "le délégué à la protection des données",
    "assessment": "l’analyse d’impact",
    "assessment_why": "pourquoi une analyse d’impact est faite ou non",
}
"""What every sheet says, with its French words; a processor need not exist."""


def missing(sheet: Mapping[str, object]) -> tuple[str, ...]:
    """Give the French words of what a sheet lacks, in the order of the form.

    Parameters
    ----------
    sheet
        Values by the names of `REQUIRED`, with `sensitive`, `sensitive_basis`, `retention_start`
        and `retention_column`.
    """
    lacking = [words for name, words in REQUIRED.items() if not sheet.get(name)]
    if sheet.get("sensitive") and not sheet.get("sensitive_basis"):
        lacking.append("l’exception de l’article 9 qui permet des données sensibles")
    if sheet.get("retention_start") == "column" and not sheet.get("retention_column"):
        lacking.append("la colonne de date d’où court la durée de conservation")
    return tuple(lacking)
