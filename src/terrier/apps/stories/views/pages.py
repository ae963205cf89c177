"""Reading pages: the list, one page, its images, in a frame, on paper."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.sending import PRIVATE_CACHE
from terrier.apps.catalog.store import store
from terrier.apps.territories.queries import PUBLIC, organisations_to_write_for
from terrier.connectors.photographs.rewriting import MEDIA_TYPE
from terrier.domain.access.policy import Visibility
from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from .. import trails
from ..embedding import codes
from ..models import Page
from ..permissions import edits
from ..queries import pages
from ..queries.drawn import State, drawn_all
from ..reading import record_figures, record_page
from ..rendering import shown_blocks
from ..scoping import Asked, asked_of

OPEN_CACHE = "no-cache"
EMBEDDED = {"frame-ancestors": ["*"]}


@audience(Audience.BY_DATASET)
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the pages that the reader sees."""
    seen = list(pages.listing(request.reader))
    context = {
        "published": [page for page in seen if page.published_at],
        "drafts": [page for page in seen if not page.published_at],
        "writes": organisations_to_write_for(request.reader).exists(),
    }
    return render(request, "stories/stories.html", context)


@audience(Audience.BY_DATASET)
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page, narrowed to a commune and a period where the address says so."""
    page, seen = pages.page_for(request.reader, slug)
    asked = asked_of(page, request.GET)
    writes = edits(seen, page)
    content = _content(request, page, asked, explain=writes)
    record_page(request.reader, content["blocks"])
    context = {
        **content,
        "edits": writes,
        "publishes": seen.publishes,
        "contributes": seen.contributes,
        "trail": trails.of_stories(),
        "codes": [],
    }
    if page.embedded_anywhere:
        shown = [one.block for one in context["blocks"] if one.seen]
        frame = _absolute(request, "story-embed", page, asked)
        context["codes"] = codes(page, shown, frame)
    return _answer(page, render(request, "stories/story.html", context))


@audience(Audience.BY_DATASET)
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page, or one of its blocks, bare: to be put in a frame.

    In a frame that anybody may make, whoever looks is the public.
    """
    page, _seen = pages.page_for(request.reader, slug)
    if page.embedded_anywhere:
        request.reader = PUBLIC
    asked = asked_of(page, request.GET)
    context = _content(request, page, asked)
    wanted = request.GET.get("bloc", "")
    if wanted:
        context["blocks"] = [b for b in context["blocks"] if str(b.block.pk) == wanted]
        if not context["blocks"]:
            raise NotFound(_("Ce bloc n’est plus dans la page."))
    record_page(request.reader, context["blocks"])
    context["alone"] = bool(wanted)
    context["address"] = _absolute(request, "story", page, asked)
    response = _answer(page, render(request, "stories/embed.html", context))
    if page.embedded_anywhere:
        response._csp_replace = EMBEDDED
        response.xframe_options_exempt = True
    return response


@audience(Audience.BY_DATASET)
@require_safe
def image(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Give the image of a block."""
    page, _seen = pages.page_for(request.reader, slug)
    block = pages.block_of(page, pk)
    if not block.image:
        raise NotFound(_("Ce bloc n’a pas d’image."))
    response = FileResponse(store().path(block.image).open("rb"), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'inline; filename="{page.slug}-{block.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return _answer(page, response)


@audience(Audience.BY_DATASET)
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the page as an accessible PDF."""
    # Its typesetter is loaded by whoever prints.
    from ..document.page import printed

    page, _seen = pages.page_for(request.reader, slug)
    asked = asked_of(page, request.GET)
    address = _absolute(request, "story", page, asked)
    blocks = drawn_all(request.reader, page.blocks.all(), asked.scope)
    seen = [made.block.dataset for made in blocks if made.state is State.SHOWN]
    record_figures(request.reader, seen, Reading.Door.DOWNLOAD)
    body = printed(page, blocks, asked, address)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
    return _answer(page, response)


def _content(
    request: HttpRequest, page: Page, asked: Asked, *, explain: bool = False
) -> dict[str, Any]:
    blocks = shown_blocks(request.reader, page, asked.scope, explain=explain)
    return {
        "page": page,
        "form": asked.form,
        "asked": asked.query,
        "scope_words": asked.words,
        "blocks": blocks,
        "closed": len(blocks) > 1 and not any(one.seen or one.trouble for one in blocks),
    }


def _answer(page: Page, response: Any) -> Any:
    """Let a browser keep what is public, asking each time whether it still holds."""
    public = page.published_at and page.visibility == Visibility.PUBLIC.value
    response["Cache-Control"] = OPEN_CACHE if public else PRIVATE_CACHE
    response["Vary"] = "Cookie"
    return response


def _absolute(request: HttpRequest, name: str, page: Page, asked: Asked) -> str:
    address = request.build_absolute_uri(reverse(name, args=[page.slug]))
    return f"{address}?{asked.query}" if asked.query else address
