"""A crossing as an address: what a form asks for, shared, read back, and changed piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.bringing import brought
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Period,
    Rewrite,
    Several,
    Side,
    Summary,
)
from terrier.lake.relation import Relation, RelationColumn

_Word = TypeVar("_Word", bound=StrEnum)
PAIRS = 2
"""Columns that may make a key together."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, before it is held against the tables."""

    parameters: QueryDict

    @property
    def other(self) -> str:
        """Give what the table is crossed with: a zoning, or `slug/table`."""
        return self.parameters.get("avec", "")

    @property
    def turned(self) -> bool:
        """Say whether the other table is the left one, whose rows are kept."""
        return self.parameters.get("sens") == "autre"

    @property
    def kind(self) -> Kind | None:
        """Give how rows meet; None before it is chosen."""
        return _read(Kind, self.parameters.get("comment", ""))

    @property
    def several(self) -> Several | None:
        """Give what becomes of several matches; None before it was asked."""
        return _read(Several, self.parameters.get("plusieurs", ""))

    @property
    def wanted(self) -> list[tuple[Summary, str]]:
        """Give what is brought over: summaries, with the stable ids of columns.

        On one row for several, the values that they have are listed, with how many there are.
        """
        found: list[tuple[Summary, str]] = []
        for text in self.parameters.getlist("apporte"):
            summary, _colon, column = text.partition(":")
            if (known := _read(Summary, summary)) is not None:
                found.append((known, column))
        found = list(dict.fromkeys(found))
        if self.several is not Several.SUMMARISED or Summary.VALUE not in {s for s, _c in found}:
            return found
        listed = [(Summary.LIST if s is Summary.VALUE else s, column) for s, column in found]
        return list(dict.fromkeys([(Summary.COUNT, ""), *listed]))

    @property
    def inhabitants(self) -> str:
        """Give the left column whose inhabitants counts and sums are told for too; empty: none."""
        return self.parameters.get("habitants", "")

    @property
    def measured(self) -> bool:
        """Say whether the page has told already that measuring takes a while."""
        return "mesurer" in self.parameters

    @property
    def must_be_asked(self) -> bool:
        """Say whether values are wanted as they are, and nobody said of which of several rows."""
        return self.several is None and Summary.VALUE in {s for s, _column in self.wanted}

    def with_(self, **changes: str) -> str:
        """Give the address with some parameters changed; an empty one is left out."""
        asked = self.parameters.copy()
        for name, value in changes.items():
            asked.pop(name, None)
            if value:
                asked[name] = value
        return asked.urlencode()

    def definition(
        self,
        left: Side,
        right: Side,
        tables: tuple[Relation, Relation, str],
        perimeter: Sequence[str] = (),
        before: Definition | None = None,
    ) -> Definition:
        """Make the definition that the address asks for.

        Parameters
        ----------
        left, right
            The two sides, in the order of the crossing.
        tables
            The left relation, the right one, and the title of the right table.
        perimeter
            Codes of the reader's communes, which the address may narrow to.
        before
            The definition that it changes: columns that it brought keep their names.

        Raises
        ------
        Invalid
            A part of the crossing is not chosen yet; the sentence says which.
        """
        kind = self.kind
        if kind is None:
            raise Invalid(_("Choisissez d’abord comment les lignes se rencontrent."))
        here, there, title = tables
        several = self.several or (Several.BEST if self.must_be_asked else Several.SUMMARISED)
        wanted = self._brought(here, there, title, before)
        return Definition(
            left,
            right,
            Link(kind, self._pairs(kind, here), self._metres(kind)),
            several,
            wanted,
            perimeter=tuple(perimeter) if self.parameters.get("perimetre") else (),
            only_matched=bool(self.parameters.get("seulement")),
        )

    def _pairs(self, kind: Kind, here: Relation) -> tuple[KeyPair, ...]:
        most = 1 if kind is Kind.COMMUNE_NAMES else PAIRS
        mine = {c.id for c in here.columns}
        found = []
        for n in range(1, most + 1):
            left = self.parameters.get(f"g{n}", "")
            right = self.parameters.get(f"d{n}", "")
            if not (left and right):
                continue
            # Whoever keeps the rows of the other table has chosen the columns already.
            if right in mine and left not in mine:
                left, right = right, left
            rewrites = tuple(
                r for r in Rewrite if r in self.parameters.getlist(f"r{n}") and kind is Kind.KEYS
            )
            period = _read(Period, self.parameters.get(f"q{n}", ""))
            until = self.parameters.get(f"fin{n}", "")
            found.append(KeyPair(left, right, () if period else rewrites, period, until))
        return tuple(found)

    def _metres(self, kind: Kind) -> float | None:
        if kind not in {Kind.WITHIN_DISTANCE, Kind.NEAREST}:
            return None
        text = self.parameters.get("metres", "").strip().replace("\u202f", "").replace(" ", "")
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise Invalid(
                _("« %(text)s » n’est pas une distance : écrivez un nombre de mètres, comme 300.")
                % {"text": text[:20]}
            ) from None

    def _brought(
        self, left: Relation, right: Relation, title: str, before: Definition | None
    ) -> tuple[Brought, ...]:
        columns, mine = {c.id: c for c in right.columns}, {c.id for c in left.columns}
        wanted: list[tuple[Summary, RelationColumn | None]] = []
        for summary, column in self.wanted:
            if column in mine - columns.keys():
                continue
            if column and column not in columns:
                raise Invalid(
                    _("Une des colonnes à apporter n’est plus dans « %(title)s » : décochez-la.")
                    % {"title": title}
                )
            wanted.append((summary, columns.get(column)))
        wanted = wanted or [(Summary.COUNT, None)]
        named = {_what(b): b for b in before.brought} if before else {}
        kept = [b.name for b in named.values()]
        per = self.inhabitants if self.inhabitants in mine else ""
        made = brought(wanted, title, [*(c.name for c in left.columns), *kept], per)
        return tuple(replace(named.get(_what(b), b), spread=_spread(self.kind, b)) for b in made)


def _what(one: Brought) -> tuple[Summary, str, str]:
    return one.summary, one.column, one.per


def _spread(kind: Kind | None, one: Brought) -> bool:
    """Count each area for the part of it that is shared: what else would a sum over it say?"""
    return kind is Kind.OVERLAP and one.summary is Summary.SUM


def _read(words: type[_Word], text: str) -> _Word | None:
    return words(text) if text in list(words) else None


def address(definition: Definition, other: str, *, turned: bool, asked: bool = True) -> str:
    """Give the address that asks for a definition.

    Parameters
    ----------
    other
        What the table is crossed with: a zoning, or `slug/table`.
    turned
        Whether that is the left table.
    asked
        Whether somebody said what becomes of several matches; a summary says it by itself.
    """
    link = definition.link
    pairs: list[tuple[str, str]] = [("avec", other), ("comment", link.kind)]
    if turned:
        pairs.append(("sens", "autre"))
    for n, pair in enumerate(link.pairs, start=1):
        pairs += [(f"g{n}", pair.left), (f"d{n}", pair.right)]
        pairs += [(f"r{n}", r) for r in pair.rewrites]
        pairs += [(f"q{n}", pair.period)] if pair.period else []
        pairs += [(f"fin{n}", pair.until)] if pair.until else []
    if link.metres is not None:
        pairs.append(("metres", f"{link.metres:g}"))
    if asked or definition.several is Several.SUMMARISED:
        pairs.append(("plusieurs", definition.several))
    pairs += [("apporte", f"{b.summary}:{b.column}") for b in definition.brought if not b.per]
    pairs += list(dict.fromkeys(("habitants", b.per) for b in definition.brought if b.per))
    pairs += [("seulement", "1")] if definition.only_matched else []
    pairs += [("perimetre", "1")] if definition.perimeter else []
    return urlencode(pairs)


def sides_told(slugs: Mapping[int, str], side: Side) -> str:
    """Give what the address calls a side."""
    return side.zoning or f"{slugs.get(side.dataset or 0, '')}/{side.table}"
