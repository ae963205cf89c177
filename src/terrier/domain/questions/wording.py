"""The words of measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from terrier.domain.questions.answer import Heading
from terrier.domain.questions.french import joined_of
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


def counted(columns: Mapping[str, Heading]) -> str:
    """Name the count of the rows: « nombre d’arrêts », « nombre de lignes »."""
    rows = columns.get(ROWS)
    return f"nombre {''.join(joined_of(rows.label))}" if rows else MEASURE_NAMES[Measure.COUNT]


def measure_name(measure: Measure, column: Heading | None, columns: Mapping[str, Heading]) -> str:
    """Name a measure: « Total de « Tonnage » »."""
    words = counted(columns) if measure is Measure.COUNT else MEASURE_NAMES[measure]
    words = words[0].upper() + words[1:]
    return words if column is None else f"{words} de « {column.label} »"


def measured_heading(question: Question, columns: Mapping[str, Heading]) -> Heading:
    """Head the column of the measure."""
    column = None if question.measure is Measure.COUNT else columns[question.of]
    worded = _worded(question, column, columns)
    return replace(worded, repeated=True) if column and column.repeated else worded


def _worded(question: Question, column: Heading | None, columns: Mapping[str, Heading]) -> Heading:
    name = measure_name(question.measure, column, columns)
    unit = column.unit if column else ""
    match question.shown:
        case Shown.SHARE:
            rows = columns[ROWS].label if ROWS in columns else "lignes"
            whole = f"des {rows}" if column is None else f"du total de « {column.label} »"
            return Heading(f"Part {whole}", "", "double")
        case Shown.CHANGE:
            of = "du " if question.measure is not Measure.MEAN else "de la "
            of = "de la " if question.measure is Measure.MEDIAN else of
            return Heading(f"Variation {of}{name[0].lower()}{name[1:]}", "", "double")
    if question.per is not Per.NOTHING:
        unit = f"{unit} {PER_UNITS[question.per]}".strip()
        return Heading(f"{name} {PER_WORDS[question.per]}", unit, "double")
    return Heading(name, unit, _family(question.measure, column))


def _family(measure: Measure, column: Heading | None) -> str:
    if column is None:
        return "integer"
    return "double" if measure is Measure.MEAN else column.family
