"""Objects of a GML that are drawn by others: the shape is borrowed, the references stay columns.

A surface mark of the PCRS says `representation xlink:href="…"`, which leads to another object,
which leads to a point, lines or an envelope (CNIG, PCRS 2.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyogrio
import shapely
from pyogrio.raw import read

_LEADS = ("representation_href", "point_href", "ligne_href", "enveloppe_href")
_FIRST = _LEADS[0]
_DEEPEST = 3
_ID = "gml_id"
NOTE = "Les formes viennent des objets que désigne « representation »."


@dataclass(frozen=True)
class Borrowed:
    """The shapes of a layer that has none of its own, feature by feature."""

    shapes: list[bytes | None]
    crs: str | None


def borrow(path: Path, layer: str) -> Borrowed | None:
    """Find the shapes that the objects of a layer refer to.

    Parameters
    ----------
    path, layer
        What GDAL opens, a layer without geometry.

    Returns
    -------
    Borrowed or None
        None where the layer does not say who draws its objects.
    """
    names = set(pyogrio.read_info(path, layer=layer)["fields"])
    if not {_ID, _FIRST} <= names:
        return None
    others = _Others(path)
    ids = _columns(path, layer, [_ID])[0]
    return Borrowed([others.shape(i) for i in ids], others.crs)


class _Others:
    """Every object of a file by its id: its shape, and where it leads."""

    def __init__(self, path: Path) -> None:
        self.crs: str | None = None
        self._drawn: dict[str, bytes] = {}
        self._leads: dict[str, list[str]] = {}
        for layer, kind in pyogrio.list_layers(path):
            info = pyogrio.read_info(path, layer=layer)
            leads = [name for name in _LEADS if name in info["fields"]]
            if _ID not in info["fields"] or not (kind or leads):
                continue
            _, _, geometry, (ids, *refs) = read(path, layer=layer, columns=[_ID, *leads])
            if geometry is not None:
                self.crs = self.crs or info["crs"]
                self._drawn |= {i: g for i, g in zip(ids, geometry, strict=True) if g is not None}
            for at, name in enumerate(ids):
                self._leads[name] = [r for column in refs for r in _references(column[at])]

    def shape(self, name: str) -> bytes | None:
        """Give the shape that an object leads to, several as a collection."""
        found = list(self._found(name, _DEEPEST))
        if len(found) < 2:
            return found[0] if found else None
        wkb: bytes = shapely.to_wkb(shapely.GeometryCollection(list(shapely.from_wkb(found))))
        return wkb

    def _found(self, name: str, depth: int) -> Iterator[bytes]:
        if name in self._drawn:
            yield self._drawn[name]
        elif depth:
            for other in self._leads.get(name, ()):
                yield from self._found(other, depth - 1)


def _columns(path: Path, layer: str, names: list[str]) -> list[list[str]]:
    _, _, _, columns = read(path, layer=layer, columns=names, read_geometry=False)
    return [list(column) for column in columns]


def _references(value: object) -> list[str]:
    """Read one reference, or a list of them; `#` says that it is in this file."""
    if value is None or not str(value):
        return []
    text = str(value)
    several = json.loads(text) if text.startswith("[") else [text]
    return [str(one).removeprefix("#") for one in several]
