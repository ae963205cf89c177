"""What a chart shows, in one French sentence computed from the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from terrier.domain.charts.question import (
    MEASURE_WORDS,
    ChartQuestion,
    Kind,
    Measure,
    Measured,
    Part,
)
from terrier.domain.charts.wording import key_text, number_text, percent_text, with_unit

NOTHING = "Aucune valeur à montrer."
CLEARLY = 1.1
"""The highest group stands out from this many times the average on."""
_DRAWINGS = {
    Kind.BAR: ("Diagramme en barres", "barre"),
    Kind.LINE: ("Courbe", "point"),
    Kind.HISTOGRAM: ("Histogramme", "barre"),
}


def finding(question: ChartQuestion, rows: Sequence[Measured]) -> str:
    """Say in one sentence what the data show.

    Parameters
    ----------
    question
        What was asked.
    rows
        Every group, « autres » and rows without a value included.

    Examples
    --------
    >>> asked = ChartQuestion(Kind.BAR, "commune", "Commune", measure=Measure.SUM,
    ...                       y="tonnage", y_label="Tonnage")
    >>> finding(asked, [Measured("Tournus", 36), Measured("Lugny", 34), Measured("Viré", 30)])
    '« Tournus » représente 36\\xa0% du total de « Tonnage ».'
    """
    measured = [row for row in rows if row.value is not None]
    if not measured:
        return NOTHING
    match question.kind:
        case Kind.LINE:
            return _evolution(question, measured)
        case Kind.HISTOGRAM:
            return _spread(question, measured)
        case Kind.BAR:
            return _ranking(question, measured)


def telling(question: ChartQuestion, rows: Sequence[Measured]) -> bool:
    """Say whether the groups differ enough for their chart to be worth a look."""
    named = [_value(row) for row in rows if row.value is not None and row.key is not None]
    if question.kind is Kind.BAR and named:
        return max(named) > CLEARLY * sum(named) / len(named)
    return len(set(named)) > 1


def alternative_text(question: ChartQuestion, rows: Sequence[Measured]) -> str:
    """Describe the chart for who does not see it: form, subject, size, finding."""
    drawing, mark = _DRAWINGS[question.kind]
    count = sum(row.value is not None for row in rows)
    marks = f"{count} {mark}{'s' if count > 1 else ''}"
    return f"{drawing} : {question.title}, {marks}. {finding(question, rows)}"


def _ranking(question: ChartQuestion, rows: list[Measured]) -> str:
    named = [row for row in rows if row.key is not None and not row.others]
    if not named:
        return NOTHING
    unit = _unit(question)
    best = max(named, key=_value)
    equal = [row for row in named if _value(row) == _value(best)]
    if len(equal) == len(named) > 1:
        of = "" if question.measure is Measure.COUNT else f" ({question.measure_title})"
        value = with_unit(best.value or 0, unit)
        return f"Les {len(named)} valeurs de « {question.x_label} » sont à égalité{of} : {value}."
    who = " et ".join(f"« {key_text(question, row)} »" for row in equal[:2])
    if len(equal) > 2:
        who = f"{len(equal)} valeurs de « {question.x_label} »"
    several = len(equal) > 1
    total = sum(_value(row) for row in rows)
    parts = question.measure in {Measure.COUNT, Measure.SUM} and min(map(_value, rows)) >= 0
    if parts and total > 0:
        share = percent_text(_value(best) * len(equal) / total)
        return f"{who} {'représentent' if several else 'représente'} {share} {_whole(question)}."
    words = MEASURE_WORDS[question.measure].lower()
    return (
        f"{who} {'ont' if several else 'a'} la valeur la plus haute ({words} de "
        f"« {question.y_label or question.y} ») : {with_unit(best.value or 0, unit)}."
    )


def _whole(question: ChartQuestion) -> str:
    if question.measure is Measure.COUNT:
        return "des lignes"
    return f"du total de « {question.y_label or question.y} »"


def _evolution(question: ChartQuestion, rows: list[Measured]) -> str:
    dated = [row for row in rows if row.key is not None]
    if not dated:
        return NOTHING
    unit = _unit(question)
    first, last = dated[0], dated[-1]
    if len(dated) == 1:
        return f"{key_text(question, first).capitalize()} : {with_unit(first.value or 0, unit)}."
    if question.part is Part.MONTH and (years := _two_years(question, dated)):
        return years
    low, high = min(dated, key=_value), max(dated, key=_value)
    if _value(low) == _value(high):
        value = with_unit(high.value or 0, unit)
        return f"La même valeur du début à la fin : {value}."
    if question.part in {Part.MONTH, Part.DAY}:
        return _between(question, low, high)
    start, end = with_unit(first.value or 0, unit), with_unit(last.value or 0, unit)
    return (
        f"Entre {key_text(question, first)} et {key_text(question, last)}, on passe de "
        f"{start} à {end}{_change(first, last)} ; le plus haut : "
        f"{with_unit(high.value or 0, unit)}, {key_text(question, high)}."
    )


def _two_years(question: ChartQuestion, dated: list[Measured]) -> str:
    """Compare the last twelve months with the twelve before: one season with the same."""
    last = dated[-24:]
    if question.measure not in {Measure.COUNT, Measure.SUM} or len(last) < 24:
        return ""
    if _month_number(last[-1]) - _month_number(last[0]) != 23:
        return ""
    before, after = sum(map(_value, last[:12])), sum(map(_value, last[12:]))
    compared = _change(
        Measured(None, before), Measured(None, after), "par rapport aux 12 précédents"
    )
    high = max(dated, key=_value)
    unit = _unit(question)
    lines = " lignes" if question.measure is Measure.COUNT else ""
    return (
        f"{with_unit(after, unit)}{lines} sur les 12 derniers mois{compared} ; le plus haut : "
        f"{with_unit(high.value or 0, unit)}, {key_text(question, high)}."
    )


def _month_number(row: Measured) -> int:
    return row.key.year * 12 + row.key.month if isinstance(row.key, date) else 0


def _between(question: ChartQuestion, low: Measured, high: Measured) -> str:
    unit = _unit(question)
    most, least = with_unit(high.value or 0, unit), with_unit(low.value or 0, unit)
    if question.measure is Measure.MEAN:
        words = ("La plus haute moyenne", "la plus basse")
    else:
        words = ("Le plus haut", "le plus bas")
    return (
        f"{words[0]} : {most}, {key_text(question, high)} ; "
        f"{words[1]} : {least}, {key_text(question, low)}."
    )


def _change(first: Measured, last: Measured, to_what: str = "") -> str:
    if not (_value(first) > 0 and _value(last) >= 0):
        return ""
    ratio = round((_value(last) / _value(first) - 1) * 100)
    sign = "+" if ratio > 0 else "−" if ratio < 0 else ""
    said = f"{sign}{number_text(abs(ratio))}\u00a0%"
    return f" ({said} {to_what})" if to_what else f" ({said})"


def _unit(question: ChartQuestion) -> str | None:
    return None if question.measure is Measure.COUNT else question.unit


def _spread(question: ChartQuestion, rows: list[Measured]) -> str:
    bins = [row for row in rows if row.key is not None]
    total = sum(_value(row) for row in bins)
    if not total:
        return NOTHING
    best = max(bins, key=_value)
    unit = f" {question.unit}" if question.unit else ""
    return (
        f"{percent_text(_value(best) / total).capitalize()} des valeurs de « {question.x_label} » "
        f"vont {key_text(question, best)}{unit} : c’est la tranche la plus fréquente."
    )


def _value(row: Measured) -> float:
    return float(row.value or 0)
