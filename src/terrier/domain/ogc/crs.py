"""Coordinate reference systems as OGC API – Features Part 2 names them (OGC 18-058r1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pyproj import CRS

from terrier.domain.kernel.errors import Invalid

PREFIX = "http://www.opengis.net/def/crs/"
CRS84_URI = f"{PREFIX}OGC/1.3/CRS84"
_EPSG = re.compile(r"EPSG:(\d{4,6})")
_WRITTEN = re.compile(
    r"\[?(?:EPSG:|urn:ogc:def:crs:EPSG::|http://www\.opengis\.net/def/crs/EPSG/0/)(\d{4,6})\]?"
)


@dataclass(frozen=True)
class ReferenceSystem:
    """A system that coordinates can be asked in."""

    uri: str
    code: str
    """`AUTHORITY:CODE` for PROJ."""
    north_first: bool = False
    """True where the authority writes latitude (or northing) before longitude."""

    @property
    def wgs84(self) -> bool:
        """Say whether coordinates are the degrees of the lake, whatever their order."""
        return self.code == "EPSG:4326"


CRS84 = ReferenceSystem(CRS84_URI, "EPSG:4326")


@lru_cache(maxsize=64)
def system(code: str) -> ReferenceSystem:
    """Describe a system by its EPSG code, with the axis order that EPSG declares.

    Parameters
    ----------
    code
        `EPSG:2154`, which must exist.
    """
    first_axis = CRS.from_user_input(code).axis_info[0].direction
    number = code.removeprefix("EPSG:")
    return ReferenceSystem(f"{PREFIX}EPSG/0/{number}", code, first_axis.lower() == "north")


def offered(territory: str) -> tuple[ReferenceSystem, ...]:
    """List the systems of every collection: CRS84, WGS84, Lambert-93 and the territory's own."""
    codes = ["EPSG:4326", "EPSG:2154"]
    codes += [territory] if _EPSG.fullmatch(territory) and territory not in codes else []
    return (CRS84, *(system(code) for code in codes))


def choose(text: str, known: Iterable[ReferenceSystem]) -> ReferenceSystem:
    """Find the system that a client asks for, by its URI (or URN, CURIE, `EPSG:2154`).

    Raises
    ------
    Invalid
        The system is not offered here.
    """
    known = tuple(known)
    wanted = text.strip()
    if wanted in {CRS84_URI, "OGC:CRS84", "[OGC:CRS84]"}:
        wanted = CRS84_URI
    elif written := _WRITTEN.fullmatch(wanted):
        wanted = f"{PREFIX}EPSG/0/{written.group(1)}"
    found = next((s for s in known if s.uri == wanted), None)
    if found is None:
        raise Invalid(
            f"Le système de coordonnées « {text[:80]} » n’est pas proposé ici. "
            f"Demandez-en un de ceux-ci : {', '.join(s.uri for s in known)}."
        )
    return found
