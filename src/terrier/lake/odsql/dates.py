"""Dates: what `now()` is, parts of a date, `date_format`."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Comparison, Field, Number
from terrier.lake.odsql.pieces import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.domain.odsql.model import Expression

PARTS = {
    "year": "year", "month": "month", "day": "day", "hour": "hour", "minute": "minute",
    "second": "second", "quarter": "quarter", "dayofweek": "isodow", "millisecond": "millisecond",
}  # fmt: skip
"""Functions that give a part of a date, and DuckDB's names for them."""
_SETTABLE = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_WEEKDAYS = (
    "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays",
)  # fmt: skip
_FORMAT = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([?,.:/\- ])|(.)", re.DOTALL)
_NAMES = {
    "fr": (
        ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
         "nov.", "déc."),
        ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
         "octobre", "novembre", "décembre"),
    ),
    "en": (
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"),
    ),
}  # fmt: skip
_NUMBERS = {
    "w": "week", "e": "isodow", "D": "dayofyear", "M": "month", "d": "day", "H": "hour",
    "m": "minute", "s": "second",
}  # fmt: skip
_YEARS = {"y": "year", "Y": "year", "x": "isoyear"}
MAX_FORMAT = 100


def moment_now(arguments: Iterable[Expression], now: datetime) -> datetime:
    """Give the present moment, with the parts that `now(year=2000, months=-1)` sets or moves.

    Raises
    ------
    Malformed
        A part is not known or out of range.
    """
    changes: dict[str, int] = {}
    for argument in arguments:
        name, amount = _change(argument)
        changes.pop(name, None)
        changes[name] = amount
    try:
        for name, amount in changes.items():
            now = _changed(now, name, amount)
    except (ValueError, OverflowError) as wrong:
        raise Malformed("now() sort du calendrier.") from wrong
    return now


def _change(argument: Expression) -> tuple[str, int]:
    match argument:
        case Comparison(Field(name), "=", Number(int() as amount)):
            return name, amount
    raise Malformed("now() s’écrit comme now(months=-1).")


def _changed(now: datetime, name: str, amount: int) -> datetime:
    if name in ("years", "months"):
        months = now.month - 1 + amount * (12 if name == "years" else 1)
        year, month = now.year + months // 12, months % 12 + 1
        return now.replace(year=year, month=month, day=_within(year, month, now.day))
    if name in ("year", "month"):
        year, month = (amount, now.month) if name == "year" else (now.year, amount)
        if not (1 <= month <= 12 and 1 <= year <= 9999):
            raise ValueError(name)
        return now.replace(year=year, month=month, day=_within(year, month, now.day))
    if name == "day":
        return now.replace(day=_within(now.year, now.month, amount))
    if name in _SETTABLE:
        return now.replace(**{name: amount})  # type: ignore[arg-type]
    if name.removesuffix("s") in _SETTABLE:
        return now + timedelta(**{name: amount})
    if name == "weekday" and 0 <= amount <= 6:
        return now + timedelta(days=(amount - now.weekday()) % 7)
    if name in _WEEKDAYS:
        return _moved(now, _WEEKDAYS.index(name), amount)
    raise Malformed(f"now() ne connaît pas « {name[:30]} ».")


def _within(year: int, month: int, day: int) -> int:
    return min(day, calendar.monthrange(year, month)[1])


def _moved(now: datetime, weekday: int, amount: int) -> datetime:
    """Go to the n-th such day of the week, after today or before it."""
    if amount == 0:
        return now
    if amount > 0:
        return now + timedelta(days=((weekday - now.weekday() - 1) % 7) + 1 + 7 * (amount - 1))
    return now - timedelta(days=((now.weekday() - weekday - 1) % 7) + 1 + 7 * (-amount - 1))


def part(name: str, moment: Piece) -> Piece:
    """Give a part of a date as an integer."""
    return Piece(f"date_part('{PARTS[name]}', {moment.sql})", Kind.INTEGER, moment.params)


def formatted(moment: Piece, layout: str, language: str) -> Piece:
    """Write a date as `dd/MM/yyyy` and the like.

    Parameters
    ----------
    moment
        A date.
    layout
        Letters of Joda-Time's patterns; other texts between single quotes.
    language
        Of the names of days and months: `fr` or `en`.

    Raises
    ------
    Malformed
        A letter is not known.
    """
    if len(layout) > MAX_FORMAT:
        raise Malformed(f"un format de date a au plus {MAX_FORMAT} caractères.")
    parts: list[str] = []
    params: list[object] = []
    for text, letter, mark, other, run in _segments(layout):
        if letter:
            parts.append(_written(letter, len(run), moment.sql, _NAMES[language]))
            params += moment.params * parts[-1].count(moment.sql)
        elif other:
            raise Malformed(f"format de date : « {other} » se met entre apostrophes.")
        else:
            parts.append("CAST(? AS TEXT)")
            params.append(mark or text.replace("''", "'") or "'")
    if not parts:
        raise Malformed("un format de date n’est pas vide.")
    return Piece(f"({' || '.join(parts)})", Kind.TEXT, tuple(params))


def _segments(layout: str) -> Iterable[tuple[str, str, str, str, str]]:
    for found in _FORMAT.finditer(layout):
        text, letter, mark, other = (group or "" for group in found.groups())
        yield text, letter, mark, other, found.group()


def _written(letter: str, width: int, sql: str, names: tuple[tuple[str, ...], ...]) -> str:
    short_days, days, short_months, months = names
    if letter in _YEARS:
        year = f"CAST(date_part('{_YEARS[letter]}', {sql}) AS TEXT)"
        return f"right({year}, 2)" if width == 2 else f"lpad({year}, {min(width, 4)}, '0')"
    if letter == "E":
        return _named(days if width >= 4 else short_days, "isodow", sql)
    if letter == "M" and width >= 3:
        return _named(months if width >= 4 else short_months, "month", sql)
    if letter not in _NUMBERS:
        raise Malformed(f"format de date : la lettre « {letter} » n’est pas connue.")
    number = f"CAST(date_part('{_NUMBERS[letter]}', {sql}) AS TEXT)"
    # lpad cuts what is longer: the day of the year has up to three digits.
    wide = f"CAST(greatest({min(width, 9)}, length({number})) AS INTEGER)"
    return f"lpad({number}, {wide}, '0')"


def _named(names: tuple[str, ...], field: str, sql: str) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"([{listed}])[date_part('{field}', {sql})]"
