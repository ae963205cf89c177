"""Bringing files in: received, read, decided, launched, followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, File, Form, Router
from ninja.files import UploadedFile

from terrier.apps.accounts.models import User
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.imports import queries
from terrier.apps.imports.actions import deciding as acts
from terrier.apps.imports.actions import receiving
from terrier.apps.imports.models import Import
from terrier.apps.territories.models import Organisation
from terrier.domain.kernel.errors import Conflict, Invalid

from . import deciding, told_imports
from .permission import IMPORT
from .schemas.imports import (
    AddressSent,
    Decisions,
    Destination,
    ImportAnswer,
    ImportsAnswer,
    ProposalAnswer,
    ReadAgain,
)
from .strict import only

if TYPE_CHECKING:
    from typing import Any

    from terrier.apps.catalog.models import Dataset

router = Router(tags=["Imports"])
ONE = "imports/{uuid:import_id}"
LONGEST_KEY = 200
MOST_FILES = 20
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "Un texte à vous, nouveau pour chaque envoi : le même envoi répété avec la même clé "
        "donne le même import."
    ),
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "examples": ["bornes-2026-11-21"]},
}


@router.get(
    "imports",
    auth=IMPORT,
    response=ImportsAnswer,
    url_name="rest-imports",
    operation_id="listImports",
    summary="Lister les derniers imports",
    description="Ceux de vos organismes, du plus récent au plus ancien.",
)
def recent(request: HttpRequest) -> ImportsAnswer:
    """List the latest imports."""
    only(request)
    found = [told_imports.one(request, importing) for importing in queries.recent(request.reader)]
    return ImportsAnswer(imports=found)


@router.post(
    "imports",
    auth=IMPORT,
    response={201: ImportAnswer},
    url_name="rest-imports",
    operation_id="importFiles",
    summary="Apporter un fichier",
    description=(
        "Le fichier est gardé tel quel, puis lu ; suivez l’import jusqu’à l’état « proposed », "
        "lisez la proposition, décidez, lancez. Un shapefile se donne en zip ou en plusieurs "
        "fichiers."
    ),
    openapi_extra={"parameters": [KEY]},
)
def bring(
    request: HttpRequest,
    response: HttpResponse,
    where: Annotated[Destination, Form()],
    files: Annotated[list[UploadedFile], File(description="Un fichier, ou ceux d’un shapefile")],
) -> ImportAnswer:
    """Keep files and begin to read them."""
    only(request)
    if not 1 <= len(files) <= MOST_FILES:
        raise Invalid(_("Envoyez de 1 à %(most)d fichiers.") % {"most": MOST_FILES})
    asked = _destination(request, where)
    actor: User = request.auth
    kept = [receiving.keep_original(f.name or "fichier", f.chunks(), actor) for f in files]
    begun = receiving.begin(actor, request.reader, originals=kept, key=key_of(request), **asked)
    return _begun(request, response, begun)


@router.post(
    "imports/from-url",
    auth=IMPORT,
    response={201: ImportAnswer},
    url_name="rest-import-url",
    operation_id="importAddress",
    summary="Faire chercher un fichier à une adresse",
    description="Terrier va le chercher, puis le lit comme un fichier envoyé.",
    openapi_extra={"parameters": [KEY]},
)
def bring_address(
    request: HttpRequest, response: HttpResponse, sent: Annotated[AddressSent, Body()]
) -> ImportAnswer:
    """Begin an import of a file that a worker fetches."""
    only(request)
    asked = _destination(request, sent)
    begun = receiving.begin_from_url(
        request.auth, request.reader, url=sent.url.strip(), key=key_of(request), **asked
    )
    return _begun(request, response, begun)


@router.get(
    ONE,
    auth=IMPORT,
    response=ImportAnswer,
    url_name="rest-import",
    operation_id="getImport",
    summary="Suivre un import",
    description="Redemandez cette adresse jusqu’à « proposed », puis jusqu’à « done ».",
)
def follow(request: HttpRequest, import_id: UUID) -> ImportAnswer:
    """Say where an import is."""
    only(request)
    return told_imports.one(request, queries.find(request.reader, import_id))


@router.get(
    f"{ONE}/proposal",
    auth=IMPORT,
    response=ProposalAnswer,
    url_name="rest-import-proposal",
    operation_id="getProposal",
    summary="Lire la proposition",
    description="Comment chaque colonne sera lue, et ce qui reste à trancher.",
)
def proposal(request: HttpRequest, import_id: UUID) -> ProposalAnswer:
    """Show the plan that waits for decisions."""
    only(request)
    return told_imports.proposal(_proposed(request, import_id))


@router.post(
    f"{ONE}/decisions",
    auth=IMPORT,
    response=ProposalAnswer,
    url_name="rest-import-decisions",
    operation_id="decideImport",
    summary="Décider",
    description="Change la proposition ; ce qui n’est pas dit reste comme proposé.",
)
def decide(
    request: HttpRequest, import_id: UUID, sent: Annotated[Decisions, Body()]
) -> ProposalAnswer:
    """Take decisions on the plan."""
    only(request)
    importing = _proposed(request, import_id)
    acts.decide(importing, request.reader, deciding.answers(importing, sent))
    return told_imports.proposal(importing)


@router.post(
    f"{ONE}/read-again",
    auth=IMPORT,
    response={202: ImportAnswer},
    url_name="rest-import-read-again",
    operation_id="readAgain",
    summary="Relire le fichier autrement",
    description="Avec un autre encodage, un autre séparateur ou une autre ligne d’en-tête.",
)
def read_again(
    request: HttpRequest, import_id: UUID, sent: Annotated[ReadAgain, Body()]
) -> ImportAnswer:
    """Read the file again with hints."""
    only(request)
    importing = queries.find(request.reader, import_id)
    acts.read_again(importing, request.reader, request.auth, sent.dict())
    return told_imports.one(request, importing)


@router.post(
    f"{ONE}/launch",
    auth=IMPORT,
    response={202: ImportAnswer},
    url_name="rest-import-launch",
    operation_id="launchImport",
    summary="Lancer l’import",
    description="Demandé deux fois, il n’importe qu’une fois (409).",
)
def launch(request: HttpRequest, import_id: UUID) -> ImportAnswer:
    """Import as decided."""
    only(request)
    importing = _proposed(request, import_id)
    acts.launch(importing, request.reader, request.auth)
    return told_imports.one(request, importing)


@router.post(
    f"{ONE}/cancel",
    auth=IMPORT,
    response={202: ImportAnswer},
    url_name="rest-import-cancel",
    operation_id="cancelImport",
    summary="Abandonner un import",
    description="Ce qui est en place reste en place.",
)
def cancel(request: HttpRequest, import_id: UUID) -> ImportAnswer:
    """Give an import up."""
    only(request)
    importing = queries.find(request.reader, import_id)
    acts.give_up(importing, request.reader, request.auth)
    importing.refresh_from_db()
    return told_imports.one(request, importing)


def _destination(request: HttpRequest, where: Destination) -> dict[str, Any]:
    """Find for whom the file is, and refuse who may not bring it before it is kept."""
    dataset: Dataset | None = None
    if where.dataset:
        dataset, _seen = dataset_to_contribute(request.reader, where.dataset)
        owner = dataset.owner
    else:
        owner = _owner(request, where.organisation)
    receiving.check_may_import(request.reader, owner, dataset)
    mode = where.mode if dataset else "replace"
    return {"owner": owner, "dataset": dataset, "mode": mode}


def _owner(request: HttpRequest, slug: str) -> Organisation:
    known = queries.organisations_to_contribute(request.reader)
    found = known.filter(slug=slug).first()
    if found is None:
        slugs = ", ".join(known.values_list("slug", flat=True)[:30]) or _("aucun")
        raise Invalid(
            _(
                "Dites dans « dataset » le jeu à mettre à jour, ou dans « organisation » le "
                "propriétaire d’un nouveau jeu. Les vôtres : %(slugs)s."
            )
            % {"slugs": slugs}
        )
    return found


def key_of(request: HttpRequest) -> str | None:
    """Read what tells a repetition from another request."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid(
            _("L’en-tête Idempotency-Key va de 1 à %(most)d caractères.") % {"most": LONGEST_KEY}
        )
    return key


def _begun(request: HttpRequest, response: HttpResponse, begun: Import) -> ImportAnswer:
    answer = told_imports.one(request, begun)
    response["Location"] = answer.url
    return answer


def _proposed(request: HttpRequest, import_id: UUID) -> Import:
    importing = queries.find(request.reader, import_id)
    if importing.state != Import.State.PROPOSED:
        raise Conflict(_("Cet import n’attend plus de décision, ou pas encore : suivez son état."))
    return importing
