"""Filters as values, and their canonical address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote as percent

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters.values import write_value


class Operator(StrEnum):
    """What a filter asks of a column; the value is the word used in addresses."""

    EQ = "eq"
    NE = "ne"
    CONTAINS = "contains"
    STARTS = "starts"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    IN = "in"
    EMPTY = "empty"
    FILLED = "filled"
    WITHIN = "within"


WITHOUT_VALUE = frozenset({Operator.EMPTY, Operator.FILLED})


@dataclass(frozen=True)
class Box:
    """A window in WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= self.east <= 180 and -90 <= self.south <= self.north <= 90):
            raise Invalid(
                "L’emprise demandée n’existe pas : écrivez ouest,sud,est,nord en degrés, "
                "par exemple 4.7,46.4,5.1,46.7."
            )

    def __str__(self) -> str:
        return ",".join(f"{v:.10g}" for v in (self.west, self.south, self.east, self.north))


@dataclass(frozen=True)
class Circle:
    """Everything at most `radius_m` metres from a point (WGS84 degrees)."""

    lon: float
    lat: float
    radius_m: float

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 < self.lat < 90 and 0 < self.radius_m <= 100_000):
            raise Invalid(
                "Le cercle demandé n’existe pas : écrivez longitude,latitude,rayon en mètres "
                "(au plus 100 000), par exemple 4.91,46.56,500."
            )

    def __str__(self) -> str:
        return ",".join(f"{v:.10g}" for v in (self.lon, self.lat, self.radius_m))


@dataclass(frozen=True)
class Filter:
    """One condition on one column (or on the geometry, for `within`)."""

    column: str
    operator: Operator
    value: object = None
    """Typed by the column; a tuple for `in`; a `Box` or a `Circle` for `within`."""

    def to_pairs(self) -> list[tuple[str, str]]:
        """Write the filter as pairs of a query string."""
        if isinstance(self.value, Box):
            return [("bbox", str(self.value))]
        if isinstance(self.value, Circle):
            return [("near", str(self.value))]
        name = f"f.{self.column}"
        if self.operator in WITHOUT_VALUE:
            return [(name, self.operator.value)]
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return [(name, f"{self.operator.value}:{write_value(v)}") for v in values]


@dataclass(frozen=True)
class Filters:
    """All the conditions of one question; every one must hold."""

    items: tuple[Filter, ...] = ()
    q: str = ""
    """Words looked for in all visible text columns, without accents or capitals."""

    def __bool__(self) -> bool:
        return bool(self.items or self.q)

    def to_query(self) -> str:
        """Write the canonical query string: same filters, same address."""
        pairs = sorted(pair for item in self.items for pair in item.to_pairs())
        pairs += [("q", self.q)] if self.q else []
        return "&".join(f"{percent(k, safe='._-')}={percent(v, safe=':,._-/')}" for k, v in pairs)

    def of(self, column: str) -> tuple[Filter, ...]:
        """Give the filters that bear on one column."""
        return tuple(item for item in self.items if item.column == column)

    def without(self, column: str) -> Filters:
        """Give the same filters, those of one column left out."""
        return Filters(tuple(i for i in self.items if i.column != column), self.q)

    def with_(self, *added: Filter) -> Filters:
        """Give the same filters with some more."""
        return Filters(self.items + added, self.q)


NO_FILTERS = Filters()
