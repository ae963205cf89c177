"""A question as a French sentence, in pieces that each know what they change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from terrier.domain.questions.answer import Heading
from terrier.domain.questions.conditions import conditions
from terrier.domain.questions.french import (
    joined_of,
    joined_of_the,
    of_words,
    plain,
    to_words,
    within,
)
from terrier.domain.questions.per import COMMUNE_CODE
from terrier.domain.questions.places import Places
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question, Shown
from terrier.domain.questions.wording import PER_WORDS, counted, named_measure


@dataclass(frozen=True)
class Piece:
    """A part of the sentence."""

    text: str
    changes: str = ""
    """`shown`, `measure`, `of`, `by:0`, `by:1`, `against`, `per`, `filter:0` …, `order`; empty:
    words that only join."""


def pieces(
    question: Question, columns: Mapping[str, Heading], places: Places | None = None
) -> tuple[Piece, ...]:
    """Write a question as pieces; put end to end they are the sentence.

    Parameters
    ----------
    question
        What is asked.
    columns
        Headings of the columns, by their lake names.
    places
        Communes by code, named in the filters.
    """
    said = [Piece("Montre-moi "), *_measured(question, columns)]
    if question.against:
        said += [
            Piece(" face "),
            Piece(to_words(measure_words(*question.against, columns)), "against"),
        ]
    last = question.by[-1].column if question.by else ""
    for rank, grouping in enumerate(question.by):
        said_later = rank == 0 and len(question.by) == 2 and grouping.column == last
        said += [
            Piece(" et " if rank else " "),
            Piece(grouping_words(grouping, columns, named=not said_later), f"by:{rank}"),
        ]
    if question.per is not Per.NOTHING:
        said += [Piece(", "), Piece(PER_WORDS[question.per], "per")]
    for rank, text in enumerate(conditions(question.filters, columns, places or {})):
        said += [Piece(" et " if rank else ", où "), Piece(text, f"filter:{rank}")]
    order = _order(question)
    said += [Piece(", "), Piece(order, "order")] if order else []
    return tuple(said)


def sentence(
    question: Question, columns: Mapping[str, Heading], places: Places | None = None
) -> str:
    """Write the whole sentence.

    Examples
    --------
    >>> asked = Question(Measure.SUM, "tonnage", (Grouping("mois", Part.MONTH),),
    ...                  filters=(("f.flux", "eq:Verre"),), first=10)
    >>> sentence(asked, {n: Heading(n.capitalize()) for n in ("tonnage", "mois", "flux")})
    'Montre-moi le total du tonnage par mois, où flux est « Verre », les 10 premiers.'
    """
    return _text(pieces(question, columns, places)) + "."


def title(question: Question, columns: Mapping[str, Heading], places: Places | None = None) -> str:
    """Write the question as the title of its figure: « Total du tonnage par commune »."""
    if question.first is None:
        # The order of all the groups is seen, and needs no words.
        question = replace(question, order=Order.KEY)
    words = _text(pieces(question, columns, places)[1:])
    for article in ("le ", "la ", "les ", "l’"):
        words = words.removeprefix(article)
    return words[:1].upper() + words[1:]


def _text(said: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in said)


def _measured(question: Question, columns: Mapping[str, Heading]) -> list[Piece]:
    name, label = _named(question.measure, question.of, columns)
    said = []
    if question.shown is not Shown.VALUE:
        said.append(Piece("la part" if question.shown is Shown.SHARE else "la variation", "shown"))
        said.append(Piece(" "))
        name = of_words(name)
    said.append(Piece(name, "measure"))
    if label:
        joining, word = joined_of_the(label)
        said += [Piece(f" {joining}"), Piece(word, "of")]
    return said


def measure_words(measure: Measure, of: str, columns: Mapping[str, Heading]) -> str:
    """Say a measure: « le total du tonnage », « la température moyenne »."""
    name, label = _named(measure, of, columns)
    return f"{name} {''.join(joined_of_the(label))}" if label else name


def _named(measure: Measure, of: str, columns: Mapping[str, Heading]) -> tuple[str, str]:
    if measure is Measure.COUNT:
        return f"le {counted(columns)}", ""
    return named_measure(measure, columns[of].label)


_PARTS = {
    Part.YEAR: "année",
    Part.QUARTER: "trimestre",
    Part.MONTH: "mois",
    Part.DAY: "jour",
    Part.WEEKDAY: "jour de la semaine",
    Part.HOUR: "heure",
    Part.BANDS: "tranche",
}
_CODES = re.compile(r"\b(code|insee|cog)\b|_insee|insee_|code_", re.IGNORECASE)
"""Labels of codes of communes, which are shown by their names."""
_SAYS_WHEN = frozenset(
    {"date", "jour", "mois", "annee", "heure", "periode", "trimestre", "horaire"}
)


def grouping_words(
    grouping: Grouping, columns: Mapping[str, Heading], *, named: bool = True
) -> str:
    """Say a grouping: « par commune », « par mois (relevé le) », the latter also without name."""
    label = columns[grouping.column].label
    if grouping.part is Part.VALUE:
        named_by_code = columns[grouping.column].concept == COMMUNE_CODE and _CODES.search(label)
        return "par commune" if named_by_code else f"par {within(label)}"
    part = _PARTS[grouping.part]
    if grouping.part is Part.BANDS:
        return f"par tranche {''.join(joined_of(label))}"
    unnamed = not named or plain(label) in _SAYS_WHEN
    return f"par {part}" if unnamed else f"par {part} ({within(label)})"


def _order(question: Question) -> str:
    first = question.first
    match question.order:
        case Order.HIGHEST if first is None:
            return "du plus élevé au plus bas"
        case Order.LOWEST if first is None:
            return "du plus bas au plus élevé"
        case Order.KEY if first is None:
            return ""
    words = {Order.HIGHEST: "plus élevé", Order.LOWEST: "plus bas", Order.KEY: "premier"}
    word = words[question.order]
    if first == 1:
        return f"le {word}"
    return f"les {first} {word if word.endswith('s') else f'{word}s'}"
