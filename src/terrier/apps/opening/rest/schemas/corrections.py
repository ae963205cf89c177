"""Corrections, files made on demand, and long work."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from .imports import ProgressAnswer
from .sent import Strict


class CorrectionSent(Strict):
    """One value to mend."""

    table: str = Field(max_length=63, examples=["points"])
    key: str = Field(max_length=500, description="Clé de la ligne", examples=["4"])
    column: str = Field(max_length=63, examples=["nom"])
    expected: str | None = Field(
        max_length=10_000,
        description="La valeur que vous avez lue ; rien n’est fait si elle a changé (409)",
    )
    value: str = Field(max_length=10_000, description="La nouvelle valeur, comme à l’écran")
    reason: str = Field(min_length=1, max_length=300, description="Pourquoi : c’est conservé")


class SettlementSent(Strict):
    """How a conflict is settled."""

    choice: Literal["keep", "accept"] = Field(
        description="keep : la correction reste ; accept : la valeur du nouveau fichier l’emporte"
    )


class CorrectionAnswer(Schema):
    """A correction and whether it holds."""

    id: int
    table: str
    key: str
    column: str
    expected: str | None
    value: str | None
    found: str | None = Field(description="La valeur inattendue, tant qu’il y a désaccord")
    reason: str
    state: Literal["active", "conflict", "withdrawn"]
    created_at: datetime


class CorrectionsAnswer(Schema):
    """Corrections of a dataset, the newest first."""

    found: int
    page: int
    pages: int
    corrections: list[CorrectionAnswer]


class FileAsked(Strict):
    """A file that is made by a job."""

    format: Literal["xlsx", "gpkg", "shapefile", "geoparquet"]
    crs: str = Field("", max_length=20, description="EPSG:4326, ou la projection du territoire")


class FileState(Schema):
    """How far a file is."""

    id: str
    name: str
    format: str
    progress: ProgressAnswer
    error: str
    rows: int | None
    size: int | None = Field(description="Octets, quand il est prêt")
    notes: list[str] = Field(description="Ce que le format ne sait pas dire")
    url: str
    content_url: str | None = Field(description="Où le prendre, quand il est prêt")


class JobAnswer(Schema):
    """One of your pieces of work."""

    id: str
    kind: str
    title: str
    progress: ProgressAnswer
    error: str
    created_at: datetime
    ended_at: datetime | None


class JobsAnswer(Schema):
    """Your work, the newest first."""

    found: int
    page: int
    pages: int
    jobs: list[JobAnswer]
