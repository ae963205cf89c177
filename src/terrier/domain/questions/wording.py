"""The words of measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from terrier.domain.questions.answer import Heading
from terrier.domain.questions.french import joined_of, of_words, plain, within
from terrier.domain.questions.nouns import ROWS
from terrier.domain.questions.question import Measure, Per, Question, Shown

MEASURE_NAMES = {
    Measure.COUNT: "nombre de lignes",
    Measure.SUM: "total",
    Measure.MEAN: "moyenne",
    Measure.MIN: "minimum",
    Measure.MAX: "maximum",
    Measure.MEDIAN: "médiane",
}
PER_WORDS = {Per.THOUSAND_INHABITANTS: "pour 1 000 habitants", Per.SQUARE_KM: "par km²"}
PER_UNITS = {
    Per.THOUSAND_INHABITANTS: "pour 1\u202f000\u00a0hab.",
    Per.SQUARE_KM: "par\u00a0km²",
}


_SAID = {
    measure: re.compile(
        rf"(?<!\bdu )(?<!\bau )(?<!\ble )\b{stem}(?:(?P<one>n?e)?(?P<many>s)?|ux)\b"
    )
    for measure, stem in (
        (Measure.SUM, "tota(?:l|(?=ux))"),
        (Measure.MEAN, "moyen"),
        (Measure.MEDIAN, "median"),
        (Measure.MAX, "maxima(?:l|(?=ux))"),
        (Measure.MIN, "minima(?:l|(?=ux))"),
    )
}
"""Adjectives by which a label says its measure by itself."""


def article_of(measure: Measure, label: str) -> str:
    """Give the article of a label that says its measure by itself; empty where it does not.

    Examples
    --------
    >>> [article_of(Measure.MEAN, label) for label in ("Température moyenne", "Âge moyen", "Âge")]
    ['la ', 'l’', '']
    >>> article_of(Measure.SUM, "Effectifs totaux"), article_of(Measure.SUM, "Part du total")
    ('les ', '')
    """
    found = _SAID[measure].search(plain(label)) if measure in _SAID else None
    if found is None:
        return ""
    if found["many"] or found[0].endswith("ux"):
        return "les "
    if joined_of(label)[0] == "d’":
        return "l’"
    return "la " if found["one"] else "le "


def named_measure(measure: Measure, label: str) -> tuple[str, str]:
    """Give the name of a measure with its article, and the label that follows, if any does.

    Examples
    --------
    >>> named_measure(Measure.MEAN, "Débit"), named_measure(Measure.MEAN, "Débit moyen")
    (('la moyenne', 'Débit'), ('le débit moyen', ''))
    """
    own = article_of(measure, label)
    if own:
        return f"{own}{within(label)}", ""
    feminine = measure in {Measure.MEAN, Measure.MEDIAN}
    return f"{'la' if feminine else 'le'} {MEASURE_NAMES[measure]}", label


def counted(columns: Mapping[str, Heading]) -> str:
    """Name the count of the rows: « nombre d’arrêts », « nombre de lignes »."""
    rows = columns.get(ROWS)
    return f"nombre {''.join(joined_of(rows.label))}" if rows else MEASURE_NAMES[Measure.COUNT]


def measure_name(measure: Measure, column: Heading | None, columns: Mapping[str, Heading]) -> str:
    """Name a measure: « Total de « Tonnage » », « Température moyenne »."""
    if column is None or measure is Measure.COUNT:
        words = counted(columns)
    elif article_of(measure, column.label):
        words = column.label
    else:
        words = f"{MEASURE_NAMES[measure]} de « {column.label} »"
    return words[:1].upper() + words[1:]


def with_article(measure: Measure, name: str) -> str:
    """Put its article before the name of a measure: « le total de « Tonnage » »."""
    one = "la " if name.startswith(("Part ", "Variation ")) else article_of(measure, name)
    return f"{one or 'le '}{within(name)}"


def measured_heading(question: Question, columns: Mapping[str, Heading]) -> Heading:
    """Head the column of the measure."""
    column = None if question.measure is Measure.COUNT else columns[question.of]
    worded = _worded(question, column, columns)
    return replace(worded, repeated=True) if column and column.repeated else worded


def _worded(question: Question, column: Heading | None, columns: Mapping[str, Heading]) -> Heading:
    name = measure_name(question.measure, column, columns)
    whole = of_words(with_article(question.measure, name))
    unit = column.unit if column else ""
    match question.shown:
        case Shown.SHARE:
            if column is None:
                whole = f"des {columns[ROWS].label if ROWS in columns else 'lignes'}"
            return Heading(f"Part {whole}", "", "double")
        case Shown.CHANGE:
            return Heading(f"Variation {whole}", unit, "double")
    if question.per is not Per.NOTHING:
        unit = f"{unit} {PER_UNITS[question.per]}".strip()
        return Heading(f"{name} {PER_WORDS[question.per]}", unit, "double")
    return Heading(name, unit, _family(question.measure, column))


def _family(measure: Measure, column: Heading | None) -> str:
    if column is None:
        return "integer"
    return "double" if measure is Measure.MEAN else column.family
