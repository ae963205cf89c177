"""The parameters of a request, read into a question and a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from terrier.domain.odsql import parse_condition, parse_facet, parse_items, parse_order
from terrier.domain.odsql.question import Question, Refinement
from terrier.lake import odsql

from .doors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
MAX_WINDOW = 10_000
"""`offset + limit` of records, as Explore bounds it."""
MAX_GROUPS = 20_000
"""The same for groups."""
MOST = 50
"""Values of one parameter that may be given several times."""
LANGUAGES = ("en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv")
"""Languages that Explore takes; names of days and months are written in French or English."""
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Page:
    """Which rows of the answer."""

    limit: int
    offset: int


def read_question(params: QueryDict, *, clauses: Iterable[str] = ()) -> Question:
    """Read what is asked.

    Parameters
    ----------
    params
        The query string.
    clauses
        Among `select`, `group_by` and `order_by`, those that the address takes.

    Raises
    ------
    Malformed
        A clause cannot be read.
    InvalidParameter
        A parameter is out of its range.
    """
    taken = frozenset(clauses)
    select = params.get("select", "") if "select" in taken else ""
    group_by = params.get("group_by", "") if "group_by" in taken else ""
    order_by = params.get("order_by", "") if "order_by" in taken else ""
    return Question(
        select=parse_items(select) if select.strip() else (),
        where=tuple(parse_condition(text) for text in _several(params, "where") if text.strip()),
        group_by=parse_items(group_by, "group_by") if group_by.strip() else (),
        order_by=parse_order(order_by) if order_by.strip() else (),
        refine=tuple(Refinement.read(text) for text in _several(params, "refine")),
        exclude=tuple(Refinement.read(text) for text in _several(params, "exclude")),
        timezone=_timezone(params),
        language="en" if _choice(params, "lang", LANGUAGES, "fr") == "en" else "fr",
    )


def read_page(params: QueryDict, *, aggregated: bool) -> Page:
    """Read `limit` and `offset`; a limit of -1 asks for the most that is given at once.

    Raises
    ------
    InvalidParameter
        Either is out of its range; the sentence says the range.
    """
    most = MAX_GROUPS if aggregated else MAX_LIMIT
    window = MAX_GROUPS if aggregated else MAX_WINDOW
    limit = read_integer(params, "limit", DEFAULT_LIMIT, -1, most)
    limit = most if limit == -1 else limit
    return Page(limit, read_integer(params, "offset", 0, 0, window - limit))


def read_facets(params: QueryDict) -> tuple[odsql.Wanted, ...]:
    """Read which facets are asked for: names, or `facet(name="…", …)`."""
    asked = [text.strip() for text in _several(params, "facet") if text.strip()]
    return tuple(
        odsql.Wanted.read(parse_facet(text)) if "(" in text else odsql.Wanted(text)
        for text in asked
    )


def read_integer(params: QueryDict, name: str, default: int, low: int, high: int) -> int:
    """Read a whole number within bounds.

    Raises
    ------
    InvalidParameter
        It is none, or lies outside.
    """
    text = params.get(name, "").strip()
    if not text:
        return default
    digits = text.removeprefix("-")
    known = digits.isascii() and digits.isdecimal() and len(digits) <= 15
    number = int(text) if known else None
    if number is None or not low <= number <= high:
        raise InvalidParameter(
            f"Paramètre {name} : « {text[:30]} » reçu, {low} <= {name} <= {high} attendu."
        )
    return number


def read_truth(params: QueryDict, name: str, default: bool = False) -> bool:
    """Read `true` or `false`.

    Raises
    ------
    InvalidParameter
        It is neither.
    """
    text = params.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _TRUTHS:
        raise InvalidParameter(f"Paramètre {name} : « {text[:30]} » reçu, true ou false attendu.")
    return _TRUTHS[text]


def _choice(params: QueryDict, name: str, known: tuple[str, ...], default: str) -> str:
    text = params.get(name, "").strip()
    if text and text not in known:
        raise InvalidParameter(
            f"Paramètre {name} : « {text[:30]} » reçu, un de {', '.join(known)} attendu."
        )
    return text or default


def _timezone(params: QueryDict) -> str:
    name = params.get("timezone", "").strip() or "UTC"
    if name not in _zones():
        raise InvalidParameter(
            f"Paramètre timezone : « {name[:40]} » n’est pas un fuseau connu ; "
            "écrivez par exemple Europe/Paris."
        )
    return name


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) & odsql.zones()


def _several(params: QueryDict, name: str) -> list[str]:
    values = params.getlist(name)
    if len(values) > MOST:
        raise InvalidParameter(f"Paramètre {name} : au plus {MOST} fois.")
    return values
