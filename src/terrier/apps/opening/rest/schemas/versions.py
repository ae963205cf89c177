"""Versions and what changed between two of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class VersionAnswer(Schema):
    """A version of a dataset."""

    number: int
    current: bool = Field(description="Vrai pour la version en place")
    mode: str = Field(description="replace, append, upsert, restore ou correction")
    note: str
    created_at: datetime
    gone_reason: str = Field(description="Pourquoi le contenu a été retiré ; vide s’il se lit")


class VersionsAnswer(Schema):
    """Every version, the newest first."""

    found: int
    page: int
    pages: int
    versions: list[VersionAnswer]


class ColumnChangeAnswer(Schema):
    """A column of both versions."""

    name: str
    before: str = Field(description="Nom dans la version plus ancienne")
    rows: int = Field(description="Lignes dont la valeur a changé")


class ChangesAnswer(Schema):
    """Exact counts of what differs between two versions of one table, as you see both."""

    since: int = Field(alias="from")
    to: int
    table: str
    keyed: bool = Field(description="Faux sans clé : une ligne est alors ajoutée ou retirée")
    added: int
    removed: int
    changed: int
    unchanged: int
    moved: int = Field(description="Lignes dont la position a changé")
    columns: list[ColumnChangeAnswer] = Field(description="Colonnes dont des valeurs ont changé")
    columns_added: list[str]
    columns_removed: list[str]


Receipt = dict[str, Any]
"""The receipt whole, as it was written by the import."""
