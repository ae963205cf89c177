"""Answers drawn: the form that suits, the drawing, its sentence, its words for the ear."""

from terrier.domain.figures.alternative import alternative
from terrier.domain.figures.choice import chosen, suitable
from terrier.domain.figures.classes import QUANTILES, Classing
from terrier.domain.figures.finding import finding
from terrier.domain.figures.form import DRAWN, FORM_NAMES, MAPS, Form, Suggestion
from terrier.domain.figures.frame import Caption
from terrier.domain.figures.key_figure import KeyFigure, Trend, number
from terrier.domain.figures.notes import notes
from terrier.domain.figures.palette import DARK, LIGHT, Palette
from terrier.domain.figures.shapes import Shapes
from terrier.domain.figures.specification import specification

__all__ = [
    "DARK",
    "DRAWN",
    "FORM_NAMES",
    "LIGHT",
    "MAPS",
    "QUANTILES",
    "Caption",
    "Classing",
    "Form",
    "KeyFigure",
    "Palette",
    "Shapes",
    "Suggestion",
    "Trend",
    "alternative",
    "chosen",
    "finding",
    "notes",
    "number",
    "specification",
    "suitable",
]
