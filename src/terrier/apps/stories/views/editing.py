"""Making a page, saying what it is, seeing its blocks with what changes them, removing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.figures.figure import Scope
from terrier.domain.kernel.errors import Conflict
from terrier.web.audience import Audience, audience

from .. import starters, trails
from ..actions import blocks as block_actions
from ..actions import pages as actions
from ..choices import Kind
from ..forms import PageForm
from ..permissions import require_edit
from ..queries import pages
from ..reading import record_page
from ..rendering import shown_blocks


@audience(Audience.CONTRIBUTORS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a page, empty or from a template whose missing data are said."""
    chosen = starters.prepared(request.reader, request.GET.get("modele", ""))
    initial = chosen.initial if chosen else None
    form = PageForm(request.POST or None, reader=request.reader, initial=initial)
    if request.method == "POST" and form.is_valid():
        page = actions.create(
            request.user, request.reader, form.cleaned_data["owner"], form.values()
        )
        blocks = chosen.blocks(request.reader, timezone.localdate()) if chosen else ()
        for kind, values in blocks:
            block_actions.add(request.user, request.reader, page, kind, values)
        messages.success(request, _("La page est créée : c’est un brouillon, à vous de jouer."))
        return redirect("story-edit", slug=page.slug)
    context = {
        "form": form,
        "chosen": chosen,
        "starters": starters.every(request.reader),
        "trail": trails.of_stories(),
    }
    return render(request, "stories/new.html", context)


@audience(Audience.CONTRIBUTORS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the blocks as readers will see them, each with what changes it."""
    page, seen = pages.page_for(request.reader, slug)
    require_edit(request.reader, page)
    blocks = shown_blocks(request.reader, page, Scope(), explain=True)
    record_page(request.reader, blocks)
    context = {
        "page": page,
        "blocks": blocks,
        "kinds": Kind.choices,
        "publishes": seen.publishes,
        "trail": trails.of_page(page),
    }
    return render(request, "stories/edit.html", context)


@audience(Audience.CONTRIBUTORS)
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the title, the summary and what readers may choose."""
    page, _seen = pages.page_for(request.reader, slug)
    require_edit(request.reader, page)
    form = PageForm(request.POST or None, reader=request.reader, instance=page)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.describe(request.user, request.reader, page, form.values(), revision)
        except Conflict as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("story-edit", slug=page.slug)
    context = {"form": form, "page": page, "trail": trails.of_editor(page)}
    return render(request, "stories/describe.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a page."""
    page, _seen = pages.page_for(request.reader, slug)
    actions.remove(request.user, request.reader, page)
    messages.success(request, _("La page « %(title)s » est supprimée.") % {"title": page.title})
    return redirect("stories")
