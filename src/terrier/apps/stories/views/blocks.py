"""Blocks: added, changed, moved, taken out; a figure chosen here or brought from « montre-moi »."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.models import Dataset, Reading
from terrier.apps.catalog.queries import Wish, listing, open_table
from terrier.apps.figures.figure import Scope
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from terrier.domain.questions import address
from terrier.web.audience import Audience, audience

from .. import trails
from ..actions import blocks as actions
from ..actions import pages as page_actions
from ..choices import FIGURES, Kind
from ..forms import BlockForm, BringForm, FigureForm, ImageForm, TextForm
from ..models import Block, Page
from ..permissions import require_edit
from ..queries import pages
from ..queries.drawn import Drawn, drawn, kind_of
from ..queries.proposing import proposals
from ..reading import record_figures
from ..rendering import rendered

DATASET, TABLE, QUESTION = "jeu", "table", "question"


@audience(Audience.CONTRIBUTORS)
def add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Add a block of a kind at the end of a page."""
    page, _seen = pages.page_for(request.reader, slug)
    require_edit(request.reader, page)
    if kind not in Kind.values:
        raise NotFound(_("Ce type de bloc n’existe pas."))
    block = Block(page=page, kind=kind)
    if kind in FIGURES:
        if DATASET not in request.GET:
            return _choose_dataset(request, page, block)
        block.dataset = request.GET[DATASET][:100]
        block.table = request.GET.get(TABLE, "")[:63]
    return _form(request, block)


@audience(Audience.CONTRIBUTORS)
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a block."""
    page, _seen = pages.page_for(request.reader, slug)
    require_edit(request.reader, page)
    block = pages.block_of(page, pk)
    if not _open(request, block):
        raise Refused(
            _(
                "Ce bloc montre des données fermées à votre compte : vous pouvez le déplacer ou le "
                "retirer, pas le modifier."
            )
        )
    return _form(request, block)


def _name(request: HttpRequest, block: Block) -> str:
    """Name a block to who edits its page; its title is for who sees its data."""
    return str(block) if _open(request, block) else _("réservé")


def _open(request: HttpRequest, block: Block) -> bool:
    """Say whether what a block shows is open to who edits its page."""
    seen = Dataset.objects.visible_to(request.reader)
    return not block.dataset or seen.filter(slug=block.dataset).exists()


@audience(Audience.CONTRIBUTORS)
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a block up or down by one place."""
    page, _seen = pages.page_for(request.reader, slug)
    block = pages.block_of(page, pk)
    up = request.POST.get("sens") == actions.Way.UP.value
    actions.move(request.user, request.reader, block, actions.Way.UP if up else actions.Way.DOWN)
    messages.success(
        request, _("Le bloc « %(block)s » est déplacé.") % {"block": _name(request, block)}
    )
    return _back(page, block)


@audience(Audience.CONTRIBUTORS)
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a block out of its page."""
    page, _seen = pages.page_for(request.reader, slug)
    block = pages.block_of(page, pk)
    actions.remove(request.user, request.reader, block)
    messages.success(
        request, _("Le bloc « %(block)s » est retiré.") % {"block": _name(request, block)}
    )
    return redirect("story-edit", slug=page.slug)


@audience(Audience.CONTRIBUTORS)
def from_question(request: HttpRequest) -> HttpResponse:
    """Take a figure of « montre-moi » to a page, an old one or a new one."""
    given = request.POST if request.method == "POST" else request.GET
    block = Block(
        kind=Kind.CHART.value,
        dataset=given.get(DATASET, "")[:100],
        table=given.get(TABLE, "")[:63],
        question=given.get(QUESTION, "") or _asked_here(request.GET),
    )
    # What cannot be read here says so, in the words of its own page.
    opened = open_table(request.reader, block.dataset, block.table or None)
    block.table = opened.table
    address.read(block.question)
    made = drawn(request.reader, block, Scope())
    _note(request, made)
    initial = {"kind": kind_of(made.figure), "owner": opened.dataset.owner_id}
    form = BringForm(request.POST or None, reader=request.reader, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        values = {name: getattr(block, name) for name in ("dataset", "table", "question")}
        try:
            page = said["page"] or page_actions.create(
                request.user, request.reader, said["owner"], {"title": said["new"]}
            )
            added = actions.add(
                request.user, request.reader, page, Kind(said["kind"]), {**values, **form.values()}
            )
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(
                request, _("La figure est dans la page « %(page)s ».") % {"page": page}
            )
            return _back(page, added)
    context = {
        "form": form,
        "told": block,
        "preview": rendered(made, Page(), explain=True),
    }
    return render(request, "stories/bring.html", context)


def _choose_dataset(request: HttpRequest, page: Page, block: Block) -> HttpResponse:
    """List the datasets that the reader sees, to choose the one that a figure is drawn from."""
    q = request.GET.get("q", "").strip()[:100]
    found = listing(request.reader, Wish(q=q))
    context = {
        "page": page,
        "trail": trails.of_editor(page),
        "told": block,
        "q": q,
        "total": found.total,
        "entries": [e for e in found.entries if e.tables],
        "more": found.pages > 1,
    }
    return render(request, "stories/choose.html", context)


def _form(request: HttpRequest, block: Block) -> HttpResponse:
    """Show the form of a block; « Aperçu » shows it drawn and keeps nothing."""
    form = _form_of(request, block)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "apercu" in request.POST:
            preview = _preview(request, block, form)
        else:
            try:
                kept = _save(request, block, form)
            except (Conflict, Invalid) as refused:
                form.add_error(None, refused.user_message)
            else:
                messages.success(request, _("Le bloc est enregistré."))
                return _back(block.page, kept)
    context: dict[str, Any] = {
        "page": block.page,
        "trail": trails.of_editor(block.page),
        "told": block,
        "form": form,
        "preview": preview,
        "ask": _ask_address(block) if block.is_figure else "",
    }
    return render(request, "stories/block.html", context)


def _form_of(request: HttpRequest, block: Block) -> BlockForm:
    sent = (request.POST or None, request.FILES or None)
    # The form writes into its instance: the block that is kept is read again by the action.
    if block.kind == Kind.TEXT:
        return TextForm(*sent, instance=block)
    if block.kind == Kind.IMAGE:
        return ImageForm(*sent, instance=block)
    opened = open_table(request.reader, block.dataset, block.table or None)
    block.table = opened.table
    offered = proposals(opened, Kind(block.kind))
    return FigureForm(*sent, instance=block, offered=offered)


def _save(request: HttpRequest, block: Block, form: BlockForm) -> Block:
    values = form.values()
    if block.is_figure:
        values |= {"dataset": block.dataset, "table": block.table}
    if block.pk is None:
        kind = Kind(block.kind)
        return actions.add(request.user, request.reader, block.page, kind, values, form.picture())
    revision = form.cleaned_data["revision"] or 0
    actions.change(request.user, request.reader, block, values, revision, form.picture())
    return block


def _preview(request: HttpRequest, block: Block, form: BlockForm) -> str:
    if form.picture() is not None:
        # A picture that is not kept has no address; its words are all that is seen before.
        return ""
    for name, value in form.values().items():
        setattr(block, name, value)
    made = drawn(request.reader, block, Scope())
    _note(request, made)
    return rendered(made, block.page, explain=True)


def _note(request: HttpRequest, made: Drawn) -> None:
    """Write on the access log that a figure was looked at before it is kept."""
    if made.figure is not None:
        record_figures(request.reader, [made.block.dataset], Reading.Door.CHART)


def _asked_here(given: QueryDict) -> str:
    """Take the question out of an address that holds it beside the table."""
    pairs = [(n, v) for n, values in given.lists() for v in values if n not in {DATASET, TABLE}]
    return urlencode(pairs)


def _ask_address(block: Block) -> str:
    """Give the screen where another question is put to the table."""
    address = reverse("dataset-question", args=[block.dataset, block.table])
    return f"{address}?{block.question}" if block.question else address


def _back(page: Page, block: Block) -> HttpResponse:
    """Go back to the page, where the block is."""
    return redirect(f"{reverse('story-edit', args=[page.slug])}#bloc-{block.pk}")
