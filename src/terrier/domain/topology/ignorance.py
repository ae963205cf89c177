"""Where knowledge is missing: what is not known of a place is told as such, never as nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely

from . import materials
from .commodities import Commodity
from .elements import Status
from .footprint import Piece
from .precision import PrecisionClass

ALWAYS_THERE = (
    Commodity.DRINKING_WATER, Commodity.ELECTRICITY, Commodity.TELECOM, Commodity.LIGHTING,
)  # fmt: skip
"""What every inhabited commune has: nobody declared means nobody told."""
SOMETIMES_THERE = (
    Commodity.WASTEWATER, Commodity.STORMWATER, Commodity.GAS, Commodity.HEAT,
)  # fmt: skip
"""What a commune may have or not: nobody declared, nobody knows."""
FAR_DEGREES = 0.1
"""Beyond its communes by more than this (some ten kilometres), no network of a territory goes."""
SERVED_WITHIN_M = 50.0
"""An inhabited place farther than this from any known water pipe is supplied by one we ignore.

A service connection is seldom longer; where it is, the pipe that feeds it is unknown here too."""
OLD_AFTER_DAYS = 3 * 365
"""A plan not brought up to date for so long is said to be old: our choice, no rule sets it."""
SPREAD_M = 20.0
"""Around a place that nothing known supplies, this much is drawn as unknown."""


class Gap(StrEnum):
    """One way of not knowing."""

    UNDECLARED = "undeclared"
    """A service that always exists, and nobody declared it in the commune."""
    UNTOLD = "untold"
    """Kinds of networks that may exist in the commune or not: nobody declared them."""
    NO_PLAN = "no_plan"
    """A service is declared in the commune, and no plan of it is shown to the reader.

    Whether there is none or it is hidden from them is not told."""
    WITHHELD = "withheld"
    """A plan exists; the reader has no right on it."""
    UNSUPPLIED = "unsupplied"
    """Addresses or buildings far from any known water pipe."""
    NO_GROUND = "no_ground"
    """Neither addresses nor buildings to look for such places with."""
    CLASS_C = "class_c"
    NO_CLASS = "no_class"
    NO_DATE = "no_date"
    NO_MATERIAL = "no_material"
    NO_DEPTH = "no_depth"
    NO_STATUS = "no_status"
    OLD = "old"
    """The version is old."""
    PLACELESS = "placeless"
    """Elements of the network have no place: they may be here."""
    ELSEWHERE = "elsewhere"
    """Elements are drawn far from the territory: their coordinates are wrong, they may be here."""
    REJECTED = "rejected"
    """Lines of the file could not be read when it came in: what they describe may be here."""
    TABLE_GONE = "table_gone"
    """The version lacks a table that the network is read from."""
    SILENT = "silent"
    """A plan without anything here: that proves nothing."""
    BEYOND = "beyond"
    """The zone goes beyond the territory."""


GRAVE = frozenset(
    {Gap.UNDECLARED, Gap.NO_PLAN, Gap.WITHHELD, Gap.UNSUPPLIED, Gap.PLACELESS, Gap.ELSEWHERE,
     Gap.REJECTED, Gap.TABLE_GONE, Gap.BEYOND, Gap.NO_GROUND}
)  # fmt: skip
"""Something may lie here that is not drawn at all; the others speak of what is drawn."""


@dataclass(frozen=True)
class Unknown:
    """One thing that is not known of a zone."""

    gap: Gap
    subject: str = ""
    """Name of the network, the service or the operator."""
    commodity: Commodity | None = None
    place: str = ""
    """Name of the commune."""
    count: int = 0
    metres: float = 0.0
    share: float = 0.0
    """Of the length in service, where a length is told."""
    on: date | None = None
    zone: shapely.Geometry | None = None
    """Where, in the territory's projection; None: everywhere in the zone asked."""

    @property
    def grave(self) -> bool:
        """Say whether something may lie here that is not drawn at all."""
        return self.gap in GRAVE


@dataclass(frozen=True)
class Declared:
    """A service that somebody declared."""

    commodity: Commodity
    name: str
    communes: frozenset[str]
    has_plan: bool
    """Whether the reader is shown one."""


def of_services(communes: dict[str, str], services: Sequence[Declared]) -> list[Unknown]:
    """Tell services that nobody declared, and those declared without a plan.

    Parameters
    ----------
    communes
        Code → name of the communes that the zone meets.
    services
        All those declared.
    """
    found = []
    # Where nobody knows the communes, nothing is declared for the place.
    for code, name in (communes or {"": ""}).items():
        here = [s for s in services if code in s.communes]
        told = {s.commodity for s in here}
        missing = [c for c in ALWAYS_THERE if c not in told]
        found += [Unknown(Gap.UNDECLARED, commodity=c, place=name) for c in missing]
        untold = ", ".join(c.look.label for c in SOMETIMES_THERE if c not in told)
        found += [Unknown(Gap.UNTOLD, subject=untold, place=name)] if untold else []
        found += [
            Unknown(Gap.NO_PLAN, subject=s.name, commodity=s.commodity, place=name)
            for s in here
            if not s.has_plan
        ]
    return found


def of_pieces(network: str, pieces: Iterable[Piece]) -> list[Unknown]:
    """Tell what is not known of the stretches in service, by the length concerned."""
    lines = [p for p in pieces if p.kind is None and p.serves and p.concerned_m > 0]
    total = sum(p.concerned_m for p in lines)
    lacking = {
        Gap.NO_CLASS: [p for p in lines if not p.declared],
        Gap.CLASS_C: [p for p in lines if p.declared and p.precision is PrecisionClass.C],
        Gap.NO_DATE: [p for p in lines if not p.laid],
        Gap.NO_MATERIAL: [p for p in lines if p.material in (None, "", materials.UNKNOWN)],
        Gap.NO_DEPTH: [p for p in lines if p.depth_m is None],
        Gap.NO_STATUS: [p for p in lines if p.status is Status.UNKNOWN],
    }
    found = []
    for gap, those in lacking.items():
        if those:
            metres = sum(p.concerned_m for p in those)
            share = metres / total
            found.append(Unknown(gap, network, count=len(those), metres=metres, share=share))
    return found


def unsupplied(
    inhabited: npt.NDArray[np.object_], water: npt.NDArray[np.object_]
) -> Unknown | None:
    """Find inhabited places too far from any known water pipe to be supplied by it.

    Parameters
    ----------
    inhabited
        Addresses and buildings of the zone (projected, metres).
    water
        Known pipes of drinking water, those around the zone too: `SERVED_WITHIN_M` farther.

    Returns
    -------
    Unknown or None
        None where each has a pipe near.
    """
    if not len(inhabited):
        return None
    if len(water):
        tree = shapely.STRtree(water)
        supplied = tree.query(inhabited, predicate="dwithin", distance=SERVED_WITHIN_M)[0]
        inhabited = np.delete(inhabited, np.unique(supplied))
    if not len(inhabited):
        return None
    zone = shapely.union_all(shapely.buffer(inhabited, SPREAD_M, quad_segs=8))
    return Unknown(
        Gap.UNSUPPLIED, commodity=Commodity.DRINKING_WATER, count=len(inhabited), zone=zone
    )


def of_version(network: str, made_on: date, today: date) -> Unknown | None:
    """Tell a plan that is old."""
    if (today - made_on).days <= OLD_AFTER_DAYS:
        return None
    return Unknown(Gap.OLD, network, on=made_on)
