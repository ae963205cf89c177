"""Values of filters: French text in, typed values out, and back."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from terrier.domain.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from terrier.lake.relation import RelationColumn

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_FRENCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
_BOOLEANS = {"oui": True, "vrai": True, "true": True, "1": True} | {
    "non": False, "faux": False, "false": False, "0": False,
}  # fmt: skip
_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER"}
    | {"UBIGINT", "UHUGEINT"}
)
MAX_DIGITS = 38
"""Digits of the widest DECIMAL of DuckDB."""


def family(type: str) -> str:
    """Give the family of a lake type.

    Returns
    -------
    str
        `text`, `integer`, `decimal`, `double`, `boolean`, `date`, `time`, `timestamp` or
        `timestamptz`.
    """
    if type in _INTEGERS:
        return "integer"
    if type.startswith("DECIMAL"):
        return "decimal"
    if type in {"DOUBLE", "FLOAT"}:
        return "double"
    if type == "TIMESTAMP WITH TIME ZONE":
        return "timestamptz"
    if type in {"BOOLEAN", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ"}:
        return type.lower()
    return "text"


NUMERIC = frozenset({"integer", "decimal", "double"})
TEMPORAL = frozenset({"date", "timestamp", "timestamptz"})


def read_value(column: RelationColumn, text: str) -> object:
    """Read what a person wrote for a column, in the column's type.

    Parameters
    ----------
    column
        The filtered column.
    text
        `12,5`, `1 234`, `03/02/2024`, `2024-02-03`, `oui` …

    Raises
    ------
    Invalid
        The text is not a value of this type; the sentence says what to write.
    """
    kind = family(column.type)
    if kind == "text":
        return text
    read, example = _READERS[kind]
    label = column.label or column.name
    try:
        value = read(text.strip())
    except ValueError as wrong:
        raise Invalid(f"« {text} » ne convient pas à la colonne « {label} » : {example}") from wrong
    if isinstance(value, Decimal) and not _comparable(column.type, value):
        raise Invalid(f"« {text} » a trop de chiffres pour la colonne « {label} ».")
    return value


def write_value(value: object) -> str:
    """Write a typed value as `read_value` reads it, the way it is said in French."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, datetime):
        paris = value.astimezone(_PARIS) if value.tzinfo else value
        return paris.replace(tzinfo=None).isoformat(timespec="auto") + (
            paris.strftime("%z") if value.tzinfo else ""
        )
    return value.isoformat() if isinstance(value, date | time) else str(value)


_PARIS = ZoneInfo("Europe/Paris")


def in_time_of(kind: str, moment: date | datetime) -> date | datetime:
    """Write a moment the way a family of columns tells time.

    Days and hours without a zone are those of Paris; a day stays a day.
    """
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(_PARIS) if moment.tzinfo else moment.replace(tzinfo=_PARIS)
    match kind:
        case "date":
            return local.date()
        case "timestamp":
            return local.replace(tzinfo=None)
        case _:
            return local


def _decimal(text: str) -> Decimal:
    compact = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(compact) or len(compact) > MAX_DIGITS:
        raise ValueError(text)
    return Decimal(compact.replace(",", "."))


def _comparable(type: str, value: Decimal) -> bool:
    """Say whether DuckDB has a DECIMAL wide enough for both the column and the value."""
    declared = _DECIMAL.fullmatch(type)
    precision, scale = (int(n) for n in declared.groups()) if declared else (18, 3)
    decimals = max(0, -int(value.as_tuple().exponent))
    whole = max(0, value.adjusted() + 1)
    return max(precision - scale, whole) + max(scale, decimals) <= MAX_DIGITS


def _integer(text: str) -> int:
    number = _decimal(text)
    if number != number.to_integral_value():
        raise ValueError(text)
    return int(number)


def _boolean(text: str) -> bool:
    if text.casefold() not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text.casefold()]


def _iso(text: str) -> str:
    french = _FRENCH_DATE.fullmatch(text)
    if not french:
        return text
    day, month, year, rest = french.groups()
    return f"{year}-{int(month):02}-{int(day):02}{rest}"


def _date(text: str) -> date:
    return date.fromisoformat(_iso(text))


def _moment(text: str) -> date | datetime:
    iso = _iso(text)
    return date.fromisoformat(iso) if len(iso) <= 10 else datetime.fromisoformat(iso)


def _instant(text: str) -> date | datetime:
    moment = _moment(text)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=_PARIS)
    return moment


_MOMENT = "écrivez une date comme 03/02/2024, suivie si besoin de l’heure (03/02/2024 14:30)."
_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "integer": (_integer, "écrivez un nombre entier, par exemple 1 234."),
    "decimal": (_decimal, "écrivez un nombre, par exemple 12,5."),
    "double": (lambda text: float(_decimal(text)), "écrivez un nombre, par exemple 12,5."),
    "boolean": (_boolean, "écrivez oui ou non."),
    "date": (_date, "écrivez une date comme 03/02/2024 ou 2024-02-03."),
    "time": (time.fromisoformat, "écrivez une heure comme 14:30."),
    "timestamp": (_moment, _MOMENT),
    "timestamptz": (_instant, _MOMENT),
}
