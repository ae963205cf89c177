"""What a crossing is: two tables, how their rows meet, and what the first takes from the second.

A crossing keeps every row of its first table (the left one) whatever it meets. Columns are named
by their stable ids, so that a rename changes nothing. Distances, lengths and areas are computed in
the territory's legal projection.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Zoning(StrEnum):
    """Areas that are always at hand, without a dataset."""

    COMMUNES = "communes"
    """The communes of the territory: `code`, `name`, `population`, `area_km2`."""
    GRID_200M = "grid_200m"
    """Insee's squares of 200 m (EPSG:3035) that hold something of the other table: `cell`."""


@dataclass(frozen=True)
class Side:
    """One of the two tables: of a dataset, or a zoning that is always at hand."""

    dataset: int | None = None
    """Database id."""
    table: str = ""
    zoning: Zoning | None = None


class Rewrite(StrEnum):
    """What is done to a key so that two ways of writing it meet; shown to the person."""

    SPACES = "spaces"
    """Spaces, dots and dashes are left out: `552 081 317` is `552081317`."""
    LETTERS = "letters"
    """Capitals, accents and punctuation do not count: `MACON` is `Mâcon`."""
    ZEROS = "zeros"
    """Zeros in front do not count: `1004` is `01004`."""
    COMMUNES = "communes"
    """The code of a commune that merged is that of the new one."""


class Period(StrEnum):
    """Two moments meet where they fall in the same …"""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class KeyPair:
    """One column of each table whose values meet."""

    left: str
    right: str
    rewrites: tuple[Rewrite, ...] = ()
    period: Period | None = None
    """For two moments: what of them must be the same."""
    until: str = ""
    """For a moment of the left table within an interval of the right one: the stable id of the
    end of the interval, `right` being its start (both included; no end: still going on)."""


class Kind(StrEnum):
    """How rows meet."""

    KEYS = "keys"
    """The key pairs are equal (two columns, a code and a month …)."""
    COMMUNE_NAMES = "commune_names"
    """Names of communes are the same or nearly; doubtful ones are listed, never taken."""
    INSIDE = "inside"
    """The left object (its point, or a point on it) lies in the right area; on a border that two
    areas share, in one of them only."""
    HOLDS = "holds"
    """The right object (its point, or a point on it) lies in the left area: what a commune or a
    square holds. `INSIDE`, seen from the area."""
    OVERLAP = "overlap"
    """The two objects share a length or an area."""
    WITHIN_DISTANCE = "within_distance"
    """The two objects are at most `metres` apart."""
    NEAREST = "nearest"
    """The right object nearest to the left one (within `metres`, where said)."""


@dataclass(frozen=True)
class Link:
    """How the rows of two tables meet."""

    kind: Kind
    pairs: tuple[KeyPair, ...] = ()
    """For `KEYS`; one for `COMMUNE_NAMES`; elsewhere a further condition: the nearest of the same
    commune, the distance on the same day."""
    metres: float | None = None


class Several(StrEnum):
    """What to do with a left row that meets several right rows; asked, never guessed."""

    SUMMARISED = "summarised"
    """One row, with how many, the sum, the mean …"""
    EACH = "each"
    """One row for each meeting."""
    BEST = "best"
    """One row: the nearest, the most overlapping; for keys, the first in the order of the file."""


class Summary(StrEnum):
    """What is brought over of the right rows that a left row meets."""

    VALUE = "value"
    """The value of a column, as it is (with `EACH` and `BEST`)."""
    COUNT = "count"
    """How many right rows; 0 where there is none."""
    FILLED = "filled"
    """How many right rows with a value: what small cells are chosen by, never shown."""
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    LIST = "list"
    """The different values as text, separated by « ; », at most 20."""
    SHARE = "share"
    """Between 0 and 1: the part of the left object's length or area that is covered (overlaps
    counted once); without an overlap, the part of all the meetings, or of the column's total,
    that falls to this row."""
    EXTENT = "extent"
    """For an overlap: the length (m) or area (m²) that is shared."""
    DISTANCE = "distance"
    """In metres; of several, the shortest."""


@dataclass(frozen=True)
class Brought:
    """One column that the crossing adds to the left table."""

    name: str
    """Lake name in the result."""
    label: str
    summary: Summary
    column: str = ""
    """Stable id on the right; empty for `COUNT`, `EXTENT`, `DISTANCE` and a share of meetings."""
    spread: bool = False
    """For a sum over an overlap: each right row counts for the part of it that is shared, as the
    inhabitants of an area that only half falls in a zone."""
    unit: str = ""
    per: str = ""
    """Stable id of the left column that counts inhabitants: a count or a sum is then told for
    1 000 of them, and not at all where they are none or not known."""


@dataclass(frozen=True)
class Definition:
    """A crossing, whole: with its sources it is enough to compute it again."""

    left: Side
    right: Side
    link: Link
    several: Several = Several.SUMMARISED
    brought: tuple[Brought, ...] = ()
    kept: tuple[str, ...] | None = None
    """Stable ids of the left columns of the result; None: all, and those to come."""
    perimeter: tuple[str, ...] = ()
    """Codes of communes: left rows elsewhere are left out, and counted."""
    only_matched: bool = False
    """Leave out the left rows that met nothing; they remain in the report."""

    @property
    def columns(self) -> frozenset[str]:
        """Give the stable ids of the columns without which it cannot be computed."""
        keys = {i for p in self.link.pairs for i in (p.left, p.right, p.until)}
        return frozenset(keys | {i for b in self.brought for i in (b.column, b.per)}) - {""}

    def to_json(self) -> dict[str, Any]:
        """Give the definition as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Definition:
        """Read a definition written by `to_json`."""
        link = data["link"]
        return cls(
            left=_side(data["left"]),
            right=_side(data["right"]),
            link=Link(
                Kind(link["kind"]),
                tuple(
                    KeyPair(
                        p["left"],
                        p["right"],
                        tuple(Rewrite(r) for r in p["rewrites"]),
                        Period(p["period"]) if p["period"] else None,
                        p["until"],
                    )
                    for p in link["pairs"]
                ),
                link["metres"],
            ),
            several=Several(data["several"]),
            brought=tuple(
                Brought(**{**b, "summary": Summary(b["summary"])}) for b in data["brought"]
            ),
            kept=None if data["kept"] is None else tuple(data["kept"]),
            perimeter=tuple(data["perimeter"]),
            only_matched=data["only_matched"],
        )


def _side(data: dict[str, Any]) -> Side:
    return Side(data["dataset"], data["table"], Zoning(data["zoning"]) if data["zoning"] else None)
