"""What is kept of a table to guess which others it meets, without reading it again.

Of each column the smallest hashes of its different values are kept (bottom-k): they are a sample
that two columns take alike, so that the part of one that is found in the other can be estimated
from the two samples alone.

Source: E. Cohen and H. Kaplan, « Summarizing data using bottom-k sketches », PODC 2007; the
interval is that of E. B. Wilson, JASA 22 (1927).
"""

from __future__ import annotations

import base64
import math
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT = 256
"""Hashes kept of a column of plain texts."""
KEPT_OF_CODES = 4096
"""Hashes kept of a column of known codes: the 24 communes of a table are looked for among all."""
AS_IT_IS = ""
"""The form of values that no rewrite touches."""
Z_95 = 1.96
EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""
CELLS = 64
"""Side of the raster of what areas cover."""


@dataclass(frozen=True)
class Digest:
    """The smallest hashes (32 bits) of the different values of a column."""

    distinct: int
    packed: str
    """Sorted little-endian unsigned integers, in base 64."""

    @classmethod
    def of(cls, distinct: int, hashes: list[int]) -> Digest:
        """Pack the smallest hashes of a column."""
        packed = np.sort(np.asarray(hashes, dtype="<u4")).tobytes()
        return cls(distinct, base64.b64encode(packed).decode())

    @cached_property
    def hashes(self) -> NDArray[np.uint32]:
        """Give the hashes, sorted, each once."""
        return np.frombuffer(base64.b64decode(self.packed), dtype="<u4")

    @property
    def complete(self) -> bool:
        """Say whether every value has its hash here."""
        return len(self.hashes) >= self.distinct

    @property
    def threshold(self) -> int:
        """Give the hash up to which every value of the column is here."""
        return 2**32 if self.complete else int(self.hashes[-1])


@dataclass(frozen=True)
class Estimate:
    """A part between 0 and 1, with what is known of its error."""

    share: float
    low: float
    high: float
    """Bounds that hold 95 times in 100."""
    sample: int
    """Values that were looked at."""
    exact: bool = False

    def times(self, share: float) -> Estimate:
        """Give the part of a whole of which only a share was looked at."""
        low, high = self.low * share, self.high * share
        return Estimate(self.share * share, low, high, self.sample, self.exact)


def contained(one: Digest, other: Digest) -> Estimate | None:
    """Estimate which part of the values of one column stands in another.

    Parameters
    ----------
    one, other
        Digests of values rewritten in the same form.

    Returns
    -------
    Estimate or None
        None where no sampled value lets anything be said.
    """
    threshold = min(one.threshold, other.threshold)
    mine = one.hashes[one.hashes <= threshold] if threshold < 2**32 else one.hashes
    if not len(mine):
        return None
    found = len(np.intersect1d(mine, other.hashes, assume_unique=True))
    return estimate(found, len(mine), exact=one.complete and other.complete)


def estimate(found: int, sample: int, *, exact: bool = False) -> Estimate:
    """Give a part of a sample with the interval that holds 95 times in 100 (Wilson).

    Examples
    --------
    >>> e = estimate(92, 100)
    >>> e.share, round(e.low, 2), round(e.high, 2)
    (0.92, 0.85, 0.96)
    """
    share = found / sample
    if exact:
        return Estimate(share, share, share, sample, exact=True)
    spread = Z_95**2 / sample
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / sample + spread / (4 * sample)) / (1 + spread)
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half), sample)


@dataclass(frozen=True)
class ColumnSketch:
    """What is kept of one column."""

    id: str
    """Stable id."""
    family: str
    """`text`, `integer`, `decimal`, `double`, `boolean`, `date`, `time`, `timestamp` …"""
    filled: int
    distinct: int
    low: str | None = None
    high: str | None = None
    """Least and greatest value of numbers (texts that are all whole numbers too) and moments."""
    whole_numbers: bool = False
    """Whether every value is a whole number, even written as text."""
    digests: dict[str, Digest] = field(default_factory=dict)
    """By form: `AS_IT_IS`, or the names of the rewrites joined by `+`."""
    numbered: bool = False
    """Whether texts are one same prefix and a number each (`VV001`, `VV002` …); `low` and `high`
    are then those of the numbers."""


@dataclass(frozen=True)
class PlacesSketch:
    """What is kept of the geometries of a table."""

    family: str
    """`Point`, `LineString`, `Polygon` or `Mixed`."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north in WGS84 degrees."""
    located: int
    sample: tuple[tuple[float, float], ...] = ()
    """A point of each of some objects, longitude and latitude."""
    covered: str = ""
    """For areas: which cells of a raster of `CELLS` × `CELLS` over the bbox have their centre in
    one, as bits in base 64, from the south-west, row by row; empty: not known."""

    def covers(self, lon: float, lat: float) -> bool:
        """Say whether a point lies in a covered cell."""
        west, south, east, north = self.bbox
        if not (west <= lon <= east and south <= lat <= north):
            return False
        column = min(CELLS - 1, int((lon - west) / ((east - west) or 1) * CELLS))
        row = min(CELLS - 1, int((lat - south) / ((north - south) or 1) * CELLS))
        return bool(self._cells[row * CELLS + column])

    @cached_property
    def _cells(self) -> NDArray[np.uint8]:
        return np.unpackbits(np.frombuffer(base64.b64decode(self.covered), dtype=np.uint8))

    @staticmethod
    def pack(cells: list[int]) -> str:
        """Pack the numbers of the covered cells."""
        bits = np.zeros(CELLS * CELLS, dtype=np.uint8)
        bits[cells] = 1
        return base64.b64encode(np.packbits(bits).tobytes()).decode()


@dataclass(frozen=True)
class TableSketch:
    """What is kept of one table of one version, read whole."""

    rows: int
    columns: tuple[ColumnSketch, ...]
    places: PlacesSketch | None = None
    together: dict[str, int] = field(default_factory=dict)
    """`code id|moment id|period` → how many different couples of a code and a period."""

    def to_json(self) -> dict[str, Any]:
        """Give the sketch as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TableSketch:
        """Read a sketch written by `to_json`."""
        places = data["places"]
        return cls(
            rows=data["rows"],
            columns=tuple(_column(c) for c in data["columns"]),
            places=places
            and PlacesSketch(
                places["family"],
                tuple(places["bbox"]),
                places["located"],
                tuple((lon, lat) for lon, lat in places["sample"]),
                places["covered"],
            ),
            together=data["together"],
        )


def _column(data: dict[str, Any]) -> ColumnSketch:
    digests = {form: Digest(**digest) for form, digest in data["digests"].items()}
    return ColumnSketch(**{**data, "digests": digests})


def inside(one: PlacesSketch, other: PlacesSketch) -> Estimate | None:
    """Estimate which part of the objects of one table lies in the areas of another.

    Returns
    -------
    Estimate or None
        None where nothing is known of what the areas cover, or no object was sampled.
    """
    if not one.sample or not other.covered:
        return None
    return estimate(sum(other.covers(lon, lat) for lon, lat in one.sample), len(one.sample))


def around(one: PlacesSketch, other: PlacesSketch) -> Estimate | None:
    """Estimate which part of the objects of one table lies where the other has any."""
    if not one.sample:
        return None
    west, south, east, north = other.bbox
    near = sum(west <= lon <= east and south <= lat <= north for lon, lat in one.sample)
    return estimate(near, len(one.sample))


def nearest(one: PlacesSketch, other: PlacesSketch) -> float:
    """Guess how far from an object of one table the nearest of the other usually lies, in metres.

    Between samples it is the median of the distances; among `n` times as many objects the nearest
    is `sqrt(n)` times nearer.

    Returns
    -------
    float
        Infinite where no position is known.
    """
    if not (one.sample and other.sample):
        return math.inf
    here, there = np.radians(one.sample), np.radians(other.sample)
    lon = (here[:, None, 0] - there[None, :, 0]) * np.cos(here[:, None, 1])
    lat = here[:, None, 1] - there[None, :, 1]
    between = EARTH_M * np.median(np.hypot(lon, lat).min(axis=1))
    return float(between * math.sqrt(len(other.sample) / max(other.located, len(other.sample))))
