"""What a question may ask: refused in words before anything is computed."""

from __future__ import annotations

from terrier.domain.kernel.errors import Invalid
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.question import Measure, Part, Per, Question, Shown

ADD_UP = frozenset({Measure.COUNT, Measure.SUM})
"""Measures whose groups add up to the whole."""
MOST_GROUPS = 2500
"""Groups of an answer: the map and the table of a page, which a browser still holds (three
départements have 1 580 communes). Each form of `domain.figures` says what it shows of them."""
MOST_PLACES = 50_000
"""Groups measured before they are brought to inhabitants or km² and gathered: every commune."""
TOO_LARGE = "Le calcul dépasse les nombres que la base sait tenir : filtrez, ou mesurez autrement."
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
    if question.per is Per.THOUSAND_INHABITANTS:
        # One population is known of each commune: it would be taken for that of every period.
        raise Invalid(
            "La population de chaque période n’est pas connue : montrez la variation sans la "
            "rapporter aux habitants."
        )


def check_number(question: Question, found: int, *, communes: bool) -> None:
    """Refuse an answer of too many groups: none is cut.

    Parameters
    ----------
    question, found
        What was asked, and how many groups it makes.
    communes
        Whether the first grouping is by commune.

    Raises
    ------
    Invalid
        The sentence says what to do.
    """
    if found <= MOST_GROUPS:
        return
    most = number_text(MOST_GROUPS)
    if communes and len(question.by) == 1:
        raise Invalid(
            f"Il y a plus de {most} communes : ni une carte ni un tableau ne se lisent plus. "
            "Filtrez un département (le code « commence par » 71), une intercommunalité, ou ne "
            "gardez que les premières."
        )
    raise Invalid(
        f"Il y a plus de {most} groupes : filtrez, regroupez plus largement, ou ne gardez que les "
        "premiers."
    )
