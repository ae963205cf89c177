"""What a question may ask: refused in words before anything is computed."""

from __future__ import annotations

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.question import Measure, Part, Per, Question, Shown

ADD_UP = frozenset({Measure.COUNT, Measure.SUM})
"""Measures whose groups add up to the whole."""
PERIODS = frozenset({Part.YEAR, Part.QUARTER, Part.MONTH, Part.DAY})


def check(question: Question) -> None:
    """Refuse a question that has no meaning.

    Raises
    ------
    Invalid
        The sentence says what to change.
    """
    if len(question.by) > 2:
        raise Invalid("Regroupez par deux colonnes au plus.")
    if len({(g.column, g.part) for g in question.by}) < len(question.by):
        raise Invalid("Les deux regroupements sont les mêmes : gardez-en un.")
    if question.first is not None and not question.by:
        raise Invalid("Garder les premiers demande un regroupement : dites par quoi regrouper.")
    if question.shown is Shown.SHARE:
        _check_share(question)
    if question.shown is Shown.CHANGE:
        _check_change(question)
    if question.per is not Per.NOTHING and question.measure not in ADD_UP:
        raise Invalid(
            "Rapporter aux habitants ou aux km² demande un nombre de lignes ou un total : "
            "une moyenne ne se divise pas ainsi."
        )


def _check_share(question: Question) -> None:
    if question.measure not in ADD_UP:
        raise Invalid("Une part se calcule d’un nombre de lignes ou d’un total.")
    if question.per is not Per.NOTHING:
        raise Invalid("Une part ne se rapporte pas aux habitants ou aux km² : choisissez l’un.")


def _check_change(question: Question) -> None:
    if not question.by or question.by[-1].part not in PERIODS:
        raise Invalid(
            "La variation se lit d’une période à la suivante : regroupez, en dernier, une date par "
            "jour, mois, trimestre ou année."
        )
    if len(question.by) == 1 and question.first is not None:
        raise Invalid("La variation se lit sur toutes les périodes : ne gardez pas les premières.")
