"""Worksites, as sent and as answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from terrier.domain.worksites.reading import DEEPEST_M, LONGEST_TEXT, WIDEST_TRENCH_M
from terrier.domain.worksites.vocabulary import Kind, Occupation, State

from .sent import Strict

_GEOMETRY: Any = Field(
    description="Géométrie GeoJSON en degrés (WGS84) : points, lignes ou surfaces",
    examples=[{"type": "Point", "coordinates": [4.82, 46.52]}],
)
Place = dict[str, Any]


class WorksiteSent(Strict):
    """A worksite to inscribe."""

    organisation: str = Field(max_length=80, description="Organisme qui tient la fiche")
    title: str = Field(min_length=1, max_length=200, examples=["Conduite de la rue Haute"])
    geometry: Place = _GEOMETRY
    kind: Kind = Kind.OTHER
    state: State = State.PLANNED
    starts_on: date | None = None
    ends_on: date | None = None
    address: str = Field("", max_length=200)
    occupation: Occupation = Occupation.NONE
    depth_m: float | None = Field(None, ge=0, le=DEEPEST_M, description="La plus grande, en mètres")
    trench_width_m: float | None = Field(None, ge=0, le=WIDEST_TRENCH_M)
    principal: str = Field("", max_length=200, description="Maître d’ouvrage, si c’est un autre")
    contractor: str = Field("", max_length=200)
    description: str = Field("", max_length=LONGEST_TEXT)
    contact: str = Field("", max_length=300, description="Jamais public")
    source: str = Field("", max_length=200, description="Logiciel d’où vient la fiche")
    external_id: str = Field("", max_length=200, description="Son identifiant dans ce logiciel")


class WorksiteChanged(Strict):
    """What changes of a worksite; what is not said stays."""

    revision: int = Field(
        ge=1, le=2**31 - 1, description="Celle que vous avez lue ; rien n’est fait sinon (409)"
    )
    title: str | None = Field(None, min_length=1, max_length=200)
    geometry: Place | None = Field(None, description="Géométrie GeoJSON en degrés (WGS84)")
    kind: Kind | None = None
    state: State | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    address: str | None = Field(None, max_length=200)
    occupation: Occupation | None = None
    depth_m: float | None = Field(None, ge=0, le=DEEPEST_M)
    trench_width_m: float | None = Field(None, ge=0, le=WIDEST_TRENCH_M)
    principal: str | None = Field(None, max_length=200)
    contractor: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=LONGEST_TEXT)
    contact: str | None = Field(None, max_length=300)


class PublicationSent(Strict):
    """Whether inhabitants see a worksite."""

    revision: int = Field(ge=1, le=2**31 - 1, description="Celle que vous avez lue")
    published: bool


class WorksiteAnswer(Schema):
    """A worksite as the caller sees it."""

    id: int
    organisation: str
    title: str
    geometry: dict[str, Any]
    kind: Kind
    state: State
    starts_on: date | None
    ends_on: date | None
    address: str
    communes: list[str] = Field(description="Codes des communes touchées")
    occupation: Occupation | Literal[""]
    trench_width_m: float | None
    principal: str
    contractor: str
    description: str
    published: bool
    depth_m: float | None = Field(None, description="Pour les agents du territoire seuls")
    contact: str | None = Field(None, description="Pour les agents du territoire seuls")
    source: str | None = Field(None, description="Pour les agents du territoire seuls")
    external_id: str | None = Field(None, description="Pour les agents du territoire seuls")
    revision: int
    updated_at: datetime
    url: str
    warnings: list[str] = Field(description="Ce qui étonne sans être refusé")


class WorksitesAnswer(Schema):
    """Worksites, by their first day."""

    found: int
    page: int
    pages: int
    worksites: list[WorksiteAnswer]
