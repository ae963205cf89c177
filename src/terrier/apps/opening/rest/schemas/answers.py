"""Answers to questions."""

from __future__ import annotations

from ninja import Field, Schema

from .tables import Cell


class HeadingAnswer(Schema):
    """What a column of the answer holds."""

    label: str
    unit: str


class AnsweredGroup(Schema):
    """One group of the answer."""

    keys: list[Cell] = Field(description="Une clé par regroupement ; null sans valeur")
    names: list[str] = Field(description="Les clés en français", examples=[["Tournus"]])
    value: Cell = Field(description="La mesure ; null si elle manque ou n’est pas communiquée")
    against: Cell = Field(None, description="La seconde mesure, si elle est demandée")
    rows: int | None = Field(description="Nombre de lignes ; null s’il n’est pas communiqué")
    others: bool = Field(description="Vrai pour ce qui est au-delà des premiers")
    suppressed: bool = Field(description="Vrai pour un effectif trop petit pour être communiqué")


class QuestionAnswer(Schema):
    """A question with its exact answer."""

    question: str = Field(description="L’adresse de la question, toujours la même pour la même")
    sentence: str = Field(examples=["Total du tonnage par commune"])
    finding: str = Field(description="Ce que la réponse montre, en une phrase")
    form: str = Field(description="La figure qui lui convient", examples=["bars"])
    by: list[HeadingAnswer]
    measured: HeadingAnswer
    against: HeadingAnswer | None
    groups: list[AnsweredGroup]
    total: Cell
    rows: int | None = Field(description="Lignes qui répondent aux filtres")
    suppressed: int = Field(description="Nombre de groupes qui ne sont pas communiqués")
    released: bool = Field(description="Vrai pour un résultat ouvert sans ses lignes")
    notes: list[str] = Field(description="Phrases à garder auprès des chiffres")
    sql: str = Field(description="Ce qui a été calculé ; vide pour un résultat ouvert sans lignes")
