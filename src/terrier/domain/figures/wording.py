"""Values and groups of an answer in French."""

from __future__ import annotations

import re
from decimal import Decimal

from terrier.domain.kernel.french import MONEY, amount_text, exact_number, number_text, number_texts
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.french import joined_of, of_words
from terrier.domain.questions.question import Measure, Per, Shown
from terrier.domain.questions.wording import PER_UNITS, with_article

SUPPRESSED = "non communiqué"
MISSING = "pas de donnée"
MINUS = "\u2212"
Number = float | int | Decimal
LONG = 10_000_000
"""From here on the last digits of a number hide the first."""
_POWERS: tuple[tuple[str, str, int, int], ...] = (
    ("Md", "milliards", 3, 1000),
    ("M", "millions", 2, 1),
)
"""Letter, word, thousands that it is made of, times `LONG` from which it serves."""
_PLURAL = re.compile(r"[a-zà-ÿ]{2,}s")
TWO = 2
"""From here on French says the plural."""
_ALWAYS_SO = frozenset({"bus", "cas", "colis", "fois", "mois", "pas", "repas"})
"""Words of units whose singular ends with an s."""
_COUNT = re.compile(r"^Nombre (de |d’)")


def additive(answer: Answer) -> bool:
    """Say whether the values of groups add up to that of the whole."""
    question = answer.question
    counted = question.measure in {Measure.COUNT, Measure.SUM}
    return counted and question.per is Per.NOTHING and question.shown is not Shown.CHANGE


def measure_title(answer: Answer) -> str:
    """Name what is measured, with its unit: « Total de « Tonnage » (t) »."""
    unit = answer.measured.unit
    # The label says already what it is brought to.
    unit = unit.removesuffix(PER_UNITS.get(answer.question.per, "")).strip()
    return f"{answer.measured.label} ({unit})" if unit else answer.measured.label


def against_title(answer: Answer) -> str:
    """Name the second measure, with its unit."""
    heading = answer.against
    if heading is None:
        return ""
    return f"{heading.label} ({heading.unit})" if heading.unit else heading.label


def whole(answer: Answer) -> str:
    """Name the whole whose parts are compared: « des lignes », « du total de « Tonnage » »."""
    if answer.question.measure is Measure.COUNT:
        return f"des {_COUNT.sub('', answer.measured.label)}"
    label = answer.measured.label
    if answer.question.shown is Shown.SHARE:
        return label.removeprefix("Part ")
    return of_words(with_article(answer.question.measure, label))


def value_text(answer: Answer, value: Number) -> str:
    """Write a value of the measure with its unit: « 1 234,5 t », « +4,2 % »."""
    match answer.question.shown:
        case Shown.SHARE:
            return f"{number_text(_hundredfold(value))}\u00a0%"
        case Shown.CHANGE if answer.relative:
            return signed_percent(value)
        case Shown.CHANGE:
            return signed(value, answer.measured.unit)
    return with_unit(value, answer.measured.unit)


def against_text(answer: Answer, value: Number) -> str:
    """Write a value of the second measure with its unit."""
    return with_unit(value, answer.against.unit if answer.against else "")


def with_unit(value: Number, unit: str) -> str:
    """Write a number with its unit, in millions where it is long.

    Examples
    --------
    >>> [with_unit(*one).replace("\\xa0", " ") for one in ((12.5, "t"), (61748588, "€"))]
    ['12,5 t', '61,7 M€']
    >>> with_unit(1, "habitants").replace("\\xa0", " "), with_unit(14e6, "€ pour 1 000 hab.")
    ('1 habitant', '14\\xa0M€ pour 1 000 hab.')
    >>> with_unit(23_400_000, "habitants").replace("\\xa0", " ")
    '23,4 millions d’habitants'
    """
    exact = exact_number(value)
    if abs(exact) < LONG:
        return "\u00a0".join(filter(None, parted(exact, unit)))
    letter, word, thousands, _least = next(p for p in _POWERS if abs(exact) >= LONG * p[3])
    text = number_text(exact / 1000**thousands).replace("-", MINUS)
    if unit.startswith(MONEY):
        return f"{text}\u00a0{letter}{unit}"
    return f"{text}\u00a0{word}" + (f" {''.join(joined_of(unit))}" if unit else "")


def parted(value: Number, unit: str) -> tuple[str, str]:
    """Write a number with all its digits, and its unit as it stands after it."""
    text = amount_text(value, unit).replace("-", MINUS)
    return text, _singular(unit) if abs(exact_number(value)) < TWO else unit


def _singular(unit: str) -> str:
    """Write a unit that is a word as it stands after 0 and 1: « 1 habitant »."""
    return unit[:-1] if _PLURAL.fullmatch(unit) and unit not in _ALWAYS_SO else unit


def signed(difference: Number, unit: str) -> str:
    """Write a difference: « +1,3 °C », « −2 points »."""
    sign = "+" if difference > 0 else MINUS if difference < 0 else ""
    return f"{sign}{with_unit(abs(exact_number(difference)), unit)}"


def signed_percent(change: Number) -> str:
    """Write a relative change: « +4,2 % », « −12 % »; « stable » is for who reads it."""
    percent = _hundredfold(change)
    near = round(percent, 1)
    written = number_text(abs(near or percent), digits=2 if abs(percent) < 10 else 1)
    if written == "0" or percent == 0:
        return "0\u00a0%"
    return f"{'+' if percent > 0 else MINUS}{written}\u00a0%"


def group_text(answer: Answer, group: Group) -> str:
    """Write the value of a group, or why there is none."""
    if group.suppressed:
        return SUPPRESSED
    return MISSING if group.value is None else value_text(answer, group.value)


def columns_of(answer: Answer) -> list[list[str | None]]:
    """Write the measures of an answer as the columns of a table, one after the other."""
    groups, unit = answer.groups, answer.measured.unit
    if answer.question.shown is Shown.VALUE:
        columns = [number_texts([g.value for g in groups], unit)]
    else:
        columns = [[None if g.value is None else value_text(answer, g.value) for g in groups]]
    if answer.against:
        columns.append(number_texts([g.against for g in groups], answer.against.unit))
    return [
        [SUPPRESSED if g.suppressed else text for g, text in zip(groups, column, strict=True)]
        for column in columns
    ]


def _hundredfold(value: Number) -> Decimal:
    return exact_number(value) * 100


def unbroken(sentence: str) -> str:
    """Keep guillemets with what they hold at the end of a line."""
    return sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
