"""The parameters of a request for features, checked one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.reading_log import filtered_columns
from terrier.apps.opening.addresses import TOKEN
from terrier.domain.kernel.errors import Gone, Invalid
from terrier.domain.ogc.cql2 import read_json, read_text
from terrier.domain.ogc.crs import CRS84, choose
from terrier.domain.ogc.moments import Interval, read_interval
from terrier.lake.filters import Filter, Operator, parse
from terrier.lake.filters.cql2 import compile
from terrier.lake.filters.values import TEMPORAL, family, in_time_of
from terrier.lake.items import MAX_LIMIT, Question, Window

if TYPE_CHECKING:
    from django.http import QueryDict

    from terrier.apps.opening.ogc.collections import OpenCollection
    from terrier.domain.ogc.crs import ReferenceSystem
    from terrier.lake.filters import Filters
    from terrier.lake.filters.cql2 import Expression
    from terrier.lake.relation import Relation, RelationColumn

DEFAULT_LIMIT = 10
EVERYWHERE = frozenset({"f", TOKEN, "version"})
"""Parameters that are no column, even where a column bears the name."""
OF_ITEMS = EVERYWHERE | {
    "after", "limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"
}  # fmt: skip
"""The same where objects are asked for."""
LANGUAGES = {"cql2-text": read_text, "cql2-json": read_json}
OF_PAGES = ("q", "near")
"""Parameters that mean here what they mean in the address of the dataset's page."""


@dataclass(frozen=True)
class Wanted:
    """One page of features, as a client asks for it."""

    question: Question
    limit: int
    after: int
    """Rows of the file that earlier pages went through."""


def read(params: QueryDict, collection: OpenCollection) -> Wanted:
    """Read the parameters of a request for features.

    Raises
    ------
    Invalid
        A parameter is unknown, or its value does not suit it.
    """
    relation = collection.opened.relation
    crs = system_of(params, "crs", collection)
    window = _window(params, collection) if params.get("bbox") else None
    filters = filters_of(params, relation, OF_ITEMS)
    if moment := params.get("datetime"):
        filters = filters.with_(*_within(relation, read_interval(moment)))
    question = Question(filters, window, crs, _where(params, collection))
    limit = number(params, "limit", DEFAULT_LIMIT)
    return Wanted(question, min(limit, MAX_LIMIT), _after(params, collection))


def following(after: int, collection: OpenCollection) -> str:
    """Write where the next page begins, with the file that this holds for."""
    return f"{after}-{collection.edition}"


def _after(params: QueryDict, collection: OpenCollection) -> int:
    """Read where a page begins.

    Raises
    ------
    Gone
        The file is no longer the one of the pages before.
    """
    place, _dash, edition = params.get("after", "").partition("-")
    if edition and edition != collection.edition:
        raise Gone(
            _(
                "Des lignes ont été effacées de cette version depuis votre première page : "
                "reprenez la lecture au début."
            )
        )
    return _whole(place, "after", 0)


def columns_of(question: Question) -> set[str]:
    """Name the columns that a question filters by."""
    named = question.where.columns if question.where else frozenset()
    return named.union(filtered_columns(question.filters))


def version_of(params: QueryDict) -> int | None:
    """Read which version is asked for; None: the one in place."""
    return number(params, "version", 0) or None


def filters_of(
    params: QueryDict, relation: Relation, own: frozenset[str] = EVERYWHERE
) -> Filters:  # fmt: skip
    """Read the filters: a column's name and its value, or the words of the dataset's page.

    `own` names the parameters that are read elsewhere.

    Raises
    ------
    Invalid
        A parameter is unknown, or a value does not suit its column.
    """
    words: dict[str, list[str]] = {}
    for name, values in params.lists():
        if name in OF_PAGES or name.startswith(("f.", "o.")):
            words.setdefault(name, []).extend(values)
        elif name not in own:
            relation.require(name)
            asked = [f"eq:{value}" if value else "empty" for value in values]
            words.setdefault(f"f.{name}", []).extend(asked)
    return parse(words, relation)


def _where(params: QueryDict, collection: OpenCollection) -> Expression | None:
    """Read the filter in CQL2 (OGC API – Features, Part 3)."""
    text = params.get("filter", "").strip()
    if not text:
        return None
    language = params.get("filter-lang", "cql2-text")
    if language not in LANGUAGES:
        raise Invalid(
            f"« filter-lang={language[:20]} » n’est pas lu ici : écrivez filter-lang=cql2-text."
        )
    crs = system_of(params, "filter-crs", collection)
    return compile(LANGUAGES[language](text), collection.opened.relation, crs)


def system_of(params: QueryDict, name: str, collection: OpenCollection) -> ReferenceSystem:
    """Read a reference system, CRS84 where none is given."""
    text = params.get(name)
    if not text:
        return CRS84
    return choose(text, collection.systems or (CRS84,))


def number(params: QueryDict, name: str, default: int) -> int:
    """Read a whole number.

    Raises
    ------
    Invalid
        It is none.
    """
    return _whole(params.get(name, ""), name, default)


def _whole(text: str, name: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Invalid(f"« {name}={text[:30]} » : écrivez un nombre entier, par exemple {name}=10.")
    return int(text)


def time_column(relation: Relation) -> RelationColumn | None:
    """Give the column that tells when: the only one of dates, since nothing tells two apart."""
    dated = [c for c in relation.columns if family(c.type) in TEMPORAL]
    return dated[0] if len(dated) == 1 else None


def _window(params: QueryDict, collection: OpenCollection) -> Window:
    collection.opened.relation.require_geometry()
    crs = system_of(params, "bbox-crs", collection)
    text = params["bbox"]
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        # Heights say nothing here: what is under and over the window belongs to it.
        del numbers[5], numbers[2]
    if len(numbers) != 4:
        raise Invalid(
            f"« bbox={text[:80]} » ne se lit pas : écrivez quatre nombres avec un point décimal, "
            "par exemple bbox=4.7,46.4,5.1,46.7."
        )
    low_x, low_y, high_x, high_y = numbers
    return Window((low_x, low_y), (high_x, high_y), crs)


def _within(relation: Relation, interval: Interval) -> list[Filter]:
    column = time_column(relation)
    if column is None:
        raise Invalid(
            "Cette collection n’a pas une colonne de date et une seule : "
            "filtrez par la colonne voulue, par exemple f.date=gte:2026-01-01."
        )
    bounds = ((Operator.GTE, interval.start), (Operator.LTE, interval.end))
    return [
        Filter(column.name, operator, in_time_of(family(column.type), moment))
        for operator, moment in bounds
        if moment is not None
    ]
