"""Filters in CQL2 (OGC 21-065r2) as a tree: a library reads the text, this module guards it.

The library ends the process on a deep nesting and turns every number into a float: length and
nesting are bounded before it is called, numbers are taken again from the text, and geometries are
read apart.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry import mapping

from terrier.domain.kernel.errors import Invalid

MAX_LENGTH = 2000
MAX_NESTING = 20
"""Parentheses within parentheses; the library has ended at a hundred of them."""
MAX_OPERATORS = 100
"""Signs, comparisons and negations, which the library also nests: it has ended at 250."""

Node = Any
"""JSON as the standard writes a filter, where a number is a `Decimal`."""

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_NUMBERS = re.compile(r"(?<![\w.])\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_OPERATORS = re.compile(r"[-+*/%^=]|[<>]=?|\b(?:not|like|div|between|in)\b", re.IGNORECASE)
_GEOMETRY = re.compile(
    r"\b(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|BBOX)\b\s*Z?\s*"
    r"(?:EMPTY\b|\()",
    re.IGNORECASE,
)
_STAND_IN = "\0"
"""Begins the text that stands for a geometry while the rest is read."""


def read_text(text: str) -> Node:
    """Read a filter in CQL2 text.

    Parameters
    ----------
    text
        `tonnage > 12.5 AND S_INTERSECTS(geom, POINT(4.9 46.5))`

    Raises
    ------
    Invalid
        The text is too long or too deeply nested, or it is no CQL2.

    Examples
    --------
    >>> read_text("n = 9007199254740993")
    {'op': '=', 'args': [{'property': 'n'}, Decimal('9007199254740993')]}
    """
    # Imported here: nobody else waits for the parser.
    from cql2 import ParseError, ValidationError, parse_text

    if len(text) > MAX_LENGTH:
        raise _too_long()
    if _STAND_IN in text:
        raise _unreadable(text)
    rest, geometries = _without_geometries(text)
    bare = _bounded(rest)
    try:
        tree = parse_text(rest).to_json()
    except (ParseError, ValidationError) as wrong:
        raise _unreadable(text) from wrong
    return _restored(tree, _digits(bare), geometries)


def read_json(text: str) -> Node:
    """Read a filter in CQL2 JSON.

    Raises
    ------
    Invalid
        The text is too long or too deeply nested, or it is no JSON.
    """
    if len(text) > MAX_LENGTH:
        raise _too_long()
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise _unreadable(text) from wrong


def _no_number(name: str) -> None:
    raise ValueError(name)


def _without_geometries(text: str) -> tuple[str, list[Node]]:
    """Take the geometries out of a text, a quoted text standing in for each."""
    kept, place = "", 0
    geometries: list[Node] = []
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _GEOMETRY.finditer(text):
        start = match.start()
        if start < place or any(first <= start < last for first, last in quoted):
            continue
        end = _closing(text, match.end()) if text[match.end() - 1] == "(" else match.end()
        kept += text[place:start] + f"'{_STAND_IN}{len(geometries)}'"
        geometries.append(_geometry(text[start:end]))
        place = end
    return kept + text[place:], geometries


def _closing(text: str, place: int) -> int:
    """Find the end of what a parenthesis before `place` opens; the end of the text without one."""
    nesting = 1
    while nesting and place < len(text):
        nesting += (text[place] == "(") - (text[place] == ")")
        place += 1
    return place


def _geometry(text: str) -> Node:
    """Read a geometry in WKT, or a bounding box, as the JSON of the standard writes it."""
    try:
        if text[:4].upper() == "BBOX":
            return {"bbox": [float(part) for part in text[text.index("(") + 1 : -1].split(",")]}
        return mapping(shapely.from_wkt(text))
    except (ValueError, shapely.errors.ShapelyError) as wrong:
        raise Invalid(
            f"La géométrie « {text[:80]} » ne se lit pas : écrivez par exemple POINT(4.91 46.56), "
            "POLYGON((4.9 46.5, 5 46.5, 5 46.6, 4.9 46.5)) ou BBOX(4.7, 46.4, 5.1, 46.7)."
        ) from wrong


def _bounded(text: str) -> str:
    """Give the text without what stands between quotes, once it is safe to be read."""
    bare = _QUOTED.sub(" ", text)
    nesting = deepest = 0
    for character in bare:
        nesting += (character == "(") - (character == ")")
        deepest = max(deepest, nesting)
    operators = sum(1 for _ in _OPERATORS.finditer(bare))
    if deepest > MAX_NESTING or operators > MAX_OPERATORS:
        raise Invalid(
            f"Le filtre est trop compliqué : au plus {MAX_NESTING} parenthèses l’une dans l’autre "
            f"et {MAX_OPERATORS} comparaisons. Posez-le en plusieurs fois, "
            "ou écrivez une liste : colonne IN (1, 2, 3)."
        )
    return bare


def _digits(bare: str) -> dict[float, set[Decimal]]:
    """Give, for each float of the library, the numbers of the text that it may stand for."""
    found: dict[float, set[Decimal]] = {}
    for written in _NUMBERS.findall(bare):
        number = Decimal(written)
        found.setdefault(float(number), set()).add(number)
    return found


def _restored(node: Node, digits: dict[float, set[Decimal]], geometries: list[Node]) -> Node:
    """Put numbers and geometries of the text in their places."""
    if isinstance(node, float):
        return _exact(node, digits)
    if isinstance(node, str):
        stands_in = node.startswith(_STAND_IN)
        return geometries[int(node.removeprefix(_STAND_IN))] if stands_in else node
    if isinstance(node, list):
        return [_restored(one, digits, geometries) for one in node]
    if isinstance(node, dict):
        return {name: _restored(value, digits, geometries) for name, value in node.items()}
    return node


def _exact(number: float, digits: dict[float, set[Decimal]]) -> Decimal:
    written = digits.get(abs(number), set())
    if len(written) > 1:
        several = ", ".join(sorted(f"{n:f}" for n in written))
        raise Invalid(f"Ces nombres ne se distinguent pas dans un même filtre : {several}.")
    exact = next(iter(written), Decimal(repr(abs(number))))
    return exact.copy_sign(Decimal(repr(number)))


def _too_long() -> Invalid:
    return Invalid(
        f"Le filtre est trop long : au plus {MAX_LENGTH} caractères. Posez-le en plusieurs fois."
    )


def _unreadable(text: str) -> Invalid:
    return Invalid(
        f"Le filtre « {text[:80]} » ne se lit pas : écrivez par exemple "
        "« tonnage > 12.5 AND commune = '71543' » (CQL2)."
    )
