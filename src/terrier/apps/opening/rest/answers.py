"""Questions put to a table, as « Montre-moi » puts them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.figures import asking
from terrier.apps.figures.figure import Figure, FigureAddress, figure
from terrier.apps.opening.doors import PRIVATE_CACHE
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.question import Measure

from .cells import cell
from .permission import READ
from .questions import BY_COLUMN
from .schemas.answers import AnsweredGroup, HeadingAnswer, QuestionAnswer
from .strict import only

router = Router(tags=["Tables"])


class QuestionWanted(Schema):
    """A question, as its address writes it."""

    mesure: str = Field(
        Measure.COUNT.value,
        max_length=80,
        description="count, ou sum:colonne, mean:, min:, max:, median:",
        examples=["sum:tonnage"],
    )
    par: list[str] = Field(
        [],
        max_length=2,
        description=(
            "Un ou deux regroupements : colonne, colonne:year, :quarter, :month, :day, :weekday, "
            ":hour, :bands:0,18,65 (limites) ou :bands:/10 (largeur)"
        ),
        examples=[["commune", "releve:month"]],
    )
    contre: str = Field("", max_length=80, description="Une seconde mesure")
    montre: str = Field("", max_length=10, description="share (part) ou change (variation)")
    pour: str = Field("", max_length=10, description="1000hab ou km2")
    ordre: str = Field("", max_length=10, description="highest, lowest ou key")
    premiers: str = Field("", max_length=3, description="Garde les N premiers, le reste ensemble")
    forme: str = Field("", max_length=20, description="La figure voulue")
    classes: str = Field("", max_length=200, description="Les classes d’une carte en aplats")
    q: str = Field("", max_length=200, description="Mots cherchés dans les textes")
    bbox: str = Field("", description="Emprise : ouest,sud,est,nord en degrés")
    near: str = Field("", description="Proximité : longitude,latitude,mètres")


@router.get(
    "datasets/{slug:slug}/tables/{slug:table}/question",
    auth=READ,
    response=QuestionAnswer,
    url_name="rest-question",
    operation_id="askQuestion",
    summary="Poser une question",
    description=(
        "La réponse de « Montre-moi » à la même adresse : exacte, sur toutes les lignes que vous "
        "voyez. Sans le droit de voir les lignes, seul un résultat ouvert répond, petits effectifs "
        "masqués."
    ),
    openapi_extra={"parameters": [BY_COLUMN]},
)
def question(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    table: str,
    wanted: Annotated[QuestionWanted, Query()],
) -> QuestionAnswer:
    """Answer a question."""
    only(request, *QuestionWanted.model_fields, columns=True)
    query = asking.query_of(asking.pairs_of(request.GET))
    found = figure(request.reader, FigureAddress(slug, table, query))
    public = found.released
    if not found.released:
        opened = open_table(request.reader, slug, table)
        record_reading(request, opened.dataset, opened.version, Reading.Door.API, found.answer.rows)
        public = opened.public
    if not public:
        response["Cache-Control"] = PRIVATE_CACHE
    return _told(found, query)


def _told(found: Figure, query: str) -> QuestionAnswer:
    answer = found.answer
    return QuestionAnswer(
        question=query,
        sentence=found.title,
        finding=found.finding,
        form=found.form.value,
        by=[_heading(heading) for heading in answer.by],
        measured=_heading(answer.measured),
        against=_heading(answer.against) if answer.against else None,
        groups=[
            AnsweredGroup(
                keys=[cell(key) for key in group.keys],
                names=list(group.names),
                value=cell(group.value),
                against=cell(group.against),
                rows=group.rows,
                others=group.others,
                suppressed=group.suppressed,
            )
            for group in answer.groups
        ],
        total=cell(answer.total),
        rows=answer.rows,
        suppressed=answer.suppressed,
        released=found.released,
        notes=list(found.notes),
        sql="" if found.released else answer.sql,
    )


def _heading(heading: Heading) -> HeadingAnswer:
    return HeadingAnswer(label=heading.label, unit=heading.unit)
