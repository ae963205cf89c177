"""What of a network a footprint concerns: inside it, perhaps inside it, or near it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from .commodities import Commodity
from .elements import Frame, NodeKind, Status
from .precision import MARGINS_M, PrecisionClass

DEFAULT_MARGIN_M = 50.0
"""Zone d'implantation of a structure: all points less than 50 m from its corridor.

Source: Code de l'environnement, article R554-1."""
DEEPEST_RULE_M = 5.0
"""No rule asks for more: beyond, the value is told as doubtful, and never converted."""
SENSITIVE_BY_VOLTAGE = frozenset({Commodity.ELECTRICITY, Commodity.LIGHTING})
"""Very low voltage is not sensitive: for these alone an operator may say so (article R554-2)."""


class Reach(StrEnum):
    """How a piece of network stands to the footprint."""

    INSIDE = "inside"
    """Drawn in it."""
    POSSIBLE = "possible"
    """Drawn beside it, nearer than it is known: it may be inside."""
    NEAR = "near"
    """Drawn beside it, within the margin."""


@dataclass(frozen=True)
class Piece:
    """A stretch of pipe or a device, as an answer tells it. Metres, territory's projection."""

    ref: str
    geometry: shapely.Geometry
    commodity: Commodity
    reach: Reach
    distance_m: float
    """To the footprint; 0 inside."""
    concerned_m: float
    """Length within the footprint and its margin; 0 for a device."""
    inside_m: float
    precision: PrecisionClass
    declared: bool
    """False: nobody said the class, hence C."""
    status: Status = Status.UNKNOWN
    sensitive: bool = True
    kind: NodeKind | None = None
    """None: a stretch of pipe."""
    state: str | None = None
    identifier: str | None = None
    operator: str | None = None
    material: str | None = None
    diameter_mm: float | None = None
    laid_from: int | None = None
    laid_to: int | None = None
    depth_m: float | None = None
    depth_min_m: float | None = None
    """The least that the rules asked for when it was laid (arrêté du 15 février 2012, art. 5)."""
    connection: bool = False

    @property
    def serves(self) -> bool:
        """Say whether it is to be held as in service; what is not known is."""
        return self.status not in (Status.ABANDONED, Status.REMOVED)

    @property
    def shallow(self) -> bool:
        """Say whether it is known to lie less deep than the rules wanted."""
        rule = self.depth_min_m
        if self.depth_m is None or rule is None or not 0 < rule <= DEEPEST_RULE_M:
            return False
        return 0 < self.depth_m < rule

    @property
    def laid(self) -> str:
        """Write the year of laying, or the period; empty: not known."""
        years = sorted({y for y in (self.laid_from, self.laid_to) if y is not None})
        return "–".join(map(str, years))


def concerned(
    frame: Frame,
    footprint: shapely.Geometry,
    margin_m: float,
    *,
    commodity: Commodity = Commodity.UNKNOWN,
    operator: str = "",
    devices: bool = False,
) -> list[Piece]:
    """Find what of a frame is inside a footprint or within the margin, the nearest first.

    Parameters
    ----------
    frame
        Pipes, or nodes where `devices`.
    footprint
        Polygon in the frame's projection, metres.
    margin_m
        Metres around it.
    commodity, operator
        What the network carries and who runs it, where an element does not say.

    Notes
    -----
    Class C has no bound: an element of class C within the margin may be inside.
    """
    shapely.prepare(footprint)
    distances = shapely.distance(frame.geometry, footprint)
    kept = np.flatnonzero(distances <= margin_m)
    if not len(kept):
        return []
    shapes = frame.geometry[kept]
    wide = shapely.buffer(footprint, margin_m, quad_segs=16)
    lengths = np.zeros((2, len(kept)))
    if not devices:
        lengths[0] = shapely.length(shapely.intersection(shapes, wide))
        lengths[1] = shapely.length(shapely.intersection(shapes, footprint))
    rows = _Rows(frame, commodity, operator)
    pieces = [
        rows.piece(int(at), float(distances[at]), margin_m, lengths[:, rank], devices)
        for rank, at in enumerate(kept)
    ]
    return sorted(pieces, key=lambda p: (p.distance_m, p.ref))


class _Rows:
    """Reads the columns of a frame, once for all its rows."""

    def __init__(self, frame: Frame, commodity: Commodity, operator: str) -> None:
        self._frame = frame
        self._commodity = commodity
        self._operator = operator or None
        words = ("commodity", "status", "operator", "material", "precision_xy", "sensitive",
                 "identifier", "kind", "device", "state", "connection")  # fmt: skip
        self._texts = {name: frame.texts(name) for name in words}
        figures = ("diameter_mm", "laid_from", "laid_to", "depth_m", "depth_min_m")
        self._numbers = {name: frame.numbers(name) for name in figures}

    def piece(
        self,
        at: int,
        distance: float,
        margin: float,
        lengths: npt.NDArray[np.float64],
        devices: bool,
    ) -> Piece:
        said = {name: column[at] for name, column in self._texts.items()}
        figures = {name: _figure(column[at]) for name, column in self._numbers.items()}
        carried = _member(Commodity, said["commodity"], self._commodity)
        precision = PrecisionClass.of(said["precision_xy"])
        kind = _member(NodeKind, said["kind"] if devices else said["device"], NodeKind.UNKNOWN)
        return Piece(
            ref=str(self._frame.refs[at]),
            geometry=self._frame.geometry[at],
            commodity=carried,
            reach=reach(distance, precision, margin),
            distance_m=distance,
            concerned_m=float(lengths[0]),
            inside_m=float(lengths[1]),
            precision=precision,
            declared=said["precision_xy"] in set(PrecisionClass),
            status=_member(Status, said["status"], Status.UNKNOWN),
            sensitive=sensitive(carried, said["sensitive"]),
            kind=kind if devices or said["device"] else None,
            state=said["state"],
            identifier=said["identifier"],
            operator=said["operator"] or self._operator,
            material=said["material"],
            diameter_mm=figures["diameter_mm"],
            laid_from=_year(figures["laid_from"]),
            laid_to=_year(figures["laid_to"]),
            depth_m=figures["depth_m"],
            depth_min_m=figures["depth_min_m"],
            connection=bool(said["connection"]),
        )


def reach(distance_m: float, precision: PrecisionClass, margin_m: float) -> Reach:
    """Say how an element stands to a footprint, its uncertainty counted against it.

    Examples
    --------
    >>> reach(1.0, PrecisionClass.A, 50.0), reach(1.0, PrecisionClass.B, 50.0)
    (<Reach.NEAR: 'near'>, <Reach.POSSIBLE: 'possible'>)
    """
    if distance_m <= 0:
        return Reach.INSIDE
    bound = margin_m if precision is PrecisionClass.C else MARGINS_M[precision]
    return Reach.POSSIBLE if distance_m <= bound else Reach.NEAR


def sensitive(commodity: Commodity, declared: bool | None) -> bool:
    """Say whether a network is sensitive for safety.

    Source: Code de l'environnement, article R554-2.
    """
    if declared is False and commodity in SENSITIVE_BY_VOLTAGE:
        return False
    return bool(declared) or commodity.look.sensitive


def worst(pieces: Iterable[Piece]) -> PrecisionClass | None:
    """Give the worst class of what is in service; None: nothing is."""
    return max((p.precision for p in pieces if p.serves), default=None)


def shares(pieces: Iterable[Piece]) -> dict[PrecisionClass, float]:
    """Share the length in service among the classes; empty where there is none."""
    lengths = dict.fromkeys(PrecisionClass, 0.0)
    for piece in pieces:
        lengths[piece.precision] += piece.concerned_m if piece.serves else 0.0
    total = sum(lengths.values())
    return {name: metres / total for name, metres in lengths.items()} if total else {}


def _member(kind: Any, value: object, otherwise: Any) -> Any:
    return kind(value) if value in set(kind) else otherwise


def _figure(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return None if np.isnan(number) else number


def _year(value: float | None) -> int | None:
    return None if value is None else int(value)
