"""The register of worksites: listed, inscribed, changed, published."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Body, Field, Query, Router, Schema

from terrier.apps.territories.queries import organisation_named
from terrier.apps.worksites import queries
from terrier.apps.worksites.actions import writing
from terrier.apps.worksites.models import Worksite
from terrier.apps.worksites.permissions import organisations_seen_within, sees_whole
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.worksites import place
from terrier.domain.worksites.vocabulary import Kind, State

from .permission import READ, WORKSITES, person
from .schemas.worksites import (
    PublicationSent,
    WorksiteAnswer,
    WorksiteChanged,
    WorksitesAnswer,
    WorksiteSent,
)
from .strict import only
from .versions import PAGE_SIZE

router = Router(tags=["Chantiers"])
ALL = "worksites"
ONE = f"{ALL}/{{int:worksite}}"
NULLABLE = ("starts_on", "ends_on", "depth_m", "trench_width_m")


class Sought(Schema):
    """Which worksites."""

    bbox: str | None = Field(
        None, max_length=200, description="Ouest, sud, est, nord, en degrés", examples=["4,46,5,47"]
    )
    since: date | None = Field(None, alias="from", description="Premier jour de la période")
    until: date | None = Field(None, alias="to", description="Dernier jour de la période")
    state: State | Literal["all"] | None = Field(
        None, description="État ; sans lui, ce qui est à venir ou en cours ; all : tous"
    )
    kind: Kind | None = Field(None, description="Nature")
    commune: str = Field("", max_length=5, description="Code de la commune")
    external_id: str = Field("", max_length=200, description="Identifiant dans votre logiciel")
    page: int = Field(1, ge=1, le=100_000, description=f"Page de {PAGE_SIZE}")

    def wish(self) -> queries.Wish:
        """Say it in the words of the queries."""
        state = queries.EVERY_STATE if self.state == "all" else self.state or ""
        kind, box = self.kind or "", _box(self.bbox)
        return queries.Wish(self.since, self.until, self.commune, state, kind, box)


@router.get(
    ALL,
    auth=READ,
    response=WorksitesAnswer,
    url_name="rest-worksites",
    operation_id="listWorksites",
    summary="Lister les chantiers",
    description="Ceux que vous voyez, par date de début ; sans jeton, ceux qui sont publiés.",
)
def worksites(request: HttpRequest, sought: Annotated[Sought, Query()]) -> WorksitesAnswer:
    """List worksites."""
    only(request, *(field.alias or name for name, field in Sought.model_fields.items()))
    found = queries.listing(request.reader, sought.wish())
    if sought.external_id:
        within = organisations_seen_within(request.reader)
        found = found.filter(external_id=sought.external_id, owner__in=within)
    pages = Paginator(found, PAGE_SIZE)
    if sought.page > pages.num_pages:
        raise NotFound(_("Cette page n’existe pas : la liste est plus courte."))
    return WorksitesAnswer(
        found=pages.count,
        page=sought.page,
        pages=pages.num_pages,
        worksites=[_told(request, one) for one in pages.page(sought.page)],
    )


@router.post(
    ALL,
    auth=WORKSITES,
    response={201: WorksiteAnswer},
    url_name="rest-worksites",
    operation_id="createWorksite",
    summary="Inscrire un chantier",
    description=(
        "Interne au territoire tant qu’il n’est pas publié. Le même « external_id » de la même "
        "source n’est pas inscrit deux fois (409)."
    ),
)
def create(request: HttpRequest, sent: Annotated[WorksiteSent, Body()]) -> WorksiteAnswer:
    """Inscribe a worksite."""
    only(request)
    values = sent.dict(exclude={"organisation", "geometry"})
    shape = place.read(json.dumps(sent.geometry))
    owner = organisation_named(sent.organisation)
    return _told(
        request, writing.create(person(request), request.reader, owner, _plain(values), shape)
    )


@router.get(
    ONE,
    auth=READ,
    response=WorksiteAnswer,
    url_name="rest-worksite",
    operation_id="getWorksite",
    summary="Lire un chantier",
    description="Profondeur et contact pour les agents du territoire seuls.",
)
def worksite(request: HttpRequest, worksite: int) -> WorksiteAnswer:
    """Describe a worksite."""
    only(request)
    return _told(request, queries.find(request.reader, worksite))


@router.patch(
    ONE,
    auth=WORKSITES,
    response=WorksiteAnswer,
    url_name="rest-worksite",
    operation_id="changeWorksite",
    summary="Modifier un chantier",
    description="Ce qui n’est pas dit reste ; « null » efface une date ou une mesure.",
)
def change(
    request: HttpRequest, worksite: int, sent: Annotated[WorksiteChanged, Body()]
) -> WorksiteAnswer:
    """Change a worksite."""
    only(request)
    found = queries.find(request.reader, worksite)
    said = sent.dict(exclude_unset=True, exclude={"revision", "geometry"})
    values = {name: v for name, v in said.items() if v is not None or name in NULLABLE}
    shape = place.read(json.dumps(sent.geometry)) if sent.geometry is not None else None
    writing.change(person(request), request.reader, found, _plain(values), shape, sent.revision)
    return _told(request, found)


@router.post(
    f"{ONE}/publication",
    auth=WORKSITES,
    response=WorksiteAnswer,
    url_name="rest-worksite-publication",
    operation_id="publishWorksite",
    summary="Publier un chantier, ou ne plus le publier",
    description="Il faut le rôle « publication » ; le contact et la profondeur restent internes.",
)
def publish(
    request: HttpRequest, worksite: int, sent: Annotated[PublicationSent, Body()]
) -> WorksiteAnswer:
    """Show a worksite to inhabitants, or no longer."""
    only(request)
    found = queries.find(request.reader, worksite)
    writing.publish(person(request), request.reader, found, sent.revision, published=sent.published)
    return _told(request, found)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Give codes as the text that is kept."""
    return {name: str(v) if isinstance(v, Kind | str) else v for name, v in values.items()}


def _told(request: HttpRequest, one: Worksite) -> WorksiteAnswer:
    whole = sees_whole(request.reader, one)
    inside = {
        "depth_m": one.depth_m,
        "contact": one.contact,
        "source": one.source,
        "external_id": one.external_id,
    }
    return WorksiteAnswer(
        id=one.pk,
        organisation=one.owner.slug,
        title=one.title,
        geometry=json.loads(place.geojson(one.geometry)),
        kind=one.kind,
        state=one.state,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        address=one.address,
        communes=[c.code for c in one.communes.all()],
        occupation=one.occupation,
        trench_width_m=one.trench_width_m,
        principal=one.led_by,
        contractor=one.contractor,
        description=one.description,
        published=one.published,
        **(inside if whole else {}),
        revision=one.revision,
        updated_at=one.updated_at,
        url=request.build_absolute_uri(reverse("worksite", args=[one.pk])),
        warnings=writing.warnings(one) if whole else [],
    )


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid(_("« bbox » est fait de quatre nombres : ouest, sud, est, nord.")) from None
    return west, south, east, north
