"""The log of rows: read, and written in."""

from __future__ import annotations

from typing import Annotated
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Router

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.queries import open_table
from terrier.apps.interventions.actions import noting
from terrier.apps.interventions.models import Intervention
from terrier.apps.interventions.permissions import dataset_with_log
from terrier.apps.interventions.queries.lists import narrowed
from terrier.apps.interventions.queries.log import Log, LogEntry
from terrier.apps.opening.addresses import absolute
from terrier.domain.kernel.errors import NotFound, Unknown
from terrier.domain.upkeep.events import Entry, Kind, Outcome

from .imports import KEY, key_of
from .permission import CORRECT, READ, person
from .schemas.interventions import (
    InterventionAnswer,
    InterventionsAnswer,
    InterventionSent,
    InterventionsWanted,
)
from .strict import only
from .tables import TABLE
from .versions import PAGE_SIZE

router = Router(tags=["Interventions"])
ALL = f"{TABLE}/interventions"


@router.get(
    ALL,
    auth=READ,
    response=InterventionsAnswer,
    url_name="rest-interventions",
    operation_id="listInterventions",
    summary="Lire le journal des interventions",
    description=(
        "Pour les membres du territoire, des lignes qu’ils voient ; jamais pour le public. Les "
        "lignes disparues gardent leur journal."
    ),
)
def interventions(
    request: HttpRequest, slug: str, table: str, wanted: Annotated[InterventionsWanted, Query()]
) -> InterventionsAnswer:
    """List the log of a table."""
    only(request, *InterventionsWanted.model_fields)
    if person(request) is None:
        raise Unknown(_("Le journal des interventions se lit avec un jeton d’accès."))
    dataset, seen = dataset_with_log(request.reader, slug)
    open_table(request.reader, slug, table)
    log = Log(request.reader, dataset, seen)
    wish = {**wanted.dict(exclude={"page"}), "table": table}
    asked = {name: value for name, value in wish.items() if value}
    pages = Paginator(log.readable(narrowed(Intervention.objects.all(), asked)), PAGE_SIZE)
    if wanted.page > pages.num_pages:
        raise NotFound(_("Cette page n’existe pas : la liste est plus courte."))
    entries = log.entries(list(pages.page(wanted.page).object_list))
    return InterventionsAnswer(
        found=pages.count,
        page=wanted.page,
        pages=pages.num_pages,
        interventions=[_told(request, entry) for entry in entries],
    )


@router.post(
    ALL,
    auth=CORRECT,
    response={201: InterventionAnswer},
    url_name="rest-interventions",
    operation_id="noteIntervention",
    summary="Noter une intervention",
    description=(
        "L’état laissé devient une correction de la ligne, dans une nouvelle version. Avec "
        "Idempotency-Key, le même envoi répété donne la même intervention."
    ),
    openapi_extra={"parameters": [KEY]},
)
def note(
    request: HttpRequest,
    slug: str,
    table: str,
    sent: Annotated[InterventionSent, Body()],
) -> InterventionAnswer:
    """Note an intervention."""
    only(request)
    dataset, seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    said = sent.dict(exclude={"key", "place", "state"})
    state = sent.state and noting.StateLeft(
        opened.relation.require(sent.state.column).id, sent.state.expected, sent.state.value
    )
    key = key_of(request)
    form = noting.Sent(
        entry=Entry(
            **{
                **said,
                "kind": Kind(sent.kind),
                "outcome": Outcome(sent.outcome),
                "note": sent.note.strip(),
            }
        ),
        place=(sent.place.longitude, sent.place.latitude) if sent.place else None,
        state=state,
        token=uuid5(NAMESPACE_URL, f"{dataset.pk}:{key}") if key else uuid4(),
    )
    made = noting.note(request.auth, request.reader, opened, sent.key, form)
    (entry,) = Log(request.reader, dataset, seen).entries([made.pk])
    return _told(request, entry)


def _told(request: HttpRequest, entry: LogEntry) -> InterventionAnswer:
    one = entry.intervention
    slug = one.table.dataset.slug
    seen = one.correction_id if entry.state else None
    plain = ("kind", "done_on", "note", "outcome", "duration_min", "failure", "repaired_on")
    places = ("longitude", "latitude", "snapped_m", "created_at")
    return InterventionAnswer(
        id=one.pk,
        url=absolute(request, "intervention", slug, one.pk),
        table=one.table.name,
        key=one.row_key,
        in_place=bool(entry.row_address),
        cost_eur=None if one.cost_eur is None else float(one.cost_eur),
        correction=seen,
        photographs=len(one.photographs.all()),
        author=one.author.name if one.author else None,
        **{name: getattr(one, name) for name in (*plain, *places)},
    )
