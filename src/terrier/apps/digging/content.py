"""What an answer says, and how it is kept: written once, read back as it was."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely

from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import NodeKind, Status
from terrier.domain.topology.footprint import Piece, Reach
from terrier.domain.topology.ignorance import Gap, Unknown
from terrier.domain.topology.precision import PrecisionClass

CENTIMETRE = 2
"""Digits of a metre that are kept: no network is known better."""


@dataclass(frozen=True)
class Told:
    """What one network has here."""

    title: str
    dataset: str
    version: int
    made_on: date
    """Day when the version came in."""
    commodity: Commodity
    service: str = ""
    operator: str = ""
    phone: str = ""
    authority: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def lines(self) -> tuple[Piece, ...]:
        """Give the stretches."""
        return tuple(p for p in self.pieces if p.kind is None)

    @property
    def devices(self) -> tuple[Piece, ...]:
        """Give the devices."""
        return tuple(p for p in self.pieces if p.kind is not None)


@dataclass(frozen=True)
class Worksite:
    """A worksite near in space and time."""

    title: str
    who: str
    starts_on: date | None
    ends_on: date | None
    state: str
    distance_m: float
    advice: str = ""
    """What to do about it: share the trench, wait for the road, agree."""
    page: int | None = None
    """Its number in the register."""
    geometry: shapely.Geometry | None = None


@dataclass(frozen=True)
class Findings:
    """All that is answered. Shapes are in `crs`, metres."""

    zone: shapely.Geometry
    crs: str
    margin_m: float
    place: str
    communes: dict[str, str]
    networks: tuple[Told, ...] = ()
    withheld: tuple[str, ...] = ()
    """Titles of the networks that the reader sees and may not ask about."""
    unknowns: tuple[Unknown, ...] = ()
    worksites: tuple[Worksite, ...] = ()

    @property
    def around(self) -> shapely.Geometry:
        """Give the zone with its margin."""
        return shapely.buffer(self.zone, self.margin_m, quad_segs=16)


def packed(findings: Findings) -> tuple[bytes, str]:
    """Give the content as it is kept, and its proof."""
    text = json.dumps(_plain(findings), ensure_ascii=False, sort_keys=True).encode()
    return gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()


def unpacked(content: bytes) -> Findings:
    """Read a content back."""
    kept: dict[str, Any] = json.loads(gzip.decompress(content))
    networks = tuple(
        Told(
            **replaced(
                told,
                made_on=date.fromisoformat,
                commodity=Commodity,
                pieces=lambda pieces: tuple(map(_piece, pieces)),
            )
        )
        for told in kept.pop("networks")
    )
    return Findings(
        networks=networks,
        withheld=tuple(kept.pop("withheld")),
        unknowns=tuple(Unknown(**_unknown(u)) for u in kept.pop("unknowns")),
        worksites=tuple(Worksite(**_worksite(w)) for w in kept.pop("worksites")),
        zone=shapely.from_wkt(kept.pop("zone")),
        **kept,
    )


def replaced(kept: dict[str, Any], **readers: Any) -> dict[str, Any]:
    """Read some members of a plain object."""
    return {
        name: readers[name](value) if name in readers and value is not None else value
        for name, value in kept.items()
    }


def _piece(kept: dict[str, Any]) -> Piece:
    return Piece(
        **replaced(
            kept,
            geometry=shapely.from_wkt,
            commodity=Commodity,
            reach=Reach,
            precision=PrecisionClass,
            status=Status,
            kind=NodeKind,
        )
    )


def _unknown(kept: dict[str, Any]) -> dict[str, Any]:
    return replaced(
        kept, gap=Gap, commodity=Commodity, on=date.fromisoformat, zone=shapely.from_wkt
    )


def _worksite(kept: dict[str, Any]) -> dict[str, Any]:
    return replaced(
        kept,
        starts_on=date.fromisoformat,
        ends_on=date.fromisoformat,
        geometry=shapely.from_wkt,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Findings):
        return _plain({name: getattr(value, name) for name in value.__dataclass_fields__})
    if isinstance(value, Told | Piece | Unknown | Worksite):
        return _plain({name: getattr(value, name) for name in value.__dataclass_fields__})
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkt(value, rounding_precision=CENTIMETRE)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value
