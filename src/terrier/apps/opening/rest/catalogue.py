"""Finding datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.queries import Listing, Wish, listing
from terrier.apps.catalog.queries.listing import PAGE_SIZE
from terrier.apps.catalog.search import LONGEST_QUERY
from terrier.apps.opening.addresses import absolute

from . import told
from .permission import READ
from .schemas.catalogue import CatalogueAnswer, DatasetAnswer, FacetAnswer, FacetChoice
from .strict import only

if TYPE_CHECKING:
    from terrier.apps.catalog.queries.facets import Facet

router = Router(tags=["Catalogue"])


class Sought(Schema):
    """What is asked of the catalogue, with the words of its page's address."""

    q: str = Field("", max_length=LONGEST_QUERY, description="Mots cherchés", examples=["eau"])
    theme: str = Field("", description="Thème", examples=["dechets"])
    organisme: str = Field("", description="Organisme propriétaire")
    commune: str = Field("", description="Code de la commune propriétaire", examples=["96001"])
    format: str = Field("", description="Format d’origine", examples=["csv"])
    fraicheur: str = Field("", description="a-jour, en-retard ou sans-promesse")
    visibilite: str = Field("", description="public, internal, restricted ou brouillon")
    tri: str = Field("", pattern="^(pertinence|recents|titre)?$", description="Ordre de la liste")
    page: int = Field(1, ge=1, le=100_000, description=f"Page de {PAGE_SIZE} jeux")

    def wish(self) -> Wish:
        """Say it in the words of the catalogue."""
        facets = self.dict(exclude={"q", "tri", "page"})
        return Wish(
            q=" ".join(self.q.split()),
            facets={name: value for name, value in facets.items() if value},
            sort=self.tri,
            page=self.page,
        )


@router.get(
    "datasets",
    auth=READ,
    response=CatalogueAnswer,
    url_name="rest-datasets",
    operation_id="listDatasets",
    summary="Chercher dans le catalogue",
    description="Les jeux de données que vous voyez, cherchés et affinés comme sur la page.",
)
def datasets(request: HttpRequest, sought: Annotated[Sought, Query()]) -> CatalogueAnswer:
    """List datasets."""
    only(request, *Sought.model_fields)
    found = listing(request.reader, sought.wish())
    return CatalogueAnswer(
        found=found.total,
        page=sought.page,
        pages=found.pages,
        next=_next(request, sought, found),
        datasets=[told.line(request, entry) for entry in found.entries],
        facets=[_facet(facet) for facet in found.facets],
    )


@router.get(
    "datasets/{slug:slug}",
    auth=READ,
    response=DatasetAnswer,
    url_name="rest-dataset",
    operation_id="getDataset",
    summary="Lire la fiche d’un jeu",
    description="La description, les tables et leurs colonnes. L’en-tête ETag dit la version.",
)
def dataset(request: HttpRequest, response: HttpResponse, slug: str) -> DatasetAnswer:
    """Describe a dataset."""
    only(request)
    found, seen = dataset_for(request.reader, slug)
    if found.current is not None:
        response["ETag"] = told.tag(found.current)
    return told.whole(request, found, seen)


def _next(request: HttpRequest, sought: Sought, found: Listing) -> str | None:
    if sought.page >= found.pages:
        return None
    asked: dict[str, Any] = {name: value for name, value in sought.dict().items() if value}
    return absolute(request, "rest-datasets", **{**asked, "page": sought.page + 1})


def _facet(facet: Facet) -> FacetAnswer:
    choices = [FacetChoice(value=c.value, label=c.label, count=c.count) for c in facet.choices]
    return FacetAnswer(name=facet.name, title=facet.title, choices=choices)
