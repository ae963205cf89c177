"""Places of elements as arrays: points, ends, neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from terrier.domain.topology.elements import Strings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]


def usable(geometry: Geometries) -> Geometries:
    """Put None in place of geometries that are empty or not of numbers.

    Parameters
    ----------
    geometry
        Shapely geometries or None.
    """
    kept = geometry.copy()
    kept[shapely.is_empty(kept)] = None
    coordinates, owner = shapely.get_coordinates(kept, return_index=True)
    kept[owner[~np.isfinite(coordinates).all(axis=1)]] = None
    return kept


def ends_of(lines: Geometries) -> Floats:
    """Give the first and the last point of lines, shape (lines, 2, 2); NaN where there is none."""
    found = np.full((len(lines), 2, 2), np.nan)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    present, first = np.unique(owner, return_index=True)
    if len(present):
        last = np.append(first[1:], len(owner)) - 1
        found[present, 0], found[present, 1] = coordinates[first], coordinates[last]
    return found


def points_of(xy: Floats) -> Geometries:
    """Make points, None where a coordinate is not known."""
    made = np.full(len(xy), None, dtype=object)
    sure = np.isfinite(xy).all(axis=1)
    made[sure] = shapely.points(xy[sure])
    return made


def truths(values: Strings) -> Flags:
    """Tell which values are True, neither False nor unknown."""
    return np.array([value is True for value in values], dtype=bool)


def positions(flags: npt.NDArray[np.bool_]) -> list[int]:
    """Give the positions where a flag is set."""
    found: list[int] = np.flatnonzero(flags).tolist()
    return found


def neighbours(places: Floats, chosen: Sequence[int], within_m: float) -> Iterator[tuple[int, int]]:
    """Give the pairs of places nearer than a distance, each once, the earlier first.

    Parameters
    ----------
    places
        Shape (places, 2), metres; those with NaN are near nothing.
    chosen
        Positions of those to look at, increasing.
    within_m
        Metres.
    """
    at = np.array(chosen, dtype=np.int64)
    at = at[np.isfinite(places[at]).all(axis=1)]
    points = points_of(places[at])
    left, right = shapely.STRtree(points).query(points, predicate="dwithin", distance=within_m)
    keep = left < right
    yield from zip(at[left[keep]].tolist(), at[right[keep]].tolist(), strict=True)
