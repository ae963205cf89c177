"""Reads filters from the query string of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.model import WITHOUT_VALUE, Box, Circle, Filter, Filters, Operator
from terrier.lake.filters.values import family, read_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from terrier.lake.relation import Relation, RelationColumn

MAX_FILTERS = 50
MAX_TEXT = 200
_ORDERED = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE})
_TEXTUAL = frozenset({Operator.CONTAINS, Operator.STARTS})


def parse(params: Mapping[str, Sequence[str]], relation: Relation) -> Filters:
    """Read filters from a query string, checked against what the reader may see.

    Parameters
    ----------
    params
        Names and values of the address: `f.<column>=<operator>:<value>` (several `in:` on one
        column add up; a value without operator means `eq`, or the operator given by
        `o.<column>`), `bbox=west,south,east,north`, `near=lon,lat,metres`, `q=words`. Blank
        values, as an empty form field sends them, and other names are left aside.
    relation
        The authorised relation.

    Raises
    ------
    Invalid
        A column is not available, or a value does not suit it.
    """
    items: list[Filter] = []
    for name, values in params.items():
        if name.startswith("f."):
            default = next(iter(params.get(f"o.{name[2:]}", ())), Operator.EQ.value)
            items += _of_column(relation, name[2:], values, default)
    items += [_box(relation, text) for text in params.get("bbox", ()) if text.strip()]
    items += [_circle(relation, text) for text in params.get("near", ()) if text.strip()]
    q = " ".join(" ".join(params.get("q", ())).split())
    if len(q) > MAX_TEXT or len(items) > MAX_FILTERS:
        raise Invalid(
            f"La question est trop longue : au plus {MAX_FILTERS} filtres, "
            f"et {MAX_TEXT} caractères pour la recherche."
        )
    return Filters(tuple(items), q)


def _of_column(
    relation: Relation, name: str, values: Sequence[str], default: str
) -> list[Filter]:  # fmt: skip
    column = relation.require(name)
    found: list[Filter] = []
    among: list[object] = []
    for text in values:
        operator, value = _split(text, default)
        if operator in WITHOUT_VALUE:
            found.append(Filter(name, operator))
        elif value:
            _check(column, operator)
            typed = read_value(column, value)
            if operator is Operator.IN:
                among.append(typed)
            else:
                found.append(Filter(name, operator, typed))
    if among:
        found.append(Filter(name, Operator.IN, tuple(dict.fromkeys(among))))
    return found


def _split(text: str, default: str) -> tuple[Operator, str]:
    word, colon, value = text.partition(":")
    known = {o.value for o in Operator if o is not Operator.WITHIN}
    if word in known and (colon or Operator(word) in WITHOUT_VALUE):
        return Operator(word), value
    if default not in known:
        raise Invalid(f"« {default} » n’est pas une façon de filtrer : essayez eq ou contains.")
    return Operator(default), text


def _check(column: RelationColumn, operator: Operator) -> None:
    kind = family(column.type)
    label = column.label or column.name
    if operator in _TEXTUAL and kind != "text":
        raise Invalid(
            f"La colonne « {label} » n’est pas du texte : "
            "filtrez-la par une valeur ou par un intervalle."
        )
    if operator in _ORDERED and kind == "boolean":
        raise Invalid(
            f"La colonne « {label} » vaut oui ou non : choisissez l’une des deux valeurs."
        )


def _box(relation: Relation, text: str) -> Filter:
    relation.require_geometry()
    west, south, east, north = _floats(text, 4, "L’emprise s’écrit ouest,sud,est,nord en degrés")
    return Filter(GEOMETRY_COLUMN, Operator.WITHIN, Box(west, south, east, north))


def _circle(relation: Relation, text: str) -> Filter:
    relation.require_geometry()
    lon, lat, radius = _floats(text, 3, "La proximité s’écrit longitude,latitude,rayon en mètres")
    return Filter(GEOMETRY_COLUMN, Operator.WITHIN, Circle(lon, lat, radius))


def _floats(text: str, count: int, rule: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        raise Invalid(f"« {text[:80]} » ne se lit pas. {rule}, avec un point décimal.")
    return numbers
