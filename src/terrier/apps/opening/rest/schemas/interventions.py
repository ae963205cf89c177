"""The log of a row, as programs read it and write in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema

from terrier.domain.upkeep.events import LONGEST_MINUTES, LONGEST_NOTE
from terrier.domain.upkeep.repairs import FAILURES

from .sent import Strict

KindWord = Literal[
    "inspection", "operation", "repair", "replacement", "cleaning", "reading", "break", "other"
]
KINDS = (
    "Contrôle, manœuvre, réparation, remplacement, nettoyage, relevé, fuite ou casse, autre : "
    "dans cet ordre"
)
OutcomeWord = Literal["done", "follow_up", "impossible"]
OUTCOMES = "Fait, à suivre, impossible"
Failure = Literal[("", *FAILURES)]  # type: ignore[valid-type]


class InterventionsWanted(Schema):
    """Which entries of the log of a table are listed."""

    key: str = Field("", max_length=500, description="Clé d’une ligne ; vide : toutes les lignes")
    kind: KindWord | None = Field(None, description=KINDS)
    outcome: OutcomeWord | None = Field(None, description=OUTCOMES)
    start: date | None = Field(None, description="Faites ce jour ou après")
    end: date | None = Field(None, description="Faites ce jour ou avant")
    page: int = Field(1, ge=1, le=100_000, description="Page de la liste")


class StateSent(Strict):
    """The state that the intervention leaves: a correction of the row."""

    column: str = Field(max_length=63, examples=["nom"])
    expected: str | None = Field(
        max_length=10_000, description="La valeur que vous avez lue ; 409 si elle a changé"
    )
    value: str = Field(max_length=10_000)


class PlaceSent(Strict):
    """A place, WGS84 degrees."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)


class InterventionSent(Strict):
    """What was done."""

    key: str = Field(min_length=1, max_length=500, description="Clé de la ligne", examples=["4"])
    kind: KindWord = Field(description=KINDS)
    done_on: date = Field(description="Jour où cela a été fait, jamais à venir")
    note: str = Field("", max_length=LONGEST_NOTE)
    outcome: OutcomeWord = Field("done", description=OUTCOMES)
    duration_min: int | None = Field(None, ge=0, le=LONGEST_MINUTES)
    cost_eur: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=2)
    place: PlaceSent | None = Field(None, description="Ramenée sur la ligne, si c’en est une")
    failure: Failure = Field("", description="Liste RAEPA defreparee ; d’une fuite seulement")
    repaired_on: date | None = Field(None, description="D’une fuite ou d’une casse seulement")
    state: StateSent | None = None


class InterventionAnswer(Schema):
    """One entry of the log."""

    id: int
    url: str
    table: str
    key: str
    in_place: bool = Field(description="Faux : la ligne n’est plus dans la version en place")
    kind: KindWord
    done_on: date
    note: str
    outcome: OutcomeWord
    duration_min: int | None
    cost_eur: float | None
    longitude: float | None
    latitude: float | None
    snapped_m: float | None = Field(description="Distance entre le lieu donné et la ligne")
    failure: str
    repaired_on: date | None
    correction: int | None = Field(description="La correction qui porte l’état laissé")
    photographs: int
    author: str | None
    created_at: datetime


class InterventionsAnswer(Schema):
    """Entries of the log of a table, the latest first."""

    found: int
    page: int
    pages: int
    interventions: list[InterventionAnswer]
