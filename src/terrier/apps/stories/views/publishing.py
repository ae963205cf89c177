"""Publishing a page, after what its readers will not see has been said; making it a draft again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.audience import Audience, audience

from ..actions import pages as actions
from ..forms import AudienceForm
from ..permissions import require_publish
from ..queries import pages
from ..queries.openness import closed_blocks


@audience(Audience.CONTRIBUTORS)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who will see the page; what they would not see of it is told before."""
    page, _seen = pages.page_for(request.reader, slug)
    require_publish(request.reader, page)
    form = AudienceForm(page, request.POST or None)
    closed = []
    if request.method == "POST" and form.is_valid():
        closed = closed_blocks(request.reader, page, *form.wanted)
        if not closed or request.POST.get("malgre"):
            try:
                revision = form.cleaned_data["revision"]
                actions.publish(request.user, request.reader, page, *form.wanted, revision)
            except (Conflict, Invalid) as refused:
                form.add_error(None, refused.user_message)
            else:
                messages.success(request, _("La page est publiée."))
                return redirect("story", slug=page.slug)
    context = {"page": page, "form": form, "closed": closed, "blocks": page.blocks.exists()}
    return render(request, "stories/publish.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the page a draft again."""
    page, _seen = pages.page_for(request.reader, slug)
    actions.withdraw(request.user, request.reader, page)
    messages.success(request, _("La page n’est plus publiée : c’est de nouveau un brouillon."))
    return redirect("story-edit", slug=page.slug)
