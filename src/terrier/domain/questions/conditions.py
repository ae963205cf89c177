"""The filters of a question in French words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from terrier.domain.kernel.french import day_text
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.french import within
from terrier.domain.questions.places import Places

COMMUNE_CODE = "commune_code"
_TEMPORAL = frozenset({"date", "timestamp", "timestamptz"})
_NUMERIC = frozenset({"integer", "decimal", "double"})
_WORDS = {
    "eq": "est {}",
    "ne": "n’est pas {}",
    "contains": "contient {}",
    "starts": "commence par {}",
    "lt": "est inférieur à {}",
    "lte": "vaut au plus {}",
    "gt": "est supérieur à {}",
    "gte": "vaut au moins {}",
    "empty": "n’est pas renseigné",
    "filled": "est renseigné",
    "in": "est {}",
}
_WHEN = {
    "eq": "est le {}",
    "lt": "est avant le {}",
    "lte": "est au plus tard le {}",
    "gt": "est après le {}",
    "gte": "est à partir du {}",
}


def conditions(
    filters: Sequence[tuple[str, str]], columns: Mapping[str, Heading], places: Places
) -> list[str]:
    """Say each filter: « flux est « Verre » »; several values of `in` make one.

    Parameters
    ----------
    filters
        Pairs of the address.
    columns, places
        Headings by lake names; communes by code.
    """
    said: dict[tuple[str, str], list[str]] = {}
    for name, text in filters:
        operator, colon, value = text.partition(":")
        if operator not in _WORDS or not (colon or operator in {"empty", "filled"}):
            operator, value = "eq", text
        # Only the values of `in` are put together: every other filter must hold by itself.
        apart = "" if operator == "in" or not name.startswith("f.") else text
        said.setdefault((name, f"{operator}|{apart}"), []).append(value)
    return [_said(name, key.split("|")[0], values, columns, places)
            for (name, key), values in said.items()]  # fmt: skip


def _said(
    name: str, operator: str, values: list[str], columns: Mapping[str, Heading], places: Places
) -> str:
    match name:
        case "q":
            return f"un texte contient « {' '.join(values)} »"
        case "bbox":
            return "la position est dans le rectangle choisi"
        case "near":
            metres = values[0].rpartition(",")[2]
            return f"la position est à moins de {metres} m du point choisi"
    column = columns.get(name.removeprefix("f."), Heading(name.removeprefix("f.")))
    words = _WHEN.get(operator) if column.family in _TEMPORAL else None
    written = " ou ".join(_value(value, column, places) for value in values)
    return f"{within(column.label)} {(words or _WORDS[operator]).format(written)}"


def _value(text: str, column: Heading, places: Places) -> str:
    if column.concept == COMMUNE_CODE and text in places:
        return places[text].name
    if column.family in _TEMPORAL:
        return _day(text)
    return text if column.family in _NUMERIC | {"boolean"} else f"« {text} »"


def _day(text: str) -> str:
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text
