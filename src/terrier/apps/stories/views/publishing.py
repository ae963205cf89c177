"""Publishing a page, after what its readers will not see has been said; making it a draft again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.figures.actions import release
from terrier.domain.access.policy import Visibility
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.audience import Audience, audience

from .. import trails
from ..actions import pages as actions
from ..forms import AudienceForm
from ..models import Page
from ..permissions import require_publish
from ..queries import pages
from ..queries.drawn import address_of
from ..queries.openness import Closed, closed_blocks

RELEASED_TO = frozenset({Visibility.PUBLIC, Visibility.INTERNAL})
"""Audiences that a result can be opened to, apart from its data."""


@audience(Audience.CONTRIBUTORS)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who will see the page; what they would not see of it is told before."""
    page, _seen = pages.page_for(request.reader, slug)
    require_publish(request.reader, page)
    form = AudienceForm(page, request.POST or None)
    closed: list[Closed] = []
    if request.method == "POST" and form.is_valid():
        try:
            closed = _publish(request, page, form)
        except (Conflict, Invalid) as refused:
            form.add_error(None, refused.user_message)
            closed = closed_blocks(request.reader, page, *form.wanted)
        else:
            if not closed:
                messages.success(request, _("La page est publiée."))
                return redirect("story", slug=page.slug)
    context = {
        "page": page,
        "trail": trails.of_editor(page),
        "form": form,
        "closed": closed,
        # A refusal leaves what was told of these readers: the form is not asked again.
        "release": bool(closed) and form.wanted[0] in RELEASED_TO,
        "opens": any(one.opens for one in closed),
        "chosen": request.POST.getlist("ouvrir"),
        "reason": request.POST.get("motif", ""),
    }
    return render(request, "stories/publish.html", context)


def _publish(request: HttpRequest, page: Page, form: AudienceForm) -> list[Closed]:
    """Open the results that were chosen, then publish; give what would still be reserved."""
    visibility, shared_with = form.wanted
    chosen = set(request.POST.getlist("ouvrir"))
    with transaction.atomic():
        for one in closed_blocks(request.reader, page, visibility, shared_with):
            if one.opens and str(one.block.pk) in chosen and visibility in RELEASED_TO:
                release(
                    request.user,
                    request.reader,
                    address_of(one.block),
                    audience=visibility.value,
                    reason=request.POST.get("motif", ""),
                )
        closed = closed_blocks(request.reader, page, visibility, shared_with)
        if closed and not request.POST.get("malgre"):
            # Nothing is opened for a page that is not published.
            transaction.set_rollback(True)
            return closed
        revision = form.cleaned_data["revision"]
        actions.publish(request.user, request.reader, page, visibility, shared_with, revision)
    return []


@audience(Audience.CONTRIBUTORS)
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the page a draft again."""
    page, _seen = pages.page_for(request.reader, slug)
    actions.withdraw(request.user, request.reader, page)
    messages.success(request, _("La page n’est plus publiée : c’est de nouveau un brouillon."))
    return redirect("story-edit", slug=page.slug)
