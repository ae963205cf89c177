"""From the text of a clause to expressions."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import cast

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken, VisitError

from terrier.domain.odsql.building import Builder
from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Call, Expression, Item, Order

MAX_LENGTH = 10_000
"""Characters of a clause."""
MAX_NESTING = 30
"""Parentheses within one another."""
MAX_TERMS = 500
"""Expressions of a clause: what is between commas and operators."""

_QUOTED = re.compile(
    r"""geom(?:etry)?\s*'[^']*'|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`""", re.S
)
_JOINTS = re.compile(r"[-,+*/<>=:]|\b(?:and|or|not|in|is|like)\b", re.IGNORECASE)


def parse_condition(text: str) -> Expression:
    """Read a `where` clause.

    Parameters
    ----------
    text
        For example `population > 100 and name like "paris"`.

    Raises
    ------
    Malformed
        It cannot be read; the sentence says where.

    Examples
    --------
    >>> parse_condition("tonnage >= 12")
    Comparison(left=Field(name='tonnage'), operator='>=', right=Number(value=12))
    """
    return cast("Expression", _parse("condition", "where", text))


def parse_items(text: str, clause: str = "select") -> tuple[Item, ...]:
    """Read a `select` or a `group_by` clause.

    Raises
    ------
    Malformed
        It cannot be read.

    Examples
    --------
    >>> [item.label for item in parse_items("nom as n, count(*)")]
    ['n', 'count(*)']
    """
    return cast("tuple[Item, ...]", _parse("items", clause, text))


def parse_order(text: str) -> tuple[Order, ...]:
    """Read an `order_by` clause; `-name` is `name desc`.

    Raises
    ------
    Malformed
        It cannot be read.
    """
    return cast("tuple[Order, ...]", _parse("orders", "order_by", text))


def parse_facet(text: str) -> Call:
    """Read `facet(name="theme", sort="-count")`.

    Raises
    ------
    Malformed
        It cannot be read, or is no call of `facet`.
    """
    found = _parse("condition", "facet", text)
    if not isinstance(found, Call) or found.name != "facet":
        raise Malformed('Clause facet : écrivez un nom de champ, ou facet(name="champ").')
    return found


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = files("terrier.domain.odsql").joinpath("odsql.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        start=["condition", "items", "orders"],
        propagate_positions=True,
        maybe_placeholders=True,
    )


def _parse(start: str, clause: str, text: str) -> object:
    _check_size(clause, text)
    try:
        tree = _grammar().parse(text, start=start)
        return Builder(text).transform(tree)
    except UnexpectedEOF as wrong:
        raise Malformed(f"Clause {clause} : la fin manque.") from wrong
    except UnexpectedToken as wrong:
        if wrong.token.type == "$END":
            raise Malformed(f"Clause {clause} : la fin manque.") from wrong
        raise _at(clause, wrong.pos_in_stream, str(wrong.token)) from wrong
    except UnexpectedCharacters as wrong:
        raise _at(clause, wrong.pos_in_stream, text[wrong.pos_in_stream or 0 :]) from wrong
    except VisitError as wrong:
        if isinstance(wrong.orig_exc, Malformed):
            raise Malformed(f"Clause {clause} : {wrong.orig_exc.user_message}") from wrong
        raise


def _at(clause: str, position: int | None, found: str) -> Malformed:
    return Malformed(
        f"Clause {clause}, caractère {(position or 0) + 1} : « {found[:30]} » ne s’y attend pas. "
        "Les textes vont entre guillemets, les noms de champs sans guillemets."
    )


def _check_size(clause: str, text: str) -> None:
    """Refuse what is too long or too deep before any parser sees it."""
    if len(text) > MAX_LENGTH:
        raise Malformed(f"Clause {clause} : {len(text)} caractères, au plus {MAX_LENGTH}.")
    bare = _QUOTED.sub("''", text)
    depth = deepest = 0
    for mark in bare:
        depth += (mark == "(") - (mark == ")")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise Malformed(f"Clause {clause} : plus de {MAX_NESTING} parenthèses l’une dans l’autre.")
    if len(_JOINTS.findall(bare)) > MAX_TERMS:
        raise Malformed(
            f"Clause {clause} : plus de {MAX_TERMS} termes, écrivez plusieurs questions."
        )
