"""The written form of a question: a query string, the same for the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import isfinite
from typing import TypeVar
from urllib.parse import parse_qsl
from urllib.parse import quote as percent

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question, Shown

MEASURE, BY, AGAINST, SHOWN, PER = "mesure", "par", "contre", "montre", "pour"
ORDER, FIRST = "ordre", "premiers"
WORDS = (MEASURE, BY, AGAINST, SHOWN, PER, ORDER, FIRST)
"""Names that say the question, in the order in which they are written."""
MAX_LENGTH = 4000
MAX_FIRST = 500
MAX_LIMITS = 50
MAX_FILTERS = 50

Pairs = Sequence[tuple[str, str]]
Word = TypeVar("Word", bound=StrEnum)


def write(question: Question) -> str:
    """Write a question as a query string: same question, same text.

    Examples
    --------
    >>> write(Question(Measure.SUM, "tonnage", (Grouping("mois", Part.MONTH),)))
    'mesure=sum:tonnage&par=mois:month'
    """
    return "&".join(
        f"{percent(name, safe='._-')}={percent(value, safe=':,._-/')}"
        for name, value in to_pairs(question)
    )


def to_pairs(question: Question) -> list[tuple[str, str]]:
    """Give the names and values of the address of a question."""
    pairs = [(MEASURE, measure_text(question.measure, question.of))]
    pairs += [(BY, grouping_text(asked)) for asked in question.by]
    if question.against:
        pairs.append((AGAINST, measure_text(*question.against)))
    if question.shown is not Shown.VALUE:
        pairs.append((SHOWN, question.shown.value))
    if question.per is not Per.NOTHING:
        pairs.append((PER, question.per.value))
    if question.order is not Order.KEY:
        pairs.append((ORDER, question.order.value))
    if question.first is not None:
        pairs.append((FIRST, str(question.first)))
    return pairs + sorted(question.filters)


def read(text: str) -> Question:
    """Read a question from a query string.

    Raises
    ------
    Invalid
        Something in it is no question; the sentence says what to write.
    """
    if len(text) > MAX_LENGTH:
        raise Invalid(f"La question est trop longue : au plus {MAX_LENGTH} caractères.")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise Invalid("La question demande trop de choses à la fois.") from None
    return from_pairs(pairs)


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Question:
    """Read a question from names and values; blank values and other names are left aside.

    Raises
    ------
    Invalid
        As `read`.
    """
    given = [(name, value.strip()) for name, value in pairs if value.strip()]
    said = {name: [v for n, v in given if n == name] for name in WORDS}
    for name, values in said.items():
        if len(values) > (2 if name == BY else 1):
            raise Invalid(f"« {name} » est écrit trop de fois : gardez-en un.")
    one = {name: values[0] for name, values in said.items() if values and name != BY}
    measure, of = _measure(one.get(MEASURE, Measure.COUNT.value))
    return Question(
        measure=measure,
        of=of,
        by=tuple(grouping(text) for text in said[BY]),
        against=_measure(one[AGAINST]) if AGAINST in one else None,
        shown=_word(Shown, one.get(SHOWN, Shown.VALUE.value), SHOWN),
        per=_word(Per, one.get(PER, ""), PER),
        order=_word(Order, one.get(ORDER, Order.KEY.value), ORDER),
        first=_first(one[FIRST]) if FIRST in one else None,
        filters=_filters(given),
    )


def measure_text(measure: Measure, of: str) -> str:
    """Write a measure: `sum:tonnage`."""
    return measure.value if measure is Measure.COUNT else f"{measure.value}:{of}"


def grouping_text(asked: Grouping) -> str:
    """Write a grouping: `mois:month`."""
    if asked.part is Part.VALUE:
        return asked.column
    text = f"{asked.column}:{asked.part.value}"
    if asked.limits:
        return f"{text}:{','.join(map(_number_text, asked.limits))}"
    return text if asked.width is None else f"{text}:/{_number_text(asked.width)}"


def _number_text(number: float) -> str:
    return repr(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def _measure(text: str) -> tuple[Measure, str]:
    word, _colon, column = text.partition(":")
    measure = _word(Measure, word, MEASURE)
    if measure is Measure.COUNT:
        return measure, ""
    if not column:
        raise Invalid(f"Dites quelle colonne mesurer : {word}:colonne.")
    return measure, column


def grouping(text: str) -> Grouping:
    """Read a grouping.

    Raises
    ------
    Invalid
        It is none; the sentence says what to write.
    """
    column, _colon, rest = text.partition(":")
    word, _colon, bounds = rest.partition(":")
    part = _word(Part, word or Part.VALUE.value, BY)
    if not column or (bounds and part is not Part.BANDS):
        raise Invalid(
            f"« {text[:60]} » ne dit pas comment regrouper : écrivez colonne, colonne:month "
            "ou colonne:bands:0,18,65."
        )
    if bounds.startswith("/"):
        return Grouping(column, part, width=_width(bounds[1:]))
    return Grouping(column, part, limits=_limits(bounds) if bounds else ())


def _width(text: str) -> float:
    width = _number(text)
    if width <= 0:
        raise Invalid(f"Une tranche de largeur « {text[:20]} » n’existe pas : écrivez plus de 0.")
    return width


def _limits(text: str) -> tuple[float, ...]:
    limits = tuple(_number(part) for part in text.split(",")[: MAX_LIMITS + 1])
    if len(limits) > MAX_LIMITS or list(limits) != sorted(set(limits)):
        raise Invalid(
            "Les limites des tranches s’écrivent du plus petit au plus grand, sans répétition, "
            f"au plus {MAX_LIMITS} : 0,18,65."
        )
    return limits


def _number(text: str) -> float:
    try:
        number = float(text) if len(text) <= 30 else float("nan")
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise Invalid(f"« {text[:30]} » n’est pas un nombre : écrivez par exemple 12.5.")
    return number + 0.0


def _first(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MAX_FIRST):
        raise Invalid(
            f"« {text[:20]} » ne dit pas combien garder : écrivez un nombre de 1 à {MAX_FIRST}."
        )
    return int(text)


def _word(words: type[Word], text: str, name: str) -> Word:
    try:
        return words(text)
    except ValueError:
        known = ", ".join(word.value for word in words if word.value)
        raise Invalid(f"« {text[:30]} » ne convient pas pour « {name} » : {known}.") from None


def _filters(given: Pairs) -> tuple[tuple[str, str], ...]:
    """Keep the filters, each with its operator, in one order."""
    default = {name[2:]: value for name, value in given if name.startswith("o.")}
    kept = {
        (name, f"{default[name[2:]]}:{value}" if name[2:] in default else value)
        for name, value in given
        if name.startswith("f.") or name in {"bbox", "near", "q"}
    }
    if len(kept) > MAX_FILTERS:
        raise Invalid(f"La question a trop de filtres : au plus {MAX_FILTERS}.")
    return tuple(sorted(kept))
