"""The documents of rows, as programs list and send them."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from .sent import Strict


class DocumentsWanted(Schema):
    """Which documents of a table are listed."""

    key: str = Field("", max_length=500, description="Clé d’une ligne ; vide : toutes les lignes")
    page: int = Field(1, ge=1, le=100_000, description="Page de la liste")


class DocumentSent(Strict):
    """What is said of a document."""

    key: str = Field(min_length=1, max_length=500, description="Clé de la ligne", examples=["4"])
    title: str = Field("", max_length=200, description="Vide : le nom du fichier")
    note: str = Field("", max_length=500)
    dated: date | None = Field(None, description="Date du document lui-même")


class DocumentAnswer(Schema):
    """A document of a row."""

    id: int
    content_url: str = Field(description="Adresse du fichier, avec le même jeton")
    table: str
    key: str
    title: str
    note: str
    dated: date | None
    media_type: str = Field(description="D’après le contenu du fichier, jamais son nom")
    size: int = Field(description="Octets")
    sha256: str
    author: str | None = Field(description="Vide pour qui n’est pas du territoire")
    added_at: datetime


class DocumentsAnswer(Schema):
    """Documents of the rows of a table, the latest first."""

    found: int
    page: int
    pages: int
    documents: list[DocumentAnswer]
