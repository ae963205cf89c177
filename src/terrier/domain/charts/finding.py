"""What a chart shows, in one French sentence computed from the data."""

from __future__ import annotations

from collections.abc import Sequence

from terrier.domain.charts.question import MEASURE_WORDS, ChartQuestion, Kind, Measure, Measured
from terrier.domain.charts.wording import key_text, number_text, percent_text, with_unit

NOTHING = "Aucune valeur à montrer."
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
    'Tournus concentre 36\\xa0% du total de « Tonnage ».'
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
    best = max(named, key=_value)
    equal = [row for row in named if _value(row) == _value(best)]
    if len(equal) == len(named) > 1:
        of = "" if question.measure is Measure.COUNT else f" ({question.measure_title})"
        value = with_unit(best.value or 0, question.unit)
        return f"Les {len(named)} valeurs de « {question.x_label} » sont à égalité{of} : {value}."
    who = " et ".join(key_text(question, row) for row in equal[:2])
    if len(equal) > 2:
        who = f"{len(equal)} valeurs de « {question.x_label} »"
    several = len(equal) > 1
    total = sum(_value(row) for row in rows)
    parts = question.measure in {Measure.COUNT, Measure.SUM} and min(map(_value, rows)) >= 0
    if parts and total > 0:
        share = percent_text(_value(best) * len(equal) / total)
        whole = (
            "des lignes"
            if question.measure is Measure.COUNT
            else f"du total de « {question.y_label or question.y} »"
        )
        return f"{who} {'concentrent' if several else 'concentre'} {share} {whole}."
    value = with_unit(best.value or 0, question.unit)
    words = MEASURE_WORDS[question.measure].lower()
    verb = "ont" if several else "a"
    return (
        f"{who} {verb} la valeur la plus haute ({words} de "
        f"« {question.y_label or question.y} ») : {value}."
    )


def _evolution(question: ChartQuestion, rows: list[Measured]) -> str:
    dated = [row for row in rows if row.key is not None]
    if not dated:
        return NOTHING
    unit = None if question.measure is Measure.COUNT else question.unit
    first, last = dated[0], dated[-1]
    if len(dated) == 1:
        return f"{key_text(question, first).capitalize()} : {with_unit(first.value or 0, unit)}."
    change = ""
    if _value(first) > 0 and _value(last) >= 0:
        ratio = round((_value(last) / _value(first) - 1) * 100)
        sign = "+" if ratio > 0 else "−" if ratio < 0 else ""
        change = f" ({sign}{number_text(abs(ratio))}\u00a0%)"
    peak = max(dated, key=_value)
    high = f"le plus haut : {with_unit(peak.value or 0, unit)}, {key_text(question, peak)}"
    start, end = with_unit(first.value or 0, unit), with_unit(last.value or 0, unit)
    return (
        f"Entre {key_text(question, first)} et {key_text(question, last)}, on passe de "
        f"{start} à {end}{change} ; {high}."
    )


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
