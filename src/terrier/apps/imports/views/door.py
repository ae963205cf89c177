"""Bringing a file in, and following it to its receipt."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Dataset
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

from .. import presenting, queries
from ..actions import deciding, receiving
from ..forms import BringForm
from ..models import Import


@audience(Audience.CONTRIBUTORS)
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for a file or an address, and for whom it is."""
    dataset = _dataset_to_update(request)
    owners = queries.organisations_to_contribute(request.reader)
    form = BringForm(request.POST or None, owners=owners, updating=dataset is not None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            begun = _begin(request, form, dataset)
        except Invalid as error:
            refused = error.user_message
        else:
            return redirect("import", import_id=begun.pk)
    context = {
        "form": form,
        "dataset": dataset,
        "refused": refused,
        "recent": queries.recent(request.reader),
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
    }
    return render(request, "imports/bring.html", context, status=400 if refused else 200)


@audience(Audience.CONTRIBUTORS)
def follow(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Show the import where it is: being read, to check, running, done, failed."""
    importing = queries.find(request.reader, import_id)
    if importing.state == Import.State.DONE and importing.version:
        version = importing.version
        return redirect("receipt", slug=version.dataset.slug, number=version.number)
    if importing.state == Import.State.PROPOSED:
        return _proposal(request, importing)
    context = {"importing": importing, "job": importing.job}
    return render(request, "imports/progress.html", context)


@audience(Audience.CONTRIBUTORS)
def fragment(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Give the progress alone; when the step is over, make the page load its next state."""
    importing = queries.find(request.reader, import_id)
    going_on = importing.state in (Import.State.READING, Import.State.RUNNING)
    context = {"importing": importing, "job": importing.job}
    answer = render(request, "imports/_progress.html", context)
    if not going_on:
        answer["HX-Redirect"] = reverse("import", args=[importing.pk])
    return answer


@audience(Audience.CONTRIBUTORS)
@require_POST
def decide(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take the person's decisions; read again, show again, or import."""
    importing = queries.find(request.reader, import_id)
    wanted = request.POST.get("do", "save")
    try:
        if wanted == "reread":
            deciding.read_again(importing, request.reader, request.user, request.POST)
        else:
            deciding.decide(importing, request.reader, _with_suggestion(request.POST, wanted))
            if wanted == "import":
                deciding.launch(importing, request.reader, request.user)
    except Invalid as error:
        importing.refresh_from_db()
        return _proposal(request, importing, refused=error.user_message)
    return redirect("import", import_id=importing.pk)


@audience(Audience.CONTRIBUTORS)
@require_POST
def cancel(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Give the import up; what stands stays as it is."""
    importing = queries.find(request.reader, import_id)
    deciding.give_up(importing, request.reader, request.user)
    return redirect("import", import_id=importing.pk)


def _with_suggestion(answers: QueryDict, wanted: str) -> QueryDict:
    """Take the type that a question suggested: the button says `as:<field>:<grammar>`."""
    if not wanted.startswith("as:"):
        return answers
    _as, field, chosen = wanted.split(":", 2)
    changed = answers.copy()
    changed[field] = chosen
    return changed


def _proposal(request: HttpRequest, importing: Import, refused: str | None = None) -> HttpResponse:
    context = {
        "importing": importing,
        "refused": refused,
        **presenting.proposal(importing, request.reader),
    }
    return render(request, "imports/proposal.html", context, status=400 if refused else 200)


def _dataset_to_update(request: HttpRequest) -> Dataset | None:
    slug = request.GET.get("jeu") or request.POST.get("jeu")
    return dataset_to_contribute(request.reader, slug)[0] if slug else None


def _begin(request: HttpRequest, form: BringForm, dataset: Dataset | None) -> Import:
    files = request.FILES.getlist("files")
    url = form.cleaned_data["url"].strip()
    owner = dataset.owner if dataset else form.cleaned_data["owner"]
    asked = {"owner": owner, "dataset": dataset, "mode": form.cleaned_data["mode"] or "replace"}
    receiving.check_may_import(request.reader, owner, dataset)
    if files:
        originals = [receiving.keep_original(f.name, f.chunks(), request.user) for f in files]
        return receiving.begin(request.user, request.reader, originals=originals, **asked)
    if url:
        return receiving.begin_from_url(request.user, request.reader, url=url, **asked)
    raise Invalid(_("Choisissez un fichier, ou donnez l’adresse d’un fichier."))
