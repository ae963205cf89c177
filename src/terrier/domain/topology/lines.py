"""The drawn lines of the pipes that carry something, part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from .doubts import Doubt, Notebook
from .elements import Frame, Status

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

CARRYING = frozenset({None, Status.IN_SERVICE, Status.UNKNOWN})
"""What is stopped, abandoned, removed or planned carries nothing; what is not known may."""


@dataclass(frozen=True)
class Lines:
    """The parts of the lines of pipes; a pipe without a line is one part without geometry."""

    pipe: Ints
    """Row of the pipe in its frame; the parts of one pipe follow each other."""
    geometry: Objects
    """LineStrings, or None."""
    drawn_m: Floats
    """Length as drawn; 0 without geometry."""
    scale: Floats
    """Declared length of the pipe over its drawn one; 1 where nothing is declared."""
    length_m: Floats
    """Declared length, shared among parts, else drawn."""
    before_m: Floats
    """Drawn length of the parts of the same pipe before this one."""
    first: Bools
    last: Bools
    """Whether the part begins, or ends, its pipe."""

    def __len__(self) -> int:
        return len(self.pipe)


def carries(frame: Frame) -> Bools:
    """Say which elements serve, or may serve."""
    return np.array([status in CARRYING for status in frame.texts("status")], dtype=bool)


def places(frame: Frame) -> Floats:
    """Give the coordinates of points (a point within, for surfaces); NaN where there is none."""
    geometry = frame.geometry.copy()
    odd = ~shapely.is_missing(geometry) & (shapely.get_type_id(geometry) != 0)
    geometry[odd] = shapely.point_on_surface(geometry[odd])
    found = np.column_stack([shapely.get_x(geometry), shapely.get_y(geometry)])
    found[~np.isfinite(found).all(axis=1)] = np.nan
    return found


def read_lines(pipes: Frame, with_ends: Bools, notes: Notebook) -> Lines:
    """Take the lines of the pipes that carry.

    Parameters
    ----------
    pipes
        Frame of pipes.
    with_ends
        Whether both end nodes of a pipe are known: then it needs no line.
    notes
        Receives the pipes that have no usable line, or several.
    """
    carrying = carries(pipes)
    merged = _usable(pipes.geometry)
    parts, row = shapely.get_parts(merged, return_index=True)
    kept = carrying[row]
    parts, row = parts[kept], row[kept].astype(np.int64)
    bare = np.flatnonzero(carrying & shapely.is_missing(merged))
    notes.note(Doubt.NO_PLACE, pipes.refs[bare[~with_ends[bare]]])
    bare = bare[with_ends[bare]]
    row = np.concatenate([row, bare])
    order = np.argsort(row, kind="stable")
    row = row[order]
    geometry = np.concatenate([parts, np.full(len(bare), None, dtype=object)])[order]
    return _measure(pipes, row, geometry, notes)


def _usable(geometry: Objects) -> Objects:
    """Keep lines of finite coordinates, their parts joined where they touch; None for the rest."""
    found = np.full(len(geometry), None, dtype=object)
    kind = shapely.get_type_id(geometry)
    sound = np.isin(kind, (1, 5)) & ~shapely.is_empty(geometry)
    at, row = shapely.get_coordinates(geometry, return_index=True)
    # The bounds of a line pass over what is not a number.
    sound[row[~np.isfinite(at).all(axis=1)]] = False
    found[sound] = shapely.force_2d(geometry[sound])
    several = sound & (kind == 5)
    found[several] = shapely.line_merge(found[several], directed=True)
    return found


def _measure(pipes: Frame, row: Ints, geometry: Objects, notes: Notebook) -> Lines:
    drawn = np.nan_to_num(shapely.length(geometry))
    first = np.ones(len(row), dtype=bool)
    first[1:] = row[1:] != row[:-1]
    last = np.roll(first, -1)
    notes.note(Doubt.SEVERAL_PARTS, pipes.refs[row[~first]])
    before = np.cumsum(drawn) - drawn
    starts = np.flatnonzero(first)
    before -= before[starts][np.cumsum(first) - 1]
    whole = np.bincount(row, weights=drawn, minlength=len(pipes))
    declared = pipes.numbers("length_m")
    known = np.isfinite(declared) & (declared > 0)
    scale = np.ones(len(pipes))
    shared = known & (whole > 0)
    scale[shared] = declared[shared] / whole[shared]
    length = drawn * scale[row]
    undrawn = known[row] & (whole[row] == 0) & first
    length[undrawn] = declared[row[undrawn]]
    return Lines(row, geometry, drawn, scale[row], length, before, first, last)
