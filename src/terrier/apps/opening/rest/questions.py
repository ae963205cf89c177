"""What a request asks of a table: version, filters, order, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.figures.dropped import naming_what_is_gone
from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.cql2 import read_text
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Question
from terrier.lake.filters import Filters, parse
from terrier.lake.filters.cql2 import compile
from terrier.lake.row_pages import MAX_LIMIT, RowsAsked
from terrier.lake.rows import Sort

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.lake.relation import Relation, RelationColumn

BIGGEST = 2**53 - 1
MAX_VERSION = 2**31 - 1
_PARTS = {"bins": Part.BANDS.value}
"""Words of the aggregates of the API that the domain says otherwise."""
BY_COLUMN: dict[str, Any] = {
    "name": "filters",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": (
        "Filtres par colonne, comme dans l’adresse de la page : « f.colonne=opérateur:valeur ». "
        "Opérateurs : eq, ne, contains, starts, lt, lte, gt, gte, in, empty, filled."
    ),
    "schema": {
        "type": "object",
        "propertyNames": {"pattern": "^f\\.[a-z0-9_]+$"},
        "additionalProperties": {"type": "string"},
        "examples": [{"f.commune": "eq:96001"}],
    },
}
"""OpenAPI parameter of the filters by column, whose names vary from one table to another."""


class VersionWanted(Schema):
    """Which version."""

    version: int | None = Field(
        None, ge=1, le=MAX_VERSION, description="Numéro d’une version ; celle en place par défaut"
    )


class Asked(VersionWanted):
    """Which rows of which version."""

    q: str = Field("", max_length=200, description="Mots cherchés dans les textes")
    bbox: str = Field("", description="Emprise : ouest,sud,est,nord en degrés")
    near: str = Field("", description="Proximité : longitude,latitude,mètres")


class RowsWanted(Asked):
    """One page of rows."""

    after: int = Field(0, ge=0, le=BIGGEST, description="Donné par l’adresse « next »")
    limit: int = Field(100, ge=1, le=MAX_LIMIT, description="Lignes par page")
    sort: str = Field(
        "", max_length=64, description="Colonne qui ordonne ; « -colonne » du grand au petit"
    )
    columns: str = Field("", description="Colonnes voulues, séparées par des virgules")
    geometry: bool = Field(False, description="Donne aussi la position, en GeoJSON")
    filter: str = Field(
        "",
        max_length=2000,
        description="Filtre en CQL2 (texte), en plus des autres",
        examples=["tonnage > 100 AND commune = '96001'"],
    )

    def asked(self, relation: Relation, filters: Filters) -> RowsAsked:
        """Say it in the words of the lake."""
        sort = Sort.parse(self.sort)
        if sort.column is not None:
            relation.require(sort.column)
        where = compile(read_text(self.filter), relation) if self.filter.strip() else None
        return RowsAsked(filters, where, sort, _chosen(relation, self.columns), self.geometry)


class GroupsWanted(Asked):
    """Groups and their measure."""

    group_by: str = Field(
        description=(
            "Une ou deux colonnes, séparées par une virgule. Une date se regroupe par "
            "« colonne:year », « :month » ou « :day », un nombre par tranches « colonne:bins:10 »."
        ),
        max_length=200,
        examples=["commune", "releve:month"],
    )
    measure: Measure = Field(Measure.COUNT, description="Ce qui est calculé de chaque groupe")
    of: str | None = Field(None, max_length=63, description="Colonne mesurée, sauf pour count")
    top: int | None = Field(
        None, ge=1, le=500, description="Garde les plus grands groupes ; les autres en font un"
    )

    def question(self) -> Question:
        """Say it in the words of the domain."""
        return Question(
            self.measure,
            self.of or "",
            tuple(_grouping(text.strip()) for text in self.group_by.split(",")),
            order=Order.KEY if self.top is None else Order.HIGHEST,
            first=self.top,
        )


def open_asked(request: HttpRequest, slug: str, table: str, asked: Asked) -> tuple[Opened, Filters]:
    """Open a table and read the filters that the address holds, as the screens do."""
    opened = open_table(request.reader, slug, table, asked.version)
    with naming_what_is_gone(opened, {n[2:] for n in request.GET if n.startswith("f.")}):
        return opened, parse(dict(request.GET.lists()), opened.relation)


def _chosen(relation: Relation, text: str) -> tuple[RelationColumn, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(map(relation.require, dict.fromkeys(names))) or relation.columns


def _grouping(text: str) -> Grouping:
    column, _colon, part = text.partition(":")
    part, _colon, width = part.partition(":")
    try:
        kept = Part(_PARTS.get(part, part or "value"))
        return Grouping(column, kept, width=float(width) if width else None)
    except ValueError:
        raise Invalid(
            f"« {text[:60]} » ne dit pas comment regrouper : écrivez colonne, colonne:year, "
            "colonne:month, colonne:day ou colonne:bins:10."
        ) from None
