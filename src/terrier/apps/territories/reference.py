"""What the reference tables say of a real territory, ready to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terrier.connectors.geo_codes import outlines, register

LEGAL_CRS = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "975": "EPSG:4467",
    "976": "EPSG:4471",
    "977": "EPSG:5490",
    "978": "EPSG:5490",
}
"""Legal projection overseas, by the start of the commune code: arrêté du 5 mars 2019 portant
application du décret n° 2000-1276 (RGAF09, RGFG95, RGR92, RGSPM06 and RGM04, each in UTM)."""
MAINLAND_CRS = "EPSG:2154"


@dataclass(frozen=True)
class CommuneFacts:
    """What is known of a commune before it is written."""

    code: str
    name: str
    population: int | None
    outline: bytes | None
    """WKB (Multi)Polygon, WGS84 longitude/latitude."""
    siren: str = ""
    former_codes: tuple[str, ...] = ()
    population_year: int | None = None
    """Year in which the population is in force; None: not known."""


@dataclass(frozen=True)
class TerritoryFacts:
    """What is known of an intercommunality before it is written."""

    name: str
    siren: str
    projected_crs: str
    communes: tuple[CommuneFacts, ...]


def legal_crs(commune_code: str) -> str:
    """Give the legal projection of the land a commune lies in.

    Examples
    --------
    >>> legal_crs("71543"), legal_crs("97411")
    ('EPSG:2154', 'EPSG:2975')
    """
    return LEGAL_CRS.get(commune_code[:3], MAINLAND_CRS)


def territory_of_epci(siren: str, files: Sequence[Path] = ()) -> TerritoryFacts:
    """Read an EPCI, its communes and their outlines (from files, or geo.api.gouv.fr)."""
    epci = register.epci(siren)
    communes = register.communes_of_epci(siren)
    codes = {c.code for c in communes}
    drawn = (
        [o for file in files for o in outlines.from_file(file, codes=codes)]
        if files
        else outlines.from_api(siren)
    )
    lands = {o.code: o.wkb for o in drawn}
    return TerritoryFacts(
        name=epci.name,
        siren=siren,
        projected_crs=legal_crs(communes[0].code),
        communes=tuple(
            CommuneFacts(
                c.code,
                c.name or c.code,
                c.population,
                lands.get(c.code),
                c.siren or "",
                register.former_codes(c.code),
                register.EDITION,
            )
            for c in communes
        ),
    )
