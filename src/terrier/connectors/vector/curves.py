"""Arcs and curves, which the lake does not hold, replaced by broken lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyogrio.raw import read

NOTE = "Des arcs de cercle ont été remplacés par des lignes brisées très fines."
_FIRST, _LAST = 8, 14
"""WKB codes from CircularString to Surface (ISO/IEC 13249-3); plus thousands for Z and M."""


def has_curves(wkb: pa.BinaryArray) -> bool:
    """Tell whether a column of little-endian WKB holds a curved geometry."""
    if len(wkb) == wkb.null_count:
        return False
    _, offsets_buffer, data_buffer = wkb.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[wkb.offset : wkb.offset + len(wkb) + 1]
    data = np.frombuffer(data_buffer, np.uint8)
    starts = offsets[:-1][np.diff(offsets) >= 5]
    codes = (data[starts + 1].astype(np.int32) + 256 * data[starts + 2].astype(np.int32)) % 1000
    return bool(((codes >= _FIRST) & (codes <= _LAST)).any())


def without_curves(path: Path, layer: str, skip: int, count: int) -> pa.BinaryArray:
    """Read the geometries of a run of features again, curves made linear.

    Parameters
    ----------
    path, layer
        What GDAL opens.
    skip, count
        The run of features.
    """
    _, _, geometry, _ = read(
        path, layer=layer, columns=[], read_geometry=True, skip_features=skip, max_features=count
    )
    return pa.array(list(geometry), pa.binary())
