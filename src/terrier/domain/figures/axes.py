"""What the groupings of an answer are: moments, places, bands or names."""

from __future__ import annotations

from datetime import date

from terrier.domain.questions.answer import Answer, Group, Value
from terrier.domain.questions.naming import A_YEAR, is_year
from terrier.domain.questions.per import COMMUNE_CODE
from terrier.domain.questions.question import Part

PERIODS = frozenset({Part.YEAR, Part.QUARTER, Part.MONTH, Part.DAY})


def named(answer: Answer) -> list[Group]:
    """List the groups that have a key on every axis: neither « Autres » nor « Sans valeur »."""
    return [g for g in answer.groups if not g.others and None not in g.keys]


def measured(answer: Answer) -> list[Group]:
    """List the named groups that have a value."""
    return [g for g in named(answer) if g.value is not None]


def keys(answer: Answer, axis: int) -> list[Value]:
    """List the keys of an axis in the order in which they come, « Autres » and None left out."""
    return list(dict.fromkeys(g.keys[axis] for g in named(answer)))


def is_commune(answer: Answer, axis: int) -> bool:
    """Say whether an axis holds codes of communes."""
    return answer.by[axis].concept == COMMUNE_CODE


def label(answer: Answer, axis: int) -> str:
    """Name an axis: the codes of communes are shown by their names."""
    return "Commune" if is_commune(answer, axis) else answer.by[axis].label


def is_year_number(answer: Answer, axis: int) -> bool:
    """Say whether an axis holds years written as numbers or texts: 2024."""
    if answer.question.by[axis].part is not Part.VALUE:
        return False
    found = keys(answer, axis)
    return bool(found) and all(is_year(answer.by[axis].label, key) for key in found)


def is_moment(answer: Answer, axis: int) -> bool:
    """Say whether an axis is the time that passes: a line may join its points."""
    part = answer.question.by[axis].part
    dated = part is Part.VALUE and all(isinstance(key, date) for key in keys(answer, axis))
    return part in PERIODS or is_year_number(answer, axis) or (dated and bool(keys(answer, axis)))


def is_cycle(answer: Answer, axis: int) -> bool:
    """Say whether an axis is an hour or a day of the week: its order is its own."""
    return answer.question.by[axis].part in {Part.HOUR, Part.WEEKDAY}


def day_of(key: Value) -> date | None:
    """Give the first day of a moment: of a year that is a number too."""
    if isinstance(key, date):
        return key
    year = _year(key)
    return None if year is None else date(year, 1, 1)


def part_of(answer: Answer, axis: int) -> Part:
    """Give the period of an axis of moments; a number of a year is a year."""
    return Part.YEAR if is_year_number(answer, axis) else answer.question.by[axis].part


def moment_axis(answer: Answer) -> int | None:
    """Find the axis of the time that passes."""
    return next((n for n in range(len(answer.by)) if is_moment(answer, n)), None)


def commune_axis(answer: Answer) -> int | None:
    """Find the axis of communes."""
    return next((n for n in range(len(answer.by)) if is_commune(answer, n)), None)


def narrowed(answer: Answer) -> bool:
    """Say whether filters or a first N leave out keys of the first grouping that have rows."""
    places = {f"f.{answer.question.by[0].column}", "bbox", "near", "q"}
    filtered = any(name in places for name, _value in answer.question.filters)
    return filtered or answer.question.first is not None


def quoted(answer: Answer, axis: int, name: str) -> str:
    """Name a group inside a sentence: communes and moments as they are, the rest quoted."""
    plain = is_commune(answer, axis) or is_moment(answer, axis) or is_cycle(answer, axis)
    return name if plain else f"« {name} »"


def _year(key: Value) -> int | None:
    if isinstance(key, bool) or not isinstance(key, int | str):
        return None
    found = A_YEAR.fullmatch(str(key))
    return int(found[1]) if found else None
