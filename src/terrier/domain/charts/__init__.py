"""Charts: a question put to the data, its drawing, its sentence and its words for the ear."""

from terrier.domain.charts.finding import alternative_text, finding, telling
from terrier.domain.charts.proposal import ColumnFacts, proposals, propose
from terrier.domain.charts.question import ChartQuestion, Kind, Measure, Measured, Part
from terrier.domain.charts.specification import DARK, LIGHT, Palette, specification

__all__ = [
    "DARK",
    "LIGHT",
    "ChartQuestion",
    "ColumnFacts",
    "Kind",
    "Measure",
    "Measured",
    "Palette",
    "Part",
    "alternative_text",
    "finding",
    "proposals",
    "propose",
    "specification",
    "telling",
]
